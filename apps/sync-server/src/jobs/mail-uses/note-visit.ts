import { createHash } from 'node:crypto';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { mostVisitedPages, mostVisitsADay } from '@outpost/domain/kernel/messages/page-visits';
import type { Clock } from '@outpost/domain/kernel/ports';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import { judgeMessages } from '../../gateway/messages/judge-messages.ts';

/** The e-mail whose receiver visits a website. `messageId`: its id in the log of messages. */
export type VisitingMail = { readonly orgId: string; readonly messageId: string };
/** A used link: the e-mail that it is of, and where it leads. */
export type LinkedMail = VisitingMail & { readonly target: URL };
/** A visited page. `path`: as `visitedPath` returns it. `title`: empty where the website tells none. */
export type PageVisited = { readonly host: string; readonly path: string; readonly title: string };

type Ports = { readonly database: Database; readonly clock: Clock; readonly installed: Catalogue };

/** Chosen: as for opens and links. Above it a visit of the page writes nothing. */
const mostUses = 500;

/**
 * Returns the host of a page whose visits could be noted: https at its usual port. A token does not go over an open connection.
 * Undefined for all others.
 */
export const visitedHostOf = ({ protocol, port, hostname }: URL): string | undefined =>
  protocol === 'https:' && port === '' ? hostname : undefined;

/** Whether any organisation notes visits of a website. Browsers ask before an organisation is known (CORS). */
export const isVisitedSite = (database: Database, host: string): Promise<boolean> =>
  database.transaction('snapshot', async (tx) => {
    const [row] = await tx.query<{ is: boolean }>('select auth.is_visited_host($1) as is', [host]);
    return row?.is === true;
  });

/** MSG-81: returns whether visits that begin with this link are noted now. */
export async function mayNoteVisits(ports: Ports, { target, ...mail }: LinkedMail): Promise<boolean> {
  const host = visitedHostOf(target);
  if (host === undefined) return false;
  const found = await inTenant(ports.database, { orgId: mail.orgId, mode: 'snapshot' }, (tx) => receiverOf(tx, ports, { ...mail, host })); // prettier-ignore
  return found !== undefined;
}

/**
 * MSG-81: returns the address whose visits of a website are noted now. Undefined where the organisation does not note visits of the
 * website, the e-mail did not leave, its receiver was erased by law or is suppressed, or nobody with the address has agreed, or one has refused.
 */
async function receiverOf(
  tx: Transaction,
  { clock, installed }: Ports,
  { orgId, messageId, host }: VisitingMail & { readonly host: string },
): Promise<string | undefined> {
  const [message] = await tx.query<{ receiver: string }>(
    `select m.receiver from store.message_log m join store.tenants t on t.org_id = m.org_id
     where m.org_id = $1 and m.id = $2 and m.channel = 'email' and m.state not in ('refused', 'kept-back') and m.receiver is not null
       and t.visited_hosts @> array[$3::text]`,
    [orgId, messageId, host],
  );
  if (!message) return undefined;
  const { receiver: address } = message;
  const now = new Date(clock.nowMs()).toISOString();
  const [verdict] = await judgeMessages(tx, { orgId, installed, now }, [{ channel: 'email', purpose: 'visits', address }]); // prettier-ignore
  return verdict?.allowed === true ? address : undefined;
}

/**
 * MSG-83: keeps a visit: once for each page and minute, at most 30 of a person in a day, and 50 pages of an e-mail. The lock of the
 * person lets two servers not count past these limits.
 */
export const noteVisit = (
  ports: Ports,
  { orgId, messageId, host, path, title }: VisitingMail & PageVisited,
): Promise<void> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const receiver = await receiverOf(tx, ports, { orgId, messageId, host });
    if (receiver === undefined) return;
    const key = foldedKey(receiver);
    const target = `${host}${path}`;
    const link = createHash('sha256').update(`visit ${target}`).digest('hex');
    const minute = `${new Date(ports.clock.nowMs()).toISOString().slice(0, 16)}:00.000Z`;
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`visits ${orgId} ${key}`]);
    await tx.query(
      `insert into store.mail_use as u (org_id, message_id, link, target, uses, machines, first_at, last_at, first_by_person_at, is_untold, is_visit, title, on_day, day_uses)
       select $1, $2, $3, $4, 1, 0, $5, $5, $5, true, true, $6, left($5, 10), 1
       where (select coalesce(sum(v.day_uses), 0) from store.message_log m join store.mail_use v on v.org_id = m.org_id and v.message_id = m.id
           where m.org_id = $1 and m.receiver_key = $7 and v.is_visit and v.on_day = left($5, 10)) < ${mostVisitsADay}
         and (select count(*) from store.mail_use v where v.org_id = $1 and v.message_id = $2 and v.is_visit and v.link <> $3) < ${mostVisitedPages}
       on conflict (org_id, message_id, link) do update set uses = u.uses + 1, last_at = excluded.last_at, is_untold = true, title = excluded.title,
         day_uses = case when u.on_day = excluded.on_day then u.day_uses + 1 else 1 end, on_day = excluded.on_day
       where u.last_at < excluded.last_at and u.uses < ${mostUses}`,
      [orgId, messageId, link, target, minute, title, key],
    );
  });
