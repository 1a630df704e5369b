import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';
import { refNamesSchema } from '../ref-names.ts';

/** A changed field of a waiting act. Long values are cut; values of sealed fields are never here (K-4). */
export const outboxChangeSchema = z.strictObject({ field: z.string(), from: jsonSchema, to: jsonSchema });

/** One act of the outbox, as the list of waiting acts shows it. */
export const outboxEntrySchema = z.strictObject({
  act: idSchema,
  label: z.string(),
  madeAt: z.string(),
  group: idSchema.nullable(),
  state: z.enum(['waiting', 'sending', 'answered']),
  records: z.array(z.strictObject({ id: idSchema, entity: z.string(), title: z.string() })),
  editCount: z.number().int(),
  /** The first changed fields of an act that changes one record, and the number of all of them. */
  changes: z
    .strictObject({ first: z.array(outboxChangeSchema), count: z.number().int(), refs: refNamesSchema })
    .exactOptional(),
  /** Whether a rule needs records that this device does not hold, so that the server judges it (T-9). */
  isJudgedLater: z.boolean(),
});

/** A refused act, or the refused part of one, with its wanted values and the reasons. */
export const trayEntrySchema = z.strictObject({
  id: idSchema,
  act: idSchema,
  label: z.string(),
  madeAt: z.string(),
  refusedAt: z.string(),
  /** The reason of the refusal where it names no record (S-2). */
  whole: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  reasons: z.array(
    z.strictObject({
      record: idSchema,
      entity: z.string(),
      title: z.string(),
      code: z.string(),
      message: z.string(),
      /** The wanted values: field → value. */
      wanted: z.record(z.string(), jsonSchema),
      creates: z.boolean(),
      /** The field that the reason concerns, if the act does not contain it, with the record's present value. */
      about: z.strictObject({ field: z.string(), value: jsonSchema }).nullable(),
      /**
       * The act that closed the record to this person: its author and its time. `by` is null if this device does not hold the
       * name.
       */
      since: z
        .strictObject({
          what: z.enum(['deleted', 'merged', 'taken', 'handed over']),
          by: z.string().nullable(),
          at: z.string(),
        })
        .exactOptional(),
    }),
  ),
});

/** A replaced value of a merge: its author, its time, and whether the author is this person (S-4). */
export const replacedSchema = z.strictObject({
  /** Identifies the place in the journal: number and field. */
  n: z.number().int(),
  field: z.string(),
  record: idSchema,
  entity: z.string(),
  title: z.string(),
  lost: z.strictObject({ value: jsonSchema, by: idSchema, byName: z.string(), at: z.string() }),
  kept: z.strictObject({ value: jsonSchema, by: idSchema, byName: z.string(), at: z.string() }),
});
