import { auditActionNames, auditClasses, auditOutcomes } from '@outpost/domain/kernel/audit/audit-actions';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** The rows of the journal to list, newest first. A row must meet all conditions. */
export const journalQuestionSchema = z.strictObject({
  /** The author. */
  by: idSchema.optional(),
  /** The kind of record, and one record. */
  entity: z.string().max(120).optional(),
  record: idSchema.optional(),
  /** The first and the last day, in the time zone of the organisation. */
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  limit: z.number().int().min(1).max(1_000).default(100),
});
/** The entries of the server's journal to list, newest first: events in addition to changes of records. */
export const journalEntriesSchema = journalQuestionSchema.omit({ limit: true }).extend({
  class: z.enum(auditClasses).optional(),
  action: z.enum(auditActionNames).optional(),
  outcome: z.enum(auditOutcomes).optional(),
  address: z.string().max(64).optional(),
  words: z.string().trim().min(1).max(100).optional(),
});
export type JournalEntriesQuestion = z.output<typeof journalEntriesSchema>;
export type JournalQuestion = z.output<typeof journalQuestionSchema>;
