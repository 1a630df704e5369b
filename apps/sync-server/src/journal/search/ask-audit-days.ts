import type { AuditDay, AuditDays } from '@outpost/domain/kernel/audit/audit-days';
import { addDays, daysBetween, startOfDay } from '@outpost/domain/kernel/days';
import type { Clock } from '@outpost/domain/kernel/ports';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { Asker } from '../../access/asker.ts';
import type { Transaction } from '../../db/database.ts';
import { asAdministrator, type JournalCaller, type JournalPorts } from '../as-administrator.ts';
import { boundsOf } from './number-bounds.ts';

/**
 * Chosen: the rows that one answer counts at most. Postgres reads each of them once. Days of a month before the newest 250,000
 * rows are left out, and the answer says so.
 */
export const rowsCountedAtMost = 250_000;

type Ports = JournalPorts & { readonly clock: Clock };
type Asked = {
  /** In the form of `monthSchema`; left out: the present one in the organisation's time zone. */
  readonly month?: string | undefined;
  /** Other than `rowsCountedAtMost`, for tests. */
  readonly mostRows?: number | undefined;
};

/**
 * Returns the number of entries by day of one month and class, for administrators. It counts the entries that `askAuditLog` lists
 * without a filter. Refuses `access/denied`.
 */
export function askAuditDays(ports: Ports, caller: JournalCaller, asked: Asked): Promise<Result<AuditDays>> {
  return asAdministrator(ports, caller, (tx, asker) => readAuditDays(tx, asker, { ...asked, nowMs: ports.clock.nowMs() }));
} // prettier-ignore

/** Returns the first day of the month after this day's month. */
const nextMonth = (day: string): string => `${addDays(`${day.slice(0, 7)}-01`, 31).slice(0, 7)}-01`;

async function readAuditDays(
  tx: Transaction,
  { tenant, tokens, settings }: Asker,
  { month, nowMs, mostRows = rowsCountedAtMost }: Asked & { readonly nowMs: number },
): Promise<AuditDays> {
  const timeZone = settings?.timeZone ?? 'UTC';
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(nowMs);
  const shown = month ?? today.slice(0, 7);
  const firstDay = `${shown}-01`;
  const end = nextMonth(firstDay);
  const period = { from: startOfDay(firstDay, timeZone), until: startOfDay(end, timeZone) };
  const bounds = await boundsOf(tx, tenant.orgId, period);
  const first = bounds.first ?? bounds.head + 1;
  const above = bounds.end ?? bounds.head + 1;
  const read = Math.max(first, above - mostRows);
  const held = new Set(tokens);
  const kinds = [...tenant.catalogue.entities.keys()].filter((name) => held.has(`${name}@org`));
  const counted = read >= above ? [] : await countDays(tx, tenant.orgId, { read, above, kinds, timeZone });
  // The day of the first row that was read is incomplete, because older rows of that day were not.
  const countedFrom = read > first ? addDays(counted[0]?.day ?? today, 1) : null;
  const from = countedFrom ?? firstDay;
  const last = end <= today ? addDays(end, -1) : today;
  return { month: shown, days: everyDay(from, last, counted), countedFrom };
}

/** Returns a line for each day from one day to another one, with zeros where nothing was counted. */
function everyDay(from: string, last: string, counted: readonly AuditDay[]): AuditDay[] {
  const byDay = new Map(counted.map((one) => [one.day, one]));
  return Array.from({ length: Math.max(0, daysBetween(from, last) + 1) }, (_, place) => {
    const day = addDays(from, place);
    return byDay.get(day) ?? { day, security: 0, compliance: 0, change: 0, refused: 0, sealedReads: 0 };
  });
}

type Within = {
  readonly read: number;
  readonly above: number;
  readonly kinds: readonly string[];
  readonly timeZone: string;
};

/** Counts the entries of a stretch of the journal, sorted by day. The conditions are those of the list (`ask-audit-log.ts`). */
function countDays(
  tx: Transaction,
  orgId: string,
  { read, above, kinds, timeZone }: Within,
): Promise<readonly AuditDay[]> {
  const count = (of: string) => `(count(*) filter (where ${of}))::int`;
  return tx.query<AuditDay>(
    `select to_char(j.at::timestamptz at time zone $4, 'YYYY-MM-DD') as day, ${count("e.class = 'security'")} as security,
       ${count("e.class = 'compliance'")} as compliance, ${count('e.n is null')} as change,
       ${count("e.outcome in ('refused', 'failed')")} as refused, ${count("e.action = 'sealed/read'")} as "sealedReads"
     from store.journal j left join store.audit_entry e on e.org_id = j.org_id and e.n = j.n
     where j.org_id = $1 and j.n >= $2 and j.n < $3 and j.payload is not null
       and (j.kind in ('event', 'erasure') or (j.kind = 'decided' and e.n is not null) or (j.kind in ('created', 'changed') and j.entity = any($5::text[])))
     group by 1 order by 1`,
    [orgId, read, above, timeZone, kinds],
  );
}
