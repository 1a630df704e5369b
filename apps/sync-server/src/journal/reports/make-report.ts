import { auditActions, isAuditAction } from '@outpost/domain/kernel/audit/audit-actions';
import type { AuditReport, AuditReportKind, SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import type { IdSource } from '@outpost/domain/kernel/ports';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Asker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { asAdministrator, type JournalCaller } from '../as-administrator.ts';
import { noteEvent } from '../events/note-event.ts';
import { signDetached } from '../exports/detached-jws.ts';
import type { AuditPorts } from '../exports/export-journal.ts';
import { readClock } from '../heads.ts';
import { entryOfPayload } from '../search/entry-of-payload.ts';
import { namesOfPeople } from '../search/names-of-people.ts';
import { boundsOf } from '../search/number-bounds.ts';
import { readKeptDays } from '../retention/kept-days.ts';
import { keepDocument } from './documents.ts';
import { messagesIn } from './messages-in.ts';

export type ReportPorts = AuditPorts & { readonly ids: IdSource };
export type ReportOrder = {
  readonly kind: AuditReportKind;
  readonly from: string;
  readonly until: string;
  readonly receivers?: readonly string[];
};

/** E-3: chosen; a report is read by people. */
const mostListed = 500;
const mostAddresses = 20;

/**
 * Makes a report of a period from the journal, signs it, and keeps it. Making one is itself an entry. Refuses `access/denied`, and
 * `request/invalid` for a period that ends before it begins.
 */
export async function makeReport(
  ports: ReportPorts,
  caller: JournalCaller,
  { kind, from, until, receivers = [] }: ReportOrder,
): Promise<Result<SignedDocument>> {
  if (from >= until)
    return refuse('request/invalid', 'body.until: must be after the beginning of the period', { path: 'body.until' });
  const { orgId, userId } = caller;
  const nowMs = ports.clock.nowMs();
  const madeAt = new Date(nowMs).toISOString();
  const read = await asAdministrator(ports, caller, async (tx, asker): Promise<AuditReport> => {
    const clock = await readClock(tx, orgId, 'unlocked');
    if (!clock) throw new Error(`There is no tenant ${orgId}`);
    const within = await numbersIn(tx, orgId, { from, until });
    const [tenant] = await tx.query<{ name: string }>('select name from store.tenants where org_id = $1', [orgId]);
    const names = await namesOfPeople(tx, asker.tenant, [{ by: userId, about: null }]);
    const signature = await ports.signHead(orgId, [clock.head, clock.hash]);
    return {
      form: 1,
      kind,
      organisation: { id: orgId, name: tenant?.name ?? '' },
      period: { from, until },
      madeAt,
      madeBy: { id: userId, name: names.get(userId) ?? '' },
      head: { n: clock.head, hash: clock.hash, signature },
      actions: await actionsIn(tx, orgId, { ...within, kind }),
      ...(await partsOf[kind](tx, asker, { ...within, from, until, receivers })),
    };
  });
  if (!read.ok) return read;
  const content = `${JSON.stringify(read.value, null, 1)}\n`;
  const signature = await signDetached(content, ports.signing());
  const document = { id: ports.ids.newId(), kind, from, until, madeAt, madeBy: userId, content, signature };
  await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await keepDocument(tx, orgId, document);
    await noteEvent(tx, orgId, {
      action: 'report/made',
      nowMs,
      origin: ports.origin,
      by: userId,
      details: { kind, from, until, ...(receivers.length === 0 ? {} : { receivers: receivers.length }) },
    });
  });
  return accept(document);
}

/** Numbers of the journal: from the first one on, and before the second one. */
type Within = { readonly low: number; readonly high: number };
type Asked = Within & Required<Omit<ReportOrder, 'kind'>>;

async function numbersIn(
  tx: Transaction,
  orgId: string,
  period: { readonly from: string; readonly until: string },
): Promise<Within> {
  const { first, end, head } = await boundsOf(tx, orgId, period);
  return { low: first ?? head + 1, high: end ?? head + 1 };
}

