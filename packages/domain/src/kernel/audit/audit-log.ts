import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { jsonSchema } from '../json.ts';
import { auditActionNames, auditClasses, auditOutcomes } from './audit-actions.ts';

/** A query for entries of the journal, newest first. An entry must satisfy all conditions. */
export const auditQuestionSchema = z.strictObject({
  class: z.enum(auditClasses).optional(),
  /** The person who did it or is its subject: changes of their record count, too. */
  by: idSchema.optional(),
  action: z.enum(auditActionNames).optional(),
  outcome: z.enum(auditOutcomes).optional(),
  entity: z.string().max(120).optional(),
  record: idSchema.optional(),
  /** The network address of the request. */
  address: z.string().max(64).optional(),
  /** Text of the entry's label, without regard to case. */
  words: z.string().trim().min(1).max(100).optional(),
  /** Instants: entries from `from` on, and entries before `until`. */
  from: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  /** Only entries with a lower number: `next` of the answer before. */
  before: z.number().int().min(1).optional(),
  limit: z.number().int().min(1).max(500).default(100),
});
export type AuditQuestion = z.output<typeof auditQuestionSchema>;

const nullableText = z.string().nullable();

/** One entry of the journal: who, what, when and where. A value that is unknown, or does not apply, is null. */
export const auditEntrySchema = z.object({
  n: z.number().int(),
  /** When it happened, ISO 8601 UTC. */
  at: z.string(),
  class: z.enum(auditClasses),
  /** An action of the table, or `record/created` and `record/changed` for ordinary changes. */
  action: z.string(),
  label: z.string(),
  outcome: z.enum(auditOutcomes),
  by: idSchema.nullable(),
  about: idSchema.nullable(),
  /** The start of a keyed hash of the address that was entered. */
  account: nullableText,
  address: nullableText,
  session: nullableText,
  device: nullableText,
  request: nullableText,
  act: idSchema.nullable(),
  entity: nullableText,
  record: idSchema.nullable(),
  /** Field: the value before and after. */
  changed: z.record(z.string(), z.tuple([jsonSchema, jsonSchema])),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** How often it happened, where equal events were counted. */
  times: z.number().int(),
  /** The entry's place in the chain, hex. */
  digest: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.output<typeof auditEntrySchema>;

/** Entries, newest first. `next`: ask again with this as `before`; null at the end. It may be set where no entry was found. */
export const auditAnswerSchema = z.object({ entries: z.array(auditEntrySchema), next: z.number().int().nullable() });
export type AuditAnswer = z.output<typeof auditAnswerSchema>;

export const auditExportFormats = ['csv', 'json'] as const;

/** A file with entries, and the server's detached signature of its bytes (RFC 7515, appendix F). */
export const auditFileSchema = z.object({
  fileName: z.string(),
  mediaType: z.string(),
  content: z.string(),
  signature: z.string(),
  /** How many entries it has. `more`: there are further ones; narrow the period. */
  entries: z.number().int(),
  more: z.boolean(),
});
export type AuditFile = z.output<typeof auditFileSchema>;
