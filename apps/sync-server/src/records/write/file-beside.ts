import type { Transaction } from '../../db/database.ts';
import type { FiledRow } from '../decide/feed-rows.ts';
import { columnsOf } from './columns-of.ts';

/**
 * Files records under further tokens that no device holds yet, so no device gets news of it. A record gets the number of its
 * filing under the whole kind. Rows that exist already stay. The caller holds the tenant's clock.
 */
export async function fileBeside(
  tx: Transaction,
  orgId: string,
  rows: readonly Pick<FiledRow, 'token' | 'id' | 'entity'>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `insert into store.feed (org_id, token, id, entity, n, gone, since)
     select $1, r.token, r.id, r.entity, f.n, false, f.since from unnest($2::text[], $3::uuid[], $4::text[]) as r(token, id, entity)
     cross join lateral (select n, since from store.feed where org_id = $1 and token = (r.entity || '@org') collate "C" and id = r.id and not gone offset 0) f
     on conflict (org_id, token, id) do nothing`,
    [orgId, ...columnsOf(rows, ['token', 'id', 'entity'])],
  );
}
