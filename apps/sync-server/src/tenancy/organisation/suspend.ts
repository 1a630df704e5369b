import { type Database, inTenant } from '../../db/database.ts';
import { noteOrder } from '../../journal/events/note-event.ts';
import { newsChannel } from '../../journal/news.ts';

type Suspended = { readonly database: Database; readonly clock: { readonly nowMs: () => number } };
/** `orderedBy`: the operator, for the journal. */
type Order = { readonly orderedBy?: string };

/**
 * PLT-26: suspends an organisation, for operators. From the commit on every request of its sessions is refused and
 * nobody has a right in it. Open streams close. Sessions and unsent work on devices stay: after `resumeOrganisation`
 * they continue. The journal notes it. Returns false where there is no such organisation, or it is suspended already.
 */
export const suspendOrganisation = (
  { database, clock }: Suspended,
  orgId: string,
  { orderedBy }: Order = {},
): Promise<boolean> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const nowMs = clock.nowMs();
    const done = await tx.query(
      'update store.tenants set suspended_at = $2 where org_id = $1 and suspended_at is null returning org_id',
      [orgId, new Date(nowMs).toISOString()],
    );
    if (done.length === 0) return false;
    await noteOrder(tx, orgId, { action: 'organisation/suspended', nowMs, orderedBy });
    const sessions = await tx.query<{ id: string }>(
      'select id from auth.session where org_id = $1 and ended_at is null',
      [orgId],
    );
    for (let at = 0; at < sessions.length; at += namedAtOnce) {
      const named = sessions.slice(at, at + namedAtOnce).map(({ id }) => id);
      await tx.query('select pg_notify($1, $2)', [newsChannel, `${orgId} ended ${named.join(',')}`]);
    }
    return true;
  });

/** Postgres limits a notice to 8,000 bytes. */
const namedAtOnce = 200;

/** Ends a suspension, and notes it in the journal. Returns false where there was none. */
export const resumeOrganisation = (
  { database, clock }: Suspended,
  orgId: string,
  { orderedBy }: Order = {},
): Promise<boolean> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const done = await tx.query(
      'update store.tenants set suspended_at = null where org_id = $1 and suspended_at is not null returning org_id',
      [orgId],
    );
    if (done.length === 0) return false;
    await noteOrder(tx, orgId, { action: 'organisation/resumed', nowMs: clock.nowMs(), orderedBy });
    return true;
  });
