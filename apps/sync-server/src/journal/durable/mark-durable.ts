import type { Head } from '@outpost/domain/sync/protocol';
import { type Database, inTenant } from '../../db/database.ts';
import { hashText } from '../chain.ts';
import { readClock } from '../heads.ts';

/** One tenant's journal as far as a backup has it. */
export type BackedUp = { readonly orgId: string; readonly head: Head };

/**
 * What became of a mark. `unknown-tenant`: there is none of this id. `beyond-journal`: the journal is shorter (`head` is its end).
 * `other-journal`: it has another hash at that number, so the backup is of another store, or of one that was restored since.
 */
export type Marked =
  | { readonly ok: true; readonly durable: number }
  | { readonly ok: false; readonly why: 'unknown-tenant' | 'beyond-journal' | 'other-journal'; readonly head: number };

/** Each tenant's head, committed: a backup that begins after this was read has everything up to there. */
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
 * S-1c: from now on every restore would contain this tenant's journal up to `upTo`: a head, a number, or all that there is. Devices
 * drop the acts that they kept until there, and intents up to there are carried out: so it is said only of a backup that is safe.
 * Never goes back: a lower mark changes nothing and answers what holds. Refuses what the journal does not have.
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
