import {
  auditDocumentSchema,
  auditReportKinds,
  reportReceiversSchema,
} from '@outpost/domain/kernel/audit/audit-report';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** A document with the server's detached signature of its bytes (RFC 7515, appendix F). `fileName`: the name proposed for saving. */
const documentFileSchema = z.strictObject({ fileName: z.string(), content: z.string(), signature: z.string() });

/**
 * The calls of the signed documents that the server makes from the journal: reports of a period, and certificates of erasures. All of
 * them ask the server. They refuse `access/denied` to people who do not administer the organisation's roles, and `sync/offline`.
 */
export const auditCalls = {
  /** Lists the newest documents, newest first. `names`: of the people who made them, as this device knows them. */
  'audit.documents': {
    input: z.null(),
    output: z.strictObject({ documents: z.array(auditDocumentSchema), names: z.record(idSchema, z.string()) }),
  },
  /**
   * Has the server make, sign and keep a report. `from` and `until` are the first and the last day, in the time zone of
   * the organisation. Refuses `request/invalid` for a period that ends before it begins. The report is an entry of the
   * journal. `receivers`: of a report about messages, the only addresses and numbers; none: all (MSG-34).
   */
  'audit.makeReport': {
    input: z.strictObject({
      kind: z.enum(auditReportKinds),
      from: z.iso.date(),
      until: z.iso.date(),
      receivers: reportReceiversSchema.exactOptional(),
    }),
    output: auditDocumentSchema,
  },
  /** Returns one document with its signature. Refuses `records/not-found`. */
  'audit.document': { input: z.strictObject({ id: idSchema }), output: documentFileSchema },
  /** Returns a report as a PDF, in base64. The PDF names the digest of the signed document. Refuses `records/not-found`. */
  'audit.reportPdf': {
    input: z.strictObject({ id: idSchema }),
    output: z.strictObject({ fileName: z.string(), base64: z.string() }),
  },
} as const;
