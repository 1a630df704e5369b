import { fieldDefinitionSchema } from '@outpost/domain/kernel/definitions/own-fields';
import { kindDefinitionSchema } from '@outpost/domain/kernel/definitions/own-kinds';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';

/**
 * The tenant's own kinds of record and fields, in the order of their definition; input of `withDefinitions` (K-3). It
 * contains only definitions that this device received: a person who may not read definitions has none. Retired ones are not
 * offered, but histories show them.
 */
export const ownDefinitionsSchema = z.strictObject({
  entities: z.array(kindDefinitionSchema),
  retiredEntities: z.array(kindDefinitionSchema),
  fields: z.array(fieldDefinitionSchema),
  retiredFields: z.array(fieldDefinitionSchema),
  /** Definitions of pipelines as they are written (PLT-16). Left out: none. */
  pipelines: z
    .array(z.strictObject({ fields: z.record(z.string(), jsonSchema), isRemoved: z.boolean() }))
    .exactOptional(),
  /** Definitions of stages as they are written (PLT-9). Left out: none. */
  stages: z.array(z.strictObject({ fields: z.record(z.string(), jsonSchema), isRemoved: z.boolean() })).exactOptional(),
  /** Pages that the tenant has arranged, as they are written (PLT-10). Left out: none. */
  pages: z.array(z.record(z.string(), jsonSchema)).exactOptional(),
  packs: z.array(z.strictObject({ pack: z.string(), isRemoved: z.boolean() })),
});
export type OwnDefinitions = z.infer<typeof ownDefinitionsSchema>;