async function actionsIn(
  tx: Transaction,
  orgId: string,
  { low, high, kind }: Within & { readonly kind: AuditReportKind },
): Promise<AuditReport['actions']> {
  if (kind === 'messages') return []; // its lines say more
  const rows = await tx.query<{ action: string; outcome: string; entries: number; times: number }>(
    `select e.action, e.outcome, count(*)::int as entries, sum(coalesce((j.payload::jsonb -> 'event' ->> 'times')::int, 1))::int as times
     from store.audit_entry e join store.journal j on j.org_id = e.org_id and j.n = e.n
     where e.org_id = $1 and e.class = $2 and e.n >= $3 and e.n < $4 group by e.action, e.outcome order by e.action, e.outcome`,
    [orgId, kind, low, high],
  );
  return rows.map((row) => ({
    ...row,
    label: isAuditAction(row.action) ? auditActions[row.action].label : row.action,
  }));
}

type Parts = Pick<AuditReport, 'rights' | 'addresses' | 'acts' | 'kinds' | 'retention' | 'messages'>;
const noParts: Parts = {
  rights: [],
  addresses: [],
  acts: [],
  kinds: [],
  retention: {},
  messages: { receivers: [], more: false, lines: [] },
};

/** The parts of each kind of report in addition to the numbers by action. */
const partsOf: Readonly<Record<AuditReportKind, (tx: Transaction, asker: Asker, asked: Asked) => Promise<Parts>>> = {
  messages: async (tx, { tenant }, asked) => ({ ...noParts, messages: await messagesIn(tx, tenant, asked) }),
  async security(tx, { tenant }, within) {
    const { orgId } = tenant;
    const rights = await listed(tx, orgId, { ...within, actions: ['rights/changed'] });
    const addresses = await tx.query<{ address: string; times: number }>(
      `select e.address, sum(coalesce((j.payload::jsonb -> 'event' ->> 'times')::int, 1))::int as times
       from store.audit_entry e join store.journal j on j.org_id = e.org_id and j.n = e.n
       where e.org_id = $1 and e.outcome = 'refused' and e.address is not null and e.n >= $2 and e.n < $3
       group by e.address order by times desc, e.address limit $4`,
      [orgId, within.low, within.high, mostAddresses],
    );
    return { ...noParts, rights: rights.map(({ details: _details, ...row }) => row), addresses: [...addresses] };
  },
  async compliance(tx, { tenant }, within) {
    const { orgId, catalogue } = tenant;
    const acts = await listed(tx, orgId, {
      ...within,
      actions: ['records/erased', 'person/exported', 'journal/exported', 'data/exported', 'retention/applied'],
    });
    const kinds = await tx.query<{ entity: string; created: number; changed: number }>(
      `select entity, (count(*) filter (where kind = 'created'))::int as created, (count(*) filter (where kind = 'changed'))::int as changed
       from store.journal where org_id = $1 and n >= $2 and n < $3 and kind in ('created', 'changed') and entity is not null group by entity order by entity`,
      [orgId, within.low, within.high],
    );
    return {
      ...noParts,
      retention: await readKeptDays(tx, tenant),
      acts,
      kinds: kinds.map((row) => ({ ...row, label: catalogue.entities.get(row.entity)?.label.many ?? row.entity })),
    };
  },
};

async function listed(
  tx: Transaction,
  orgId: string,
  { low, high, actions }: Within & { readonly actions: readonly string[] },
): Promise<AuditReport['acts']> {
  const rows = await tx.query<{ n: number; payload: string }>(
    `select j.n, j.payload from store.audit_entry e join store.journal j on j.org_id = e.org_id and j.n = e.n
     where e.org_id = $1 and e.action = any($4::text[]) and e.n >= $2 and e.n < $3 and j.payload is not null order by e.n desc limit $5`,
    [orgId, low, high, actions, mostListed],
  );
  return rows.map(({ n, payload }) => {
    const { at, by, label, details } = entryOfPayload(payload, { class: null, action: null, outcome: null });
    return { n, at, by, label, details };
  });
}
