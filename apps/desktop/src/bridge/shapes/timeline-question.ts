import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

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
