import { labelSchema } from '@outpost/domain/kernel/acts/act-label';
import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';

const fieldName = z.string().max(120);

/** The number of records in one piece. Chosen: each piece is one act, and holds up other work for some 50 ms. */
export const recordsInPiece = 250;

/** The same change for many records. At least one of its parts names a field. */
export const manyChangeSchema = z
  .strictObject({
    /** Field → the value that all records get. `life` deletes ("deleted") or restores ("alive"). */
    sets: z.record(fieldName, jsonSchema).default({}),
    /** Field of a day or a time → the number of days by which each record's own moves; a time keeps its hour. Records without one stay. */
    shifts: z.record(fieldName, z.number().int().min(-36_500).max(36_500)).default({}),
    /** Field of tags → the tags that each record gets in addition to its own. */
    adds: z.record(fieldName, z.array(z.string().min(1).max(100)).min(1).max(50)).default({}),
    /** Field of tags → the tags that each record loses; its others stay. */
    removes: z.record(fieldName, z.array(z.string().min(1).max(100)).min(1).max(50)).default({}),
  })
  .refine((change) => Object.values(change).some((part) => Object.keys(part).length > 0), 'a change names a field');
export type ManyChange = z.output<typeof manyChangeSchema>;

/** The next records of a list, by id, and their change. */
export const changeManySchema = listQuerySchema.pick({ entity: true, where: true, search: true }).extend({
  life: z.enum(['alive', 'deleted']).default('alive'),
  /** The `next` of the answer before; null for the first piece. */
  after: z.string().max(8_000).nullable(),
  change: manyChangeSchema,
  /**
   * The act's label, and the group that the answer to the first piece named. Null: only returns the effects of the
   * change, and changes nothing.
   */
  act: z.strictObject({ label: labelSchema, group: idSchema.nullable() }).nullable(),
});
export type ChangeManyWish = z.output<typeof changeManySchema>;

/** The result of one piece: changes that were made, or that would be made. */
export const changedManySchema = z.strictObject({
  records: z.number().int(),
  changed: z.number().int(),
  /** Records that already have the wanted values. */
  same: z.number().int(),
  /** Records that this device refuses to change, with the reasons. The others go ahead. */
  refused: z.array(z.strictObject({ id: idSchema, title: z.string(), code: z.string(), message: z.string() })),
  /** The changed values by field, each old → new with its number of records. */
  values: z.array(z.strictObject({ field: z.string(), from: jsonSchema, to: jsonSchema, records: z.number().int() })),
  group: idSchema.nullable(),
  /** The cursor of the next piece; null after the last one. */
  next: z.string().nullable(),
});
export type ChangedMany = z.infer<typeof changedManySchema>;
