import { type Checkpoint, endOfNumber } from '@outpost/domain/sync/protocol';
import type { Transaction } from '../db/database.ts';
import type { Tenant } from '../records/tenant.ts';
import { goneRow, type PageRow, readKindRows } from './page-row.ts';

/** Where a feed row stands in the journal's order. */
export type FeedPlace = { readonly id: string; readonly n: number; readonly entity: string };

/** Sorts before every id. */
export const beforeAllIds = '00000000-0000-0000-0000-000000000000';

export type NewsAsk = {
  readonly at: Pick<Checkpoint, 'n' | 'id'>;
  readonly tokens: readonly string[];
  readonly since: Readonly<Record<string, number>>;
  readonly limit: number;
};

/**
 * S-1: the news of all tokens after one place, each record once and at its last place, in order of (n, id). Departures from before a
 * token was gained are left out: they would name records that the person never saw. `cut`: more news follow.
 */
export async function readNews(
  tx: Transaction,
  orgId: string,
  { at, tokens, since, limit }: NewsAsk,
): Promise<{ readonly rows: readonly FeedPlace[]; readonly cut: boolean }> {
  // After the end of a number nothing of that number is left, whatever its id.
  const place = at.id === endOfNumber ? { n: at.n + 1, id: beforeAllIds } : { n: at.n, id: at.id };
  const own = at.id === endOfNumber ? '>=' : '>';
  const rows = await tx.query<FeedPlace>(
    `select f.id, f.n, f.entity from unnest($2::text[], $3::bigint[]) as t(token, since)
     cross join lateral (select id, n, entity from store.feed where org_id = $1 and token = t.token collate "C" and (n, id) ${own} ($4::bigint, $5::uuid)
       and not (gone and n <= t.since) order by n, id limit $6) f`,
    [orgId, tokens, tokens.map((token) => since[token] ?? 0), place.n, place.id, limit + 1],
  );
  const sorted = [...rows].sort((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1));
  // Each token gave its first limit + 1 rows: what lies within the first limit + 1 of all of them together is complete.
  const complete = sorted.slice(0, limit + 1);
  const places = new Map<string, FeedPlace>();
  for (const row of complete) {
    places.delete(row.id);
    places.set(row.id, row);
  }
  const distinct = [...places.values()];
  const isMore = sorted.length > complete.length || complete.length > limit;
  if (!isMore) return { rows: distinct, cut: false };
  // One row is read beyond the page; the page ends before it.
  const page = distinct.length > limit ? distinct.slice(0, limit) : distinct;
  return { rows: page, cut: true };
}

/** The records of one token after an id, by id: for a token that is new to the device. */
export async function readWhole(
  tx: Transaction,
  orgId: string,
  { token, from, limit }: { readonly token: string; readonly from: string; readonly limit: number },
): Promise<readonly FeedPlace[]> {
  return tx.query<FeedPlace>(
    'select id, n, entity from store.feed where org_id = $1 and token = $2 and not gone and id > $3::uuid order by id limit $4',
    [orgId, token, from === '' ? beforeAllIds : from, limit],
  );
}

/** Of these tokens, each with the id up to which it was read, those of which more records follow: asked for all in one trip, and no row is taken. */
export async function readUnfinished(
  tx: Transaction,
  orgId: string,
  read: readonly (readonly [token: string, from: string])[],
): Promise<Readonly<Record<string, string>>> {
  if (read.length === 0) return {};
  const found = await tx.query<{ place: number }>(
    `select t.place from unnest($2::text[], $3::uuid[]) with ordinality as t(token, after, place)
     cross join lateral (select 1 from store.feed where org_id = $1 and token = t.token collate "C" and not gone and id > t.after limit 1) f`,
    [orgId, read.map(([token]) => token), read.map(([, from]) => (from === '' ? beforeAllIds : from))],
  );
  const unfinished = new Set(found.map(({ place }) => place - 1));
  return Object.fromEntries(read.filter((_, place) => unfinished.has(place)));
}

/** Rows of a page from their places: the record as it is now and which of the person's tokens hold it, or that none does. */
export async function assembleRows(
  tx: Transaction,
  tenant: Tenant,
  { places, tokens }: { readonly places: readonly FeedPlace[]; readonly tokens: ReadonlySet<string> },
): Promise<readonly PageRow[]> {
  const kinds = [...Map.groupBy(places, (place) => place.entity)]
    .filter(([entity]) => tenant.catalogue.entities.has(entity)) // a kind that this build has no longer: nobody may see it
    .map(([entity, group]) =>
      readKindRows(tx, tenant, { entity, places: new Map(group.map(({ id, n }) => [id, n])), tokens }),
    );
  const rows = new Map<string, PageRow>();
  for (const row of (await Promise.all(kinds)).flat()) rows.set(row.id, row);
  return places.map((place) => rows.get(place.id) ?? goneRow(place));
}

/** E-3: a page of long texts has fewer rows. Chosen: some seconds of a slow line; never less than one row. */
const mostPageChars = 8_000_000;

/** Where rows stop fitting on a page; -1: all of them fit. */
export function placeBeyondPage(rows: readonly PageRow[]): number {
  let chars = 0;
  return rows.findIndex(({ json }) => (chars += json.length) > mostPageChars);
}
