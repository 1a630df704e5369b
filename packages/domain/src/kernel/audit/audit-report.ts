import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { loggedMessagesSchema } from './logged-message.ts';

/** The kinds of documents that a server makes from the journal and signs. */
export const auditReportKinds = ['security', 'compliance', 'messages'] as const;
export type AuditReportKind = (typeof auditReportKinds)[number];

/** A period of a report: instants, the second one is not part of it. */
export const auditPeriodSchema = z.strictObject({ from: z.iso.datetime(), until: z.iso.datetime() });

const counted = z.object({
  action: z.string(),
  label: z.string(),
  outcome: z.string(),
  /** Entries of the journal, and the number of events in them. */
  entries: z.number().int(),
  times: z.number().int(),
});
const listed = z.object({ n: z.number().int(), at: z.string(), by: z.string().nullable(), label: z.string() });

/** The subject of a report besides its period. `receivers`: of a report about messages, the only addresses and numbers; none: all. */
export const reportReceiversSchema = z.array(z.string().trim().min(1).max(320)).max(20);

/** A report of one period. All numbers are of entries in that period. */
export const auditReportSchema = z.object({
  form: z.literal(1),
  kind: z.enum(auditReportKinds),
  organisation: z.object({ id: idSchema, name: z.string() }),
  period: auditPeriodSchema,
  madeAt: z.string(),
  madeBy: z.object({ id: idSchema, name: z.string() }),
  /** The head of the chain that the report was made from, as devices get it. */
  head: z.object({ n: z.number().int(), hash: z.string(), signature: z.string() }),
  actions: z.array(counted),
  /** In a security report: changes of people and roles, newest first, bounded. */
  rights: z.array(listed),
  /** In a security report: the addresses with the most refusals. */
  addresses: z.array(z.object({ address: z.string(), times: z.number().int() })),
  /** In a compliance report: erasures and exports, newest first, bounded. */
  acts: z.array(listed.extend({ details: z.record(z.string(), z.unknown()) })),
  /** In a compliance report: changes of records by kind. */
  kinds: z.array(
    z.object({ entity: z.string(), label: z.string(), created: z.number().int(), changed: z.number().int() }),
  ),
  /** In a compliance report: the number of days for which entries of each class are kept; null: for ever. */
  retention: z.record(z.string(), z.number().int().nullable()),
  /** In a report about messages (MSG-34). Reports of earlier builds have none. */
  messages: loggedMessagesSchema.default({ receivers: [], more: false, lines: [] }),
});
export type AuditReport = z.output<typeof auditReportSchema>;

/** A document as lists show it. */
export const auditDocumentSchema = z.object({
  id: idSchema,
  kind: z.string(),
  from: z.string(),
  until: z.string(),
  madeAt: z.string(),
  madeBy: idSchema,
});
export type AuditDocument = z.output<typeof auditDocumentSchema>;

/** A document with its bytes as text, and the server's detached signature of them. */
export const signedDocumentSchema = auditDocumentSchema.extend({ content: z.string(), signature: z.string() });
export type SignedDocument = z.output<typeof signedDocumentSchema>;
