import { queueAnswerSchema, queuedStates } from '@outpost/domain/kernel/catalogue/intents/queued-work';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import { shownRecordSchema } from '../shapes/shown-record.ts';

/**
 * The calls of the work that only the server can do, such as sending e-mails. Both ask the server. They refuse `access/denied` to people who do
 * not administer the organisation's roles, and `sync/offline`.
 */
export const queueCalls = {
  /** Lists the work in one state, newest first. `before`: the `next` of the page before. `records`: those that this device holds. */
  'queue.list': {
    input: z.strictObject({ state: z.enum(queuedStates), before: z.string().nullable() }),
    output: queueAnswerSchema.extend({ records: z.record(idSchema, shownRecordSchema) }),
  },
  /** Ends the wait of a record's intent for its next try: it comes within a minute. `hurried`: whether one waited. */
  'queue.hurry': {
    input: z.strictObject({ entity: z.string(), record: idSchema }),
    output: z.strictObject({ hurried: z.boolean() }),
  },
} as const;
