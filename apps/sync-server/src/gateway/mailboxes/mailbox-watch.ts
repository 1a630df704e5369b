import { instantOfMs } from '../../db/instant-at.ts';
import type { Transaction } from '../../db/database.ts';
import type { MailboxProviderKey } from './mailbox-sign-in.ts';

/** The right of one server to watch a mailbox. `fence`: the number of the watch. `sealed`: the password or the tokens that it was opened with. */
export type MailboxWatch = {
  readonly id: string;
  readonly personId: string;
  readonly host: string;
  readonly port: number;
  readonly userName: string;
  readonly sealed: string;
  readonly provider: MailboxProviderKey | null;
  readonly fence: number;
};

/** Chosen: a watch is renewed each minute. After a server has stopped, another one takes its watches within this time. */
export const watchLeaseMs = 150_000;

type Row = { readonly id: string; readonly person_id: string; readonly host: string; readonly port: number; readonly user_name: string; readonly sealed: string; readonly provider: MailboxProviderKey | null; readonly watch_fence: string | number }; // prettier-ignore

/** MBX-15: takes mailboxes that can be read and that no server watches, at most so many. */
export async function claimWatches(
  tx: Transaction,
  orgId: string,
  { nowMs, most }: { readonly nowMs: number; readonly most: number },
): Promise<readonly MailboxWatch[]> {
  const rows = await tx.query<Row>(
    `with free as (select id from store.mailbox where org_id = $1 and problem is null and next_at is not null and (watched_until is null or watched_until < $2)
       order by id limit $4 for update skip locked)
     update store.mailbox m set watched_until = $3, watch_fence = m.watch_fence + 1 from free where m.org_id = $1 and m.id = free.id
     returning m.id, m.person_id, m.host, m.port, m.user_name, m.sealed, m.provider, m.watch_fence`,
    [orgId, instantOfMs(nowMs), instantOfMs(nowMs + watchLeaseMs), most],
  );
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    host: row.host,
    port: row.port,
    userName: row.user_name,
    sealed: row.sealed,
    provider: row.provider,
    fence: Number(row.watch_fence),
  }));
}

/** Keeps a watch until this time, or ends it (null). Returns false where it is another server's, or the mailbox was connected anew or cannot be read. */
export async function keepWatch(
  tx: Transaction,
  orgId: string,
  { id, fence, untilMs }: Pick<MailboxWatch, 'id' | 'fence'> & { readonly untilMs: number | null },
): Promise<boolean> {
  const rows = await tx.query(
    `update store.mailbox set watched_until = $4 where org_id = $1 and id = $2 and watch_fence = $3 and problem is null returning id`,
    [orgId, id, fence, untilMs === null ? null : instantOfMs(untilMs)],
  );
  return rows.length > 0;
}

/** Makes a mailbox due at once, because an e-mail has arrived. One with a problem keeps its time. */
export async function makeMailboxDue(
  tx: Transaction,
  orgId: string,
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): Promise<void> {
  await tx.query(
    'update store.mailbox set next_at = $3 where org_id = $1 and id = $2 and problem is null and next_at > $3',
    [orgId, id, instantOfMs(nowMs)],
  );
}
