import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';

/** How alike two records are: the chance in percent that they describe the same thing, and the reasons, the most telling first. */
const likeness = {
  percent: z.number().int().min(1).max(99),
  reasons: z.array(z.strictObject({ field: z.string(), how: z.enum(['same', 'near', 'part']) })),
};

const nearRecordSchema = z.strictObject({ id: idSchema, title: z.string(), subtitle: z.string(), ...likeness });
export type NearRecord = z.infer<typeof nearRecordSchema>;

const pairMember = z.strictObject({ id: idSchema, title: z.string() });
const duplicatePairSchema = z.strictObject({ left: pairMember, right: pairMember, ...likeness });
export type DuplicatePair = z.infer<typeof duplicatePairSchema>;

/** The progress of the running search: the records that it has read, and their total. */
const runningSchema = z.strictObject({ done: z.number().int(), total: z.number().int() }).nullable();

/** The calls that find records that were entered twice (S-4f). They read the data of this device, and need no network. */
export const duplicateCalls = {
  /**
   * Returns the records that resemble these values, the most similar first, without deleted ones. `of`: the record that has the
   * values; records that somebody marked as different from it are left out. Returns none for kinds whose records cannot be
   * merged. Refuses `records/unknown-entity`.
   */
  'duplicates.near': {
    input: z.strictObject({
      entity: z.string().max(120),
      fields: z.record(z.string(), jsonSchema),
      of: idSchema.optional(),
      limit: z.number().int().min(1).max(20).default(5),
    }),
    output: z.strictObject({ hits: z.array(nearRecordSchema) }),
  },
  /**
   * Looks through all records of a kind, in the background. A running search continues. Refuses `records/unknown-entity`, and
   * `request/invalid` for kinds whose records cannot be merged.
   */
  'duplicates.find': { input: z.strictObject({ entity: z.string().max(120) }), output: z.null() },
  'duplicates.stop': { input: z.strictObject({ entity: z.string().max(120) }), output: z.null() },
  /**
   * Returns the pairs that the last search found and that are still alike, the most alike first. `apart`: those that somebody called
   * different. `foundAt`: null where no search has ended. `isCut`: there are more pairs than a search keeps.
   */
  'duplicates.list': {
    input: z.strictObject({ entity: z.string().max(120) }),
    output: z.strictObject({
      pairs: z.array(duplicatePairSchema),
      apart: z.array(duplicatePairSchema),
      foundAt: z.string().nullable(),
      records: z.number().int(),
      isCut: z.boolean(),
      running: runningSchema,
      /** The reason why the last search ended early. */
      problem: z.string().nullable(),
    }),
  },
  /** Returns only the progress of the running search. It is cheap; `duplicates.list` compares its pairs at each call. */
  'duplicates.progress': {
    input: z.strictObject({ entity: z.string().max(120) }),
    output: z.strictObject({ running: runningSchema }),
  },
  /**
   * Marks two records as different for everyone who sees both, or removes the mark for everyone (ADR 55). Refuses as an act does,
   * and `records/not-found` for records that this device does not hold.
   */
  'duplicates.tellApart': {
    input: z.strictObject({ entity: z.string().max(120), left: idSchema, right: idSchema, areDifferent: z.boolean() }),
    output: z.null(),
  },
} as const;
