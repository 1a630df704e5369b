import type { Head } from '@outpost/domain/sync/protocol';
import type { Transaction } from '../db/database.ts';
import { genesis, hashText } from './chain.ts';

/** A tenant's clock: the journal's last number and hash, what is durable, and the horizon of tombstones. */
export type TenantClock = {
  readonly head: number;
  readonly hash: string;
  readonly durable: number;
  readonly floor: number;
  /** Changes with whatever rights are worked out from. */
  readonly rights: string;
};

/** Reads the clock; `locked` holds off every other writer of the tenant until the transaction ends (P-4). Nothing without a tenant. */
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
  }>(`select head, hash, durable, floor, rights from store.clock where org_id = $1${lock}`, [orgId]);
  return row && { ...row, hash: hashText(row.hash) };
}

/**
 * S-1b: the last number that the device's heads and this journal have in common, when that is not the newest that the device saw;
 * nothing where the device's newest head is this journal's. Heads come sparser backwards, the newest last.
 */
export async function findFork(tx: Transaction, orgId: string, heads: readonly Head[]): Promise<number | undefined> {
  const newest = heads.at(-1);
  if (!newest) return undefined;
  const rows = await tx.query<{ n: number; hash: Uint8Array }>(
    'select n, hash from store.journal where org_id = $1 and n = any($2::bigint[])',
    [orgId, heads.map(([n]) => n)],
  );
  const hashes = new Map(rows.map(({ n, hash }) => [n, hashText(hash)]));
  hashes.set(0, genesis);
  const isOurs = ([n, hash]: Head): boolean => hashes.get(n) === hash;
  return isOurs(newest) ? undefined : (heads.findLast(isOurs)?.[0] ?? 0);
}
