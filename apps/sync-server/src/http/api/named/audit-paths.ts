import { z } from '@hono/zod-openapi';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { labelSchema } from '@outpost/domain/kernel/acts/act-label';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { historyRowSchema } from '@outpost/domain/sync/protocol';
import { askWholeJournal } from '../../../sync/history/whole-journal.ts';
import { actAs } from '../../../tenancy/act-as.ts';
import { documented } from '../../answers/document-schema.ts';
import { named } from './named-path.ts';

const journalQuery = z.object({
  by: idSchema.optional(),
  entity: z.string().max(120).optional(),
  record: idSchema.optional(),
  from: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** The paths of section 2.10 that this server has. */
export const auditPaths = [
  named({
    method: 'post',
    path: '/audit/log',
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
    summary: 'The journal of the organisation, newest first, for administrators',
    section: '2.10',
    query: journalQuery,
    reply: documented(
      'audit-logs',
      'output',
      z.object({ rows: z.array(historyRowSchema), next: z.number().nullable() }),
    ),
    work: (ports, { caller, query }) => askWholeJournal(ports, caller, query),
  }),
  named({
    method: 'get',
    path: '/audit/logs/{log_id}',
    summary: 'One row of the journal, by its number',
    section: '2.10',
    params: z.object({
      log_id: z.coerce
        .number()
        .int()
        .min(1)
        .max(Number.MAX_SAFE_INTEGER - 1),
    }),
    reply: documented('audit-log', 'output', historyRowSchema),
    work: async (ports, { caller, params: { log_id: n } }) => {
      const found = await askWholeJournal(ports, caller, { before: n + 1, limit: 1 });
      if (!found.ok) return found;
      const [row] = found.value.rows;
      return row?.n === n ? accept(row) : notFound(String(n));
    },
  }),
];
