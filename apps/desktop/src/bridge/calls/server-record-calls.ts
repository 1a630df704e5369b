import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';
import { referredPathsSchema, refNamesSchema } from '../ref-names.ts';
import { shownRecordSchema } from '../shapes/shown-record.ts';
import { timelineAnswerSchema } from '../shapes/timeline-question.ts';

const packWord = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/);

/** questions about kinds of record that this device does not keep. They need the server. */
export const serverRecordCalls = {
  /** Asks an address that a pack adds to the API (T-22). Refuses `sync/offline` where the server does not answer, and as the pack does. */
  'packs.ask': {
    input: z.strictObject({ pack: packWord, route: packWord, given: jsonSchema }),
    output: z.strictObject({ value: jsonSchema }),
  },
  'server.list': {
    /** The server is not asked for `referred`: their values are those that this device holds. */
    input: listQuerySchema.extend({ referred: referredPathsSchema }),
    output: z.strictObject({ rows: z.array(shownRecordSchema), refs: refNamesSchema, next: z.string().nullable() }),
  },
  /** The newest entries of the timeline of a record that this device does not keep, with its changes. */
  'server.timeline': {
    input: z.strictObject({
      entity: z.string().max(120),
      id: idSchema,
      limit: z.number().int().min(1).max(480).default(60),
    }),
    output: timelineAnswerSchema,
  },
  'server.sums': {
    input: summaryQuerySchema.omit({ groupBy: true }),
    output: z.strictObject({
      count: z.number().int(),
      sums: z.record(z.string(), z.record(z.string(), z.number())),
    }),
  },
} as const;
