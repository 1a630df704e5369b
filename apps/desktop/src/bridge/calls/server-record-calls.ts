import { listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';
import { referredPathsSchema, refNamesSchema } from '../ref-names.ts';
import { shownRecordSchema } from '../shapes/shown-record.ts';

/** questions about kinds of record that this device does not keep. They need the server. */
export const serverRecordCalls = {
  'server.list': {
    /** The server is not asked for `referred`: their values are those that this device holds. */
    input: listQuerySchema.extend({ referred: referredPathsSchema }),
    output: z.strictObject({ rows: z.array(shownRecordSchema), refs: refNamesSchema, next: z.string().nullable() }),
  },
  'server.sums': {
    input: summaryQuerySchema.omit({ groupBy: true }),
    output: z.strictObject({
      count: z.number().int(),
      sums: z.record(z.string(), z.record(z.string(), z.number())),
    }),
  },
} as const;
