import type { Loss } from '@outpost/domain/engine/reads/look';
import type { Head } from '@outpost/domain/sync/protocol';
import type { Transaction } from '../db/database.ts';
import { genesis, hashText } from './chain.ts';

/** A tenant's clock: the journal's last number and hash, the durable mark, and the horizon of tombstones. */
export type TenantClock = {
  readonly head: number;
  readonly hash: string;
  readonly durable: number;
  readonly floor: number;
  /** Changes with any data that rights are derived from. */
  readonly rights: string;
  /** The known loss of the journal's tail (S-1c). */
  readonly loss: Loss | undefined;
};

/**
 * Reads the clock. `locked` blocks every other writer of the tenant until the transaction ends (P-4). Returns `undefined` for an
 * unknown tenant.
 */
export async function readClock(
  tx: Transaction,
  orgId: string,
  how: 'locked' | 'unlocked',
): Promise<TenantClock | undefined> {
  const lock = how === 'locked' ? ' for update' : '';
  const [row] = await tx.query<{
    head: number;
    hash: Uint8Array | null;
    durable: number;
    floor: number;
    rights: string;
    loss: Loss | null;
  }>(
    `select head, hash, durable, floor, rights,
       case when lost_at is not null then jsonb_build_object('at', lost_at, 'common', lost_common, 'seen', lost_seen) end as loss
     from store.clock where org_id = $1${lock}`,
    [orgId],
  );
  return row && { ...row, hash: hashText(row.hash), loss: row.loss ?? undefined };
}

/**
 * S-1b: returns the last number that the device's heads and this journal share, if it is not the newest that the device
 * saw. Returns `undefined` where the device's newest head belongs to this journal. The newest head comes last. The
 * older the heads, the wider their distance.
 */
export async function findFork(tx: Transaction, orgId: string, heads: readonly Head[]): Promise<number | undefined> {
  const [common] = await findForks(tx, orgId, [heads]);
  return common;
}

/** Returns the result of `findFork` for the heads of each of several devices. */
export async function findForks(
  tx: Transaction,
  orgId: string,
  ofDevices: readonly (readonly Head[])[],
): Promise<readonly (number | undefined)[]> {
  const asked = new Set(ofDevices.flatMap((heads) => heads.map(([n]) => n)));
  if (asked.size === 0) return ofDevices.map(() => undefined);
  const rows = await tx.query<{ n: number; hash: Uint8Array }>(
    'select n, hash from store.journal where org_id = $1 and n = any($2::bigint[])',
    [orgId, [...asked]],
  );
  const hashes = new Map(rows.map(({ n, hash }) => [n, hashText(hash)]));
  hashes.set(0, genesis);
  const isOurs = ([n, hash]: Head): boolean => hashes.get(n) === hash;
  return ofDevices.map((heads) => {
    const newest = heads.at(-1);
    return newest === undefined || isOurs(newest) ? undefined : (heads.findLast(isOurs)?.[0] ?? 0);
  });
}

/** `holding`: signed-in devices that have reported a head. `agreeing`: those of them whose head is in this journal. */
export type HeldHeads = { readonly holding: number; readonly agreeing: number };

/**
 * P-5: compares the newest head that each signed-in device reported with the journal. A device that reported a head of a lost or
 * rewritten end does not agree. Each device also compares its own heads at every contact (S-1b), which does not rely on this server.
 */
export async function compareHeldHeads(tx: Transaction, orgId: string): Promise<HeldHeads> {
  const [row] = await tx.query<HeldHeads>(
    `select count(*)::integer as holding, (count(*) filter (where encode(j.hash, 'hex') = s.head_hash))::integer as agreeing
     from auth.session s left join store.journal j on j.org_id = s.org_id and j.n = s.head_n
     where s.org_id = $1 and s.ended_at is null and s.head_n is not null`,
    [orgId],
  );
  return row ?? { holding: 0, agreeing: 0 };
}
