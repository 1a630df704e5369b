import { tokensOf } from '@outpost/domain/kernel/access';
import { entityOf } from '@outpost/domain/kernel/catalogue';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import { type Checkpoint, endOfNumber, type PulledRow } from '@outpost/domain/sync/protocol';
import type { Transaction } from '../db/database.ts';
import { recordsOf } from '../records/load.ts';
import type { Tenant } from '../records/tenant.ts';

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

/** Rows of a page from their places: the record as it is now and which of the person's tokens hold it, or that none does. */
export async function assembleRows(
  tx: Transaction,
  tenant: Tenant,
  { places, tokens }: { readonly places: readonly FeedPlace[]; readonly tokens: ReadonlySet<string> },
): Promise<readonly PulledRow[]> {
  const kinds = [...Map.groupBy(places, (place) => place.entity)]
    .filter(([entity]) => tenant.catalogue.entities.has(entity)) // a kind that this build has no longer: nobody may see it
    .map(([entity, group]) => recordsOf(tx, tenant, { entity, ids: group.map((place) => place.id) }));
  const records = new Map((await Promise.all(kinds)).flat().map((record) => [record.id, record]));
  const throughOf = heldTokens(tenant, tokens);
  return places.map(({ id, n }): PulledRow => {
    const record = records.get(id);
    const through = record ? throughOf(record) : [];
    return record && through.length > 0 ? { id, n, record: record as PulledRecord, through } : { id, n, gone: true };
  });
}

/** What goes over the wire of a record: the wire's type admits writing, which nobody does. */
type PulledRecord = Extract<PulledRow, { record: unknown }>['record'];

/** Which of the person's tokens hold a record. Worked out once for all records of one owner and team that nobody else has a part in. */
function heldTokens(tenant: Tenant, tokens: ReadonlySet<string>): (record: StoredRecord) => string[] {
  const known = new Map<string, string[]>();
  const held = (record: StoredRecord): string[] =>
    tokensOf(entityOf(tenant.catalogue, record.entity), record).filter((token) => tokens.has(token));
  return (record) => {
    if (record.sharedWith.length > 0 || record.inherited !== null) return held(record);
    const name = `${record.entity} ${record.ownerId} ${record.teamId}`;
    const found = known.get(name) ?? held(record);
    known.set(name, found);
    return found;
  };
}

/** E-3: a page of long texts has fewer rows. Chosen: some seconds of a slow line; never less than one row. */
const mostPageChars = 8_000_000;

/** Where rows stop fitting on a page; -1: all of them fit. */
export function placeBeyondPage(rows: readonly PulledRow[]): number {
  let chars = 0;
  return rows.findIndex((row) => (chars += charsOf(row)) > mostPageChars);
}

const charsOf = (row: PulledRow): number => ('gone' in row ? 0 : textLengthOf(row.record.fields)) + 500;

/** About how long a value is as JSON: its texts, and something for all else. */
function textLengthOf(value: JsonValue): number {
  if (typeof value === 'string') return value.length + 3;
  if (typeof value !== 'object' || value === null) return 8;
  let length = 2;
  const inside = value as Readonly<Record<string, JsonValue>>; // a list has its places for names
  for (const name in inside) length += name.length + 4 + textLengthOf(inside[name] ?? null);
  return length;
}
