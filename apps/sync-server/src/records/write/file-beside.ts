import type { Transaction } from '../../db/database.ts';
import type { FiledRow } from '../decide/feed-rows.ts';
import { columnsOf } from './columns-of.ts';

/**
 * Files records under further tokens that no device holds yet, so no device gets news of it. A record gets the numbers of its
 * filing under the token `beside`: who holds the new one must see no history from before. Rows that exist already stay.
 * The caller holds the tenant's clock.
 */
export async function fileBeside(
  tx: Transaction,
  orgId: string,
  rows: readonly (Pick<FiledRow, 'token' | 'id' | 'entity'> & { readonly beside: string })[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `insert into store.feed (org_id, token, id, entity, n, gone, since)
     select $1, r.token, r.id, r.entity, f.n, false, f.since from unnest($2::text[], $3::uuid[], $4::text[], $5::text[]) as r(token, id, entity, beside)
     cross join lateral (select n, since from store.feed where org_id = $1 and token = r.beside collate "C" and id = r.id and not gone offset 0) f
     on conflict (org_id, token, id) do nothing`,
    [orgId, ...columnsOf(rows, ['token', 'id', 'entity', 'beside'])],
  );
}
