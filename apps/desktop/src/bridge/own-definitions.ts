import { fieldDefinitionSchema } from '@outpost/domain/kernel/catalogue/own-fields';
import { kindDefinitionSchema } from '@outpost/domain/kernel/catalogue/own-kinds';
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
  packs: z.array(z.strictObject({ pack: z.string(), isRemoved: z.boolean() })),
});
export type OwnDefinitions = z.infer<typeof ownDefinitionsSchema>;
