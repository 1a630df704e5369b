import type { Transaction } from '../db/database.ts';
import { hashText } from './chain.ts';

/** A row of the chain without its content: bytes as hex. All rows together verify the chain up to a signed head. */
export type DigestRow = { readonly n: number; readonly digest: string; readonly hash: string };

/** P-5: returns the chain's next rows after a number, in order, at most `limit`; `more`: further rows follow. */
export async function readDigests(
  tx: Transaction,
  orgId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ readonly rows: readonly DigestRow[]; readonly more: boolean }> {
  const found = await tx.query<{ n: number; digest: Uint8Array; hash: Uint8Array }>(
    'select n, digest, hash from store.journal where org_id = $1 and n > $2 order by n limit $3',
    [orgId, after, limit + 1],
  );
  const rows = found
    .slice(0, limit)
    .map(({ n, digest, hash }) => ({ n, digest: hashText(digest), hash: hashText(hash) }));
  return { rows, more: found.length > limit };
}
