import type { Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';
import type { TokenNaming } from '../naming/standing.ts';
import { type FiledRecord, goneRow, heldRow, type PageRow, readFiled, throughAmong } from './page-row.ts';
import type { PullLimits } from './pull-limits.ts';
import type { FeedPlace } from './read-feed.ts';

/** Reads the records at these places in their present state, by id. */
export async function readRecordsAt(
  tx: Transaction,
  tenant: Tenant,
  places: readonly FeedPlace[],
): Promise<ReadonlyMap<string, FiledRecord>> {
  const kinds = [...Map.groupBy(places, (place) => place.entity)]
    .filter(([entity]) => tenant.catalogue.entities.has(entity)) // a kind that this build no longer has: nobody may see it
    .map(([entity, group]) => readFiled(tx, tenant, { entity, ids: group.map(({ id }) => id) }));
  return new Map((await Promise.all(kinds)).flat().map((record) => [record.id, record]));
}

/**
 * Returns the rows of a page from their places. A row has the record in its present state and the person's tokens that hold it,
 * or says that no token holds it.
 */
export function rowsAt(
  places: readonly FeedPlace[],
  records: ReadonlyMap<string, FiledRecord>,
  { tokens, naming }: { readonly tokens: readonly string[]; readonly naming: TokenNaming },
): readonly PageRow[] {
  const throughOf = throughAmong(tokens, naming);
  return places.map((place) => {
    const record = records.get(place.id);
    const through = record && throughOf(record.tokens);
    return record && through !== undefined ? heldRow(record, place.n, through) : goneRow(place);
  });
}

/** E-3: returns the place of the first row that no longer fits on a page; -1: all of them fit. */
export function placeBeyondPage(rows: readonly PageRow[], { pageChars }: PullLimits): number {
  let chars = 0;
  return rows.findIndex(({ json }) => (chars += json.length) > pageChars);
}
