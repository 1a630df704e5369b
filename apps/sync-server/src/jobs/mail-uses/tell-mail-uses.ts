import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { type MailUsesAndVisits, mostFollowedLinks } from '@outpost/domain/kernel/messages/mail-uses';
import { mostVisitedPages, type PageVisit } from '@outpost/domain/kernel/messages/page-visits';
import type { Clock } from '@outpost/domain/kernel/ports';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { type Database, inTenant } from '../../db/database.ts';
import { noteSeen } from '../message-log/mail-reports.ts';
import type { Worker } from '../workers/workers.ts';

type Ports = { readonly database: Database; readonly clock: Clock };

/** Writes into a record what its receiver did. `intent`: the name of its rows in the log. False: the record was changed meanwhile. */
export type TellMailUses = (
  orgId: string,
  told: { readonly intent: string; readonly record: string; readonly id: string; readonly uses: MailUsesAndVisits },
) => Promise<boolean>;

/** Chosen: far below a page of the journal. */
const mailsAtOnce = 50;
/** Chosen: a record is a row of the journal and goes to devices with each change, so one e-mail changes it a few times an hour at most. */
const quietMs = 10 * 60_000;

type UntoldMail = {
  readonly message: string;
  readonly intent: string;
  readonly record: string;
  readonly fence: number;
};
type UseRow = { readonly target: string | null; readonly uses: number; readonly machines: number; readonly first_at: string; readonly last_at: string; readonly first_by_person_at: string | null; readonly is_visit: boolean; readonly title: string | null }; // prettier-ignore

/** Returns the worker that writes the uses of e-mails into their records, and notes the first ones in the log and in the journal (MSG-47). */
export const mailUseWorker = (ports: Ports, tell: TellMailUses): Worker => ({
  doing: 'telling which e-mails were opened',
  run: (orgId) => tellMailUses(ports, orgId, tell),
});

async function tellMailUses(ports: Ports, orgId: string, tell: TellMailUses): Promise<'done' | 'more'> {
  const now = new Date(ports.clock.nowMs()).toISOString();
  const mails = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<UntoldMail>(
      `select m.id as message, m.intent, m.record_id as record, m.fence from store.message_log m
       where m.org_id = $1 and m.id in (select u.message_id from store.mail_use u where u.org_id = $1 and u.is_untold and (u.quiet_until is null or u.quiet_until <= $2))
       order by m.id limit ${mailsAtOnce}`,
      [orgId, now],
    ),
  );
  let told = 0;
  for (const mail of mails) if (await tellOne(ports, orgId, { mail, tell, now })) told += 1;
  return told > 0 && mails.length === mailsAtOnce ? 'more' : 'done'; // without progress the next round waits
}

type Telling = { readonly mail: UntoldMail; readonly tell: TellMailUses; readonly now: string };

/** Returns false where the record could not be written now. */
async function tellOne(ports: Ports, orgId: string, { mail, tell, now }: Telling): Promise<boolean> {
  const { message, intent, record, fence } = mail;
  const { rows, digest } = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const found = await tx.query<UseRow>(
      `select u.target, u.uses, u.machines, u.first_at, u.last_at, u.first_by_person_at, u.is_visit, u.title from store.mail_use u join store.message_log m on m.org_id = u.org_id and m.id = u.message_id
       where u.org_id = $1 and m.intent = $2 and m.record_id = $3 order by u.first_at, u.link limit $4`,
      [orgId, intent, record, 4 * mostFollowedLinks],
    );
    return { rows: found, digest: JSON.stringify(found) };
  });
  const told = await tell(orgId, {
    intent,
    record,
    id: hashedId('mail uses', orgId, record, digest),
    uses: usesOf(rows),
  });
  if (!told) return false; // the next round reads the record again
  for (const seen of ['opened', 'clicked'] as const) {
    const at = rows.flatMap((row) => (!row.is_visit && (row.target === null) === (seen === 'opened') ? (row.first_by_person_at ?? []) : [])).toSorted()[0]; // prettier-ignore
    if (at !== undefined) await noteSeen(ports, orgId, { record, claim: fence, seen, at });
  }
  const quietUntil = new Date(Date.parse(now) + quietMs).toISOString();
  await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      `update store.mail_use u set quiet_until = $3,
         is_untold = not exists (select from jsonb_to_recordset($4::jsonb) as r(target text, uses integer) where r.target is not distinct from u.target and r.uses >= u.uses)
       where u.org_id = $1 and u.message_id = $2 and u.is_untold`,
      [orgId, message, quietUntil, JSON.stringify(rows)],
    ),
  );
  return true;
}

/** Returns the uses of all e-mails of a record together: one that was sent again is one e-mail for its reader. */
function usesOf(all: readonly UseRow[]): MailUsesAndVisits {
  const rows = all.filter(({ is_visit: isVisit }) => !isVisit);
  const byTarget = Map.groupBy(rows, ({ target }) => (target === null ? null : shownTarget(target)));
  const timesOf = (of: readonly UseRow[]) => ({
    count: of.reduce((sum, { uses }) => sum + uses, 0),
    machines: of.reduce((sum, { machines }) => sum + machines, 0),
    firstAt: of.map((row) => row.first_by_person_at ?? row.first_at).toSorted()[0] ?? '',
    lastAt: of.map(({ last_at: lastAt }) => lastAt).toSorted().at(-1) ?? '', // prettier-ignore
  });
  const opens = byTarget.get(null);
  const clicks = [...byTarget].flatMap(([to, of]) => (to === null ? [] : [{ to, ...timesOf(of) }]));
  return { opens: opens ? timesOf(opens) : null, clicks: clicks.slice(0, mostFollowedLinks), visits: visitsOf(all) };
}

/** Returns the visited pages, in the order of their first visits. Two e-mails of a record that led to the same page are one. */
function visitsOf(rows: readonly UseRow[]): readonly PageVisit[] {
  const byPage = Map.groupBy(
    rows.filter(({ is_visit: isVisit }) => isVisit),
    ({ target }) => target ?? '',
  );
  const visits = [...byPage].map(([page, of]) => {
    const place = page.indexOf('/'); // a visited page is "host/path"
    return {
      host: page.slice(0, place),
      path: page.slice(place),
      title: of.at(-1)?.title ?? '',
      count: of.reduce((sum, { uses }) => sum + uses, 0),
      firstAt: of[0]?.first_at ?? '',
      lastAt:
        of
          .map(({ last_at: lastAt }) => lastAt)
          .toSorted()
          .at(-1) ?? '',
    };
  });
  return visits.slice(0, mostVisitedPages);
}

/** Returns a target as people read it: "example.com/prices". What stands behind "?" and "#" may be personal, and is left out. */
function shownTarget(target: string): string {
  const { host, pathname } = new URL(target);
  return cutText(`${host}${pathname === '/' ? '' : pathname}`, 200);
}
