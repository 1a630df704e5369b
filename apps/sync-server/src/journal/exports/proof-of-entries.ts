import type { Transaction } from '../../db/database.ts';
import { hashText } from '../chain.ts';
import { readClock } from '../heads.ts';

/**
 * The proof of exported entries without the server. `digests`: of all rows after number `after`, up to the head, hex;
 * `before` is the hash of row `after`. A row's hash is SHA-256 of the hash before it and its digest, so they lead to
 * the signed head. `rows`: the content of the exported rows. Each one's digest is SHA-256 of its salt and its payload.
 * Both are verified by `verify-journal`.
 */
export type Proof = {
  readonly after: number;
  readonly before: string;
  readonly digests: readonly string[];
  readonly rows: readonly SaltedRow[];
  /** ADR 122: exported rows whose payload is a copy without the data of a former member. */
  readonly copies: readonly { readonly n: number; readonly payload: string }[];
  /** The erasures that name the copies' digests. Each is proven like any other row. */
  readonly erasures: readonly SaltedRow[];
};
type SaltedRow = { readonly n: number; readonly salt: string; readonly payload: string };
export type ProvenHead = { readonly n: number; readonly hash: string };

/** E-3: chosen; a proof of this many rows takes some megabytes. For a longer journal, only a later period is proven. */
const mostDigests = 200_000;

/** Returns the head, and the proof of rows up to it; null where the oldest of them is too far from the head. */
export async function proofOf(
  tx: Transaction,
  orgId: string,
  numbers: readonly number[],
): Promise<{ readonly head: ProvenHead; readonly proof: Proof | null }> {
  const clock = await readClock(tx, orgId, 'unlocked');
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  const head = { n: clock.head, hash: clock.hash };
  const after = numbers.reduce((lowest, n) => Math.min(lowest, n), clock.head + 1) - 1;
  if (clock.head - after > mostDigests) return { head, proof: null };
  const [links, found, [last]] = await Promise.all([
    tx.query<{ digest: Uint8Array }>(
      'select digest from store.journal where org_id = $1 and n > $2 and n <= $3 order by n',
      [orgId, after, clock.head],
    ),
    tx.query<FoundRow>(
      'select n, salt, payload from store.journal where org_id = $1 and n = any($2::bigint[]) and payload is not null order by n',
      [orgId, numbers],
    ),
    tx.query<{ hash: Uint8Array }>('select hash from store.journal where org_id = $1 and n = $2', [orgId, after]),
  ]);
  const copies = found.flatMap(({ n, salt, payload }) => (salt === null ? [{ n, payload }] : []));
  const proof: Proof = {
    after,
    before: hashText(last?.hash ?? null),
    digests: links.map(({ digest }) => hashText(digest)),
    rows: found.flatMap(saltedRow),
    copies,
    erasures: copies.length === 0 ? [] : (await redactionsAfter(tx, orgId, after)).flatMap(saltedRow),
  };
  return { head, proof };
}

type FoundRow = { readonly n: number; readonly salt: Uint8Array | null; readonly payload: string };

const saltedRow = ({ n, salt, payload }: FoundRow): readonly SaltedRow[] =>
  salt === null ? [] : [{ n, salt: hashText(salt), payload }];

/** Returns the erasures after a number that redacted rows. */
const redactionsAfter = (tx: Transaction, orgId: string, after: number): Promise<readonly FoundRow[]> =>
  tx.query<FoundRow>(
    `select n, salt, payload from store.journal where org_id = $1 and n > $2 and kind = 'erasure' and payload is not null
       and payload::jsonb -> 'erasure' ? 'redacted' order by n`,
    [orgId, after],
  );
