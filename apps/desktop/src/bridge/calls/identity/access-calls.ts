import { explainedAccessSchema, seenBySchema } from '@outpost/domain/kernel/access/sight';
import { auditDocumentSchema } from '@outpost/domain/kernel/audit/audit-report';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** The person or the role whose rights are asked for. */
const asked = z.union([z.strictObject({ person: idSchema }), z.strictObject({ role: z.string().min(1).max(60) })]);
const record = z.strictObject({ entity: z.string().max(120), id: idSchema });

/**
 * The calls by which an administrator asks the server for the rights of others to one record. They refuse `sync/offline`, `access/denied` to
 * people who do not administer others, and `records/not-found`. Each answer leaves an entry in the journal.
 */
export const accessCalls = {
  /** The rights of a person, or of a role, with the grants that decide. */
  'access.explain': {
    input: z.strictObject({
      of: asked,
      record,
    }),
    output: explainedAccessSchema,
  },
  /**
   * Has the server sign and keep a report of who sees the record, and of the rights of `of`. It is listed with the reports of the journal.
   * Refuses `access/denied` to people who do not read the journal.
   */
  'access.makeReport': {
    input: z.strictObject({ of: asked.exactOptional(), record }),
    output: auditDocumentSchema,
  },
  /** All people who see the record, with the reasons. */
  'access.seenBy': { input: z.strictObject({ record }), output: seenBySchema },
} as const;
