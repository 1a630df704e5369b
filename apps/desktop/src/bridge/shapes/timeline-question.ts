import { idSchema } from '@outpost/domain/kernel/ids';
import { historyRowSchema } from '@outpost/domain/sync/protocol';
import { z } from 'zod';
import { refNamesSchema } from '../ref-names.ts';
import { shownRecordSchema } from './shown-record.ts';

/** A question for the newest entries of the timeline of a record. */
export const timelineQuestionSchema = z.strictObject({
  id: idSchema,
  withRelated: z.boolean().default(false),
  /** The kinds of record whose entries are wanted. Left out: all kinds that feed the timeline. */
  parts: z.array(z.string().max(120)).max(100).optional(),
  /** Whether the changes of fields are wanted. */
  changes: z.boolean().default(true),
  limit: z.number().int().min(1).max(900).default(60),
});
export type TimelineQuestion = z.output<typeof timelineQuestionSchema>;

/** The newest entries of a timeline: records that belong to the record, and journal rows. */
export const timelineAnswerSchema = z.strictObject({
  entries: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('record'), at: z.string(), parent: idSchema, record: shownRecordSchema }),
      z.strictObject({ kind: z.literal('change'), at: z.string(), row: historyRowSchema }),
    ]),
  ),
  refs: refNamesSchema,
  names: z.record(idSchema, z.string()),
  more: z.boolean(),
  /** The kinds of record of which there is at least one entry, also if it is older than those of this answer. */
  filled: z.array(z.string()),
  /** The number of related records whose entries were read. `isAll`: there are no further ones. */
  related: z.strictObject({ count: z.number().int(), isAll: z.boolean() }),
});
