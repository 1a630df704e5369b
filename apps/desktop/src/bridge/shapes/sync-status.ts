import { z } from 'zod';

/** The state of the exchange with the server, as the status line shows it. Instants are ISO 8601 UTC, null: never yet. */
export const syncStatusSchema = z.strictObject({
  state: z.enum([
    'signed-out',
    'locked',
    /** The first contact is being established, and has not failed. */
    'connecting',
    'offline',
    'sending',
    'receiving',
    'to-send',
    'up-to-date',
    'too-old',
    'session-ended',
  ]),
  toSend: z.number().int(),
  needsYou: z.number().int(),
  /** The progress of sending or receiving. */
  done: z.number().int(),
  total: z.number().int(),
  /** The time of the last answer of the server, and the time since which everything is confirmed. */
  lastContactAt: z.string().nullable(),
  upToDateAt: z.string().nullable(),
  nextTryAt: z.string().nullable(),
  /** True until the first sync is complete. */
  firstSync: z.boolean(),
  /** the kinds of record that the person may read and that this device does not keep, sorted. */
  notKept: z.array(z.string()).readonly(),
  /** the kinds of which this device keeps only records that were changed in a month ("2026-11", UTC) or later. */
  partlyKept: z.array(z.strictObject({ kind: z.string(), since: z.string() })).readonly(),
  problem: z.string().nullable(),
});
