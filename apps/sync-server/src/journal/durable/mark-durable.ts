import type { Head } from '@outpost/domain/sync/protocol';
import { type Database, inTenant } from '../../db/database.ts';
import { hashText } from '../chain.ts';
import { readClock } from '../heads.ts';

/** The end of one tenant's journal in a backup. */
export type BackedUp = { readonly orgId: string; readonly head: Head };

/**
 * The result of a mark. `unknown-tenant`: no tenant has this id. `beyond-journal`: the journal is shorter (`head` is its end).
 * `other-journal`: the journal has another hash at that number, so the backup belongs to another store, or to one that was
 * restored since.
 */
export type Marked =
  | { readonly ok: true; readonly durable: number }
  | { readonly ok: false; readonly why: 'unknown-tenant' | 'beyond-journal' | 'other-journal'; readonly head: number };

/** Returns each tenant's committed head. A backup that begins after this call contains everything up to it. */
export async function readHeads(database: Database): Promise<readonly BackedUp[]> {
  const tenants = await database.transaction('snapshot', (tx) =>
    tx.query<{ org_id: string }>('select org_id from auth.tenant_ids()'),
  );
  const heads: BackedUp[] = [];
  for (const { org_id: orgId } of tenants) {
    const clock = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readClock(tx, orgId, 'unlocked'));
    if (clock) heads.push({ orgId, head: [clock.head, clock.hash] });
  }
  return heads;
}

/**
 * S-1c: records that every later restore will contain this tenant's journal up to `upTo`: a head, a number, or the whole journal.
 * Devices drop the acts that they kept up to there, and intents up to there are carried out. So call it only for a backup that is
 * safe. The mark never goes back: a lower one changes nothing and returns the present mark. Refuses numbers beyond the journal.
 */
export function markDurable(
  database: Database,
  { orgId, upTo }: { readonly orgId: string; readonly upTo: Head | number | 'head' },
): Promise<Marked> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx): Promise<Marked> => {
    const clock = await readClock(tx, orgId, 'locked');
    if (!clock) return { ok: false, why: 'unknown-tenant', head: 0 };
    const { head } = clock;
    const n = upTo === 'head' ? head : typeof upTo === 'number' ? upTo : upTo[0];
    if (n > head) return { ok: false, why: 'beyond-journal', head };
    if (typeof upTo === 'object' && n > 0) {
      const [row] = await tx.query<{ hash: Uint8Array }>(
        'select hash from store.journal where org_id = $1 and n = $2',
        [orgId, n],
      );
      if (!row || hashText(row.hash) !== upTo[1]) return { ok: false, why: 'other-journal', head };
    }
    const durable = Math.max(n, clock.durable);
    await tx.query('update store.clock set durable = $2 where org_id = $1', [orgId, durable]);
    return { ok: true, durable };
  });
}
