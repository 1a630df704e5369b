import { auditDaysSchema, monthSchema } from '@outpost/domain/kernel/audit/audit-days';
import { auditEntrySchema, auditExportFormats, auditFileSchema } from '@outpost/domain/kernel/audit/audit-log';
import { idSchema } from '@outpost/domain/kernel/ids';
import { historyRowSchema } from '@outpost/domain/sync/protocol';
import { z } from 'zod';
import { journalEntriesSchema, journalQuestionSchema } from '../journal-question.ts';
import { refNamesSchema } from '../ref-names.ts';

/** Rows of the journal, newest first, with the names of their records and authors as far as this device knows them. */
const rows = {
  rows: z.array(historyRowSchema),
  refs: refNamesSchema,
  names: z.record(idSchema, z.string()),
};

/** The calls of the journal: the authors and their changes, on this device and on the server. */
export const journalCalls = {
  /**
   * Lists the journal rows that this device holds (S-9). Rows of records that it does not hold, and rows older than its history,
   * are on the server only. `more`: there are further ones than `limit`.
   */
  'journal.onDevice': { input: journalQuestionSchema, output: z.strictObject({ ...rows, more: z.boolean() }) },
  /**
   * Asks the server for entries of the tenant's whole journal: changes and other events (ADR 72). `before` is `next` of
   * the answer before; null at the end. An answer without entries may have a `next`, because the server looks through a
   * part at a time. Refuses `access/denied` to people who are not administrators, and `sync/offline`.
   */
  'journal.entries': {
    input: journalEntriesSchema.extend({
      before: z.number().int().min(1).optional(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.strictObject({
      entries: z.array(auditEntrySchema),
      refs: refNamesSchema,
      names: z.record(idSchema, z.string()),
      next: z.number().int().nullable(),
    }),
  },
  /** Asks the server for the number of entries on each day of a month, in one request. Refuses as `journal.entries` does. */
  'journal.days': { input: z.strictObject({ month: monthSchema }), output: auditDaysSchema },
  /** Asks the server for a file of entries, which it signs. The export is itself an entry. Refuses as `journal.entries` does. */
  'journal.export': {
    input: z.strictObject({ format: z.enum(auditExportFormats), question: journalEntriesSchema }),
    output: auditFileSchema,
  },
  /**
   * Asks the server for an entry's place in the chain: the entry with its neighbours, ascending. `follows`: this device computed
   * the hash from the one before and the digest, and it is the same (P-5). Refuses as `journal.entries` does.
   */
  'journal.chainAt': {
    input: z.strictObject({ n: z.number().int().min(1) }),
    output: z.strictObject({
      links: z.array(
        z.strictObject({ n: z.number().int(), digest: z.string(), hash: z.string(), follows: z.boolean() }),
      ),
    }),
  },
  /** Verifies the chain and signature of the journal heads that the device has seen; online also the server's whole chain. */
  'journal.verify': {
    input: z.null(),
    output: z.strictObject({
      ok: z.boolean(),
      rows: z.number().int(),
      head: z.number().int(),
      problem: z.string().nullable(),
      /**
       * Whether the server checked its chain now. `unanswered`: it could not be reached or did not answer as expected; `denied`: this
       * person may not have it checked. Without `checked`, the answer is about the heads that this device received.
       */
      server: z.enum(['checked', 'unanswered', 'denied']),
      /** The signed-in devices that reported a head to the server, and those of them whose head is in its journal; null where it did not say. */
      devices: z.strictObject({ holding: z.number().int(), agreeing: z.number().int() }).nullable(),
    }),
  },
} as const;
