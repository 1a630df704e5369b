import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock } from '@outpost/domain/kernel/ports';
import { readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { tableNameOf } from '../catalogue/tenant.ts';
import { inTenant } from '../db/database.ts';
import type { JournalCaller, JournalPorts } from '../journal/as-administrator.ts';
import { boundsOf } from '../journal/search/number-bounds.ts';

/** Chosen: two weeks show the days of a week beside each other. */
const shownDays = 14;
const dayMs = 86_400_000;
/** As for one person's activity: the most rows of the journal that one request reads. */
const rowsAtMost = 50_000;

/** One day in the zone of the organisation. `people`: those who signed in or changed something, each once. */
export type DayOfSignIns = { readonly day: string; readonly signIns: number; readonly people: number };

/**
 * EVT-21: returns sign-ins and active people of each of the last 14 days that has some, newest first. `from`: the first moment that was
 * read; later than two weeks ago where the journal has more rows than one request reads. Refuses `access/denied`.
 */
export function signInsByDay(
  ports: JournalPorts & { readonly clock: Clock },
  { orgId, userId }: JournalCaller,
): Promise<Result<{ readonly from: string; readonly days: readonly DayOfSignIns[] }>> {
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal, settings } = await readAsker(tx, { orgId, userId, installed: ports.installed });
    if (!administers(principal, entityOf(tenant.catalogue, accessEntities.role)))
      return refuse('access/denied', 'Only administrators see the sign-ins of all.', { action: 'administer' });
    const asked = new Date(ports.clock.nowMs() - shownDays * dayMs).toISOString();
    const { first, head } = await boundsOf(tx, orgId, { from: asked });
    if (first === null) return accept({ from: asked, days: [] });
    const lowest = Math.max(first, head - rowsAtMost + 1);
    const day = `to_char(j.at::timestamptz at time zone $4, 'YYYY-MM-DD')`;
    const days = await tx.query<DayOfSignIns>(
      `with seen as (
         select ${day} as day, false as is_sign_in, (j.payload::jsonb ->> 'by')::uuid as person from store.journal j
           where j.org_id = $1 and j.n between $2 and $3 and j.payload is not null and j.kind in ('created', 'changed')
         union all
         select to_char(e.at::timestamptz at time zone $4, 'YYYY-MM-DD'), true, e.person from store.audit_entry e
           where e.org_id = $1 and e.n between $2 and $3 and e.action in ('sign-in', 'sign-in/new-device'))
       select s.day, (count(*) filter (where s.is_sign_in))::int as "signIns", count(distinct p.id)::int as people
         from seen s left join ${tableNameOf(tenant, accessEntities.person)} p on p.org_id = $1 and p.id = s.person
         group by s.day having count(p.id) > 0 order by s.day desc`,
      [orgId, lowest, head, settings?.timeZone ?? 'UTC'],
    );
    const [begun] = lowest === first ? [] : await tx.query<{ at: string }>('select at from store.journal where org_id = $1 and n = $2', [orgId, lowest]); // prettier-ignore
    return accept({ from: begun?.at ?? asked, days });
  });
}
