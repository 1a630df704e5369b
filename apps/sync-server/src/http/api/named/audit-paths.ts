import { z } from '@hono/zod-openapi';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { auditAnswerSchema, auditEntrySchema, auditQuestionSchema } from '@outpost/domain/kernel/audit/audit-log';
import { labelSchema } from '@outpost/domain/kernel/acts/act-label';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { askAuditEntry, askAuditLog } from '../../../journal/search/ask-audit-log.ts';
import { actAs } from '../../../tenancy/act-as.ts';
import { documented } from '../../answers/document-schema.ts';
import { named } from './named-path.ts';

const number = z.coerce.number().int().min(1);
/** The question as parameters of an address: numbers are text. */
const logsQuery = auditQuestionSchema.extend({
  before: number.max(Number.MAX_SAFE_INTEGER).optional(),
  limit: number.max(500).default(100),
});

/** The paths of section 2.10 that this server has. */
export const auditPaths = [
  named({
    method: 'post',
    path: '/audit/log',
    makes: true,
    summary: 'Adds a line to the journal of the organisation: an act of the caller that changes no record',
    section: '2.10',
    body: z.strictObject({ event: labelSchema }),
    reply: z.object({ act: idSchema, number: z.number().int() }),
    work: async (ports, { caller, body }) => {
      const done = await actAs(ports, caller, { label: body.event, edits: [] });
      return done.ok ? accept({ act: done.value.act, number: done.value.decision.n }) : done;
    },
  }),
  named({
    method: 'get',
    path: '/audit/logs',
    summary: 'Entries of the journal, newest first, for administrators: person, action, time and origin',
    section: '2.10',
    query: logsQuery,
    reply: documented('AuditAnswer', 'output', auditAnswerSchema),
    work: (ports, { caller, query }) => askAuditLog(ports, caller, query),
  }),
  named({
    method: 'get',
    path: '/audit/logs/{log_id}',
    summary: 'One entry of the journal, by its number',
    section: '2.10',
    params: z.object({ log_id: number.max(Number.MAX_SAFE_INTEGER - 1) }),
    reply: documented('AuditEntry', 'output', auditEntrySchema),
    work: async (ports, { caller, params: { log_id: n } }) => {
      const found = await askAuditEntry(ports, caller, n);
      if (!found.ok) return found;
      return found.value === undefined ? notFound(String(n)) : accept(found.value);
    },
  }),
];
