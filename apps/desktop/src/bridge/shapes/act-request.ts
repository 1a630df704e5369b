import { createSchema } from '@outpost/domain/kernel/acts/act';
import { labelSchema } from '@outpost/domain/kernel/acts/act-label';
import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';

/** A person's request. The replica adds ids, `from`, grounds and numbers. `fields` of a change contains the wanted values. */
export const actRequestSchema = z.strictObject({
  label: labelSchema,
  shape: z.enum(['together', 'each']).default('together'),
  group: idSchema.optional(),
  /** Sends it although this device warns of a rule over other records (`rules/warned`): the server decides (T-9). */
  anyway: z.boolean().optional(),
  /**
   * False: the act is not a step of the person's work, for example a mark of the records that they have opened. Ctrl+Z
   * does not undo it.
   */
  isStep: z.boolean().optional(),
  edits: z
    .array(
      z.union(
        [
          z.strictObject({
            entity: z.string(),
            /** The replica makes an id where it is absent. */
            id: idSchema.optional(),
            create: createSchema.shape.create.partial({ ownerId: true, teamId: true, sharedWith: true, schema: true }),
          }),
          z.strictObject({ entity: z.string(), id: idSchema, fields: z.record(z.string(), jsonSchema) }),
        ],
        'an edit is {"entity":"deal","id":"…","fields":{"stage":"won"}} or {"entity":"deal","create":{"fields":{"name":"…"}}}',
      ),
    )
    .min(1)
    .max(1_000),
});

/**
 * Edits that are made record by record (T-8): those that this device refuses are left out. `group`: of the pieces before; null for the first
 * one. `isTrial`: only returns what would be refused, and makes nothing.
 */
export const eachRequestSchema = actRequestSchema
  .pick({ label: true, edits: true })
  .extend({ group: idSchema.nullable(), isTrial: z.boolean() });

/** `made`: the number of edits that were made, or would be made. `refused`: the others, by their places in the request. */
export const performedEachSchema = z.strictObject({
  made: z.number().int(),
  refused: z.array(z.strictObject({ place: z.number().int(), code: z.string(), message: z.string() })),
  group: idSchema.nullable(),
});

/** The effects that stay although acts were undone, in words: "3 messages were sent and stay." */
export const leftByUndoSchema = z.string().exactOptional();

export const performedSchema = z.strictObject({ act: idSchema, ids: z.array(idSchema), left: leftByUndoSchema });
