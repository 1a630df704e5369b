import { administers, canSee } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { type ActivityAnswer, type ActivityCount, activityDays } from '@outpost/domain/kernel/audit/activity';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock } from '@outpost/domain/kernel/ports';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { inTenant, type Transaction } from '../db/database.ts';
import { recordsOf } from '../records/load/load.ts';
import type { JournalCaller, JournalPorts } from '../journal/as-administrator.ts';
import { boundsOf } from '../journal/search/number-bounds.ts';

/** Chosen: the same as for other questions of the journal that no index answers (`ask-audit-log.ts`). */
const rowsInOneRequest = 50_000;
const dayMs = 86_400_000;

/**
 * PLT-45: returns a person's actions in the last 90 days, by day and kind of record, with the sign-ins of the journal. People
 * may ask about themselves. A person who may read the whole journal may ask about others (ADR 59), for the kinds of which they
 * see all records. Refuses `access/denied`, before it looks the person up, and `records/not-found`.
 */
export function askActivity(
  ports: JournalPorts & { readonly clock: Clock },
  { orgId, userId }: JournalCaller,
  { person, before }: { readonly person: string; readonly before?: number | undefined },
): Promise<Result<ActivityAnswer>> {
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const asker = await readAsker(tx, { orgId, userId, installed: ports.installed });
    const isOwn = person === userId && asker.person !== undefined;
    if (!isOwn && !administers(asker.principal, entityOf(asker.tenant.catalogue, accessEntities.role)))
      return refuse('access/denied', 'Only administrators see the actions of other people.', { action: 'administer' });
    if (!isOwn && !(await isSeen(tx, asker, person))) return notFound(person);
    const from = new Date(ports.clock.nowMs() - activityDays * dayMs).toISOString();
    return accept({ person, from, ...(await countsOf(tx, asker, { person, isOwn, from, before })) });
  });
}

async function isSeen(tx: Transaction, { tenant, principal }: Asker, person: string): Promise<boolean> {
  const [record] = await recordsOf(tx, tenant, { entity: accessEntities.person, ids: [person] });
  return record !== undefined && canSee(principal, tenant.catalogue, record);
}

type Counted = {
  readonly person: string;
  readonly isOwn: boolean;
  readonly from: string;
  readonly before: number | undefined;
};

/** Counts the changes in one slice of the journal. The first request also counts the sign-ins, which have an index. */
async function countsOf(
  tx: Transaction,
  { tenant, tokens, settings }: Asker,
  { person, isOwn, from, before }: Counted,
): Promise<Pick<ActivityAnswer, 'counts' | 'next'>> {
  const { orgId, catalogue } = tenant;
  const held = new Set(tokens);
  const kinds = [...catalogue.entities.keys()].filter((name) => isOwn || held.has(`${name}@org`));
  const { first, head } = await boundsOf(tx, orgId, { from });
  const lowest = first ?? Number.MAX_SAFE_INTEGER;
  const above = Math.min(before ?? Number.MAX_SAFE_INTEGER, head + 1);
  if (lowest >= above) return { counts: [], next: null };
  const read = Math.max(lowest, above - rowsInOneRequest);
  const zone = settings?.timeZone ?? 'UTC';
  const day = (at: string) => `to_char(${at}::timestamptz at time zone $4, 'YYYY-MM-DD')`;
  const changes = await tx.query<ActivityCount>(
    `select ${day('at')} as day, entity, kind as what, count(*)::int as count from store.journal
     where org_id = $1 and n >= $2 and n < $3 and payload is not null and kind in ('created', 'changed')
       and entity = any($5::text[]) and payload::jsonb ->> 'by' = $6
     group by 1, 2, 3`,
    [orgId, read, above, zone, kinds, person],
  );
  const signIns =
    before === undefined
      ? await tx.query<ActivityCount>(
          `select ${day('e.at')} as day, null as entity, case when e.action = 'sign-in/refused' then e.action else 'sign-in' end as what, count(*)::int as count
           from store.audit_entry e where e.org_id = $1 and e.n >= $2 and e.n < $3 and (e.person = $5 or e.record = $5)
             and e.action in ('sign-in', 'sign-in/new-device', 'sign-in/refused')
           group by 1, 2, 3`,
          [orgId, lowest, above, zone, person],
        )
      : [];
  return { counts: [...changes, ...signIns], next: read > lowest ? read : null };
}
