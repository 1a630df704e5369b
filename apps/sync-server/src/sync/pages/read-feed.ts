import { type Checkpoint, endOfNumber } from '@outpost/domain/sync/protocol';
import type { Transaction } from '../../db/database.ts';
import type { Lane } from '../naming/standing.ts';

/** The place of a feed row in the journal's order. */
export type FeedPlace = { readonly id: string; readonly n: number; readonly entity: string };

/** Sorts before every id. */
export const beforeAllIds = '00000000-0000-0000-0000-000000000000';

export type NewsAsk = {
  readonly at: Pick<Checkpoint, 'n' | 'id'>;
  readonly tokens: readonly string[];
  /** Returns the number since which a token is held; 0: since before. */
  readonly since: (token: string) => number;
  readonly limit: number;
  /** The journal's last number. Undefined: not read yet, and not far from `at`. */
  readonly head: number | undefined;
  /** E-3: the most rows of the feed that are read by number. */
  readonly byNumber: number;
};

/** A row of the feed; `since`: when the record came under its token or left it. */
export type FeedRow = FeedPlace & { readonly token: string; readonly gone: boolean; readonly since: number };

/**
 * S-1: reads the first `limit` + 1 rows of each token after one place, or more of them. Departures from before a token
 * was gained are left out: they would name records that the person never saw. T-29: near the head rows are read
 * by number, which costs nothing for each token.
 */
export async function readFeed(tx: Transaction, orgId: string, ask: NewsAsk): Promise<readonly FeedRow[]> {
  const { at, tokens, head = at.n + 1, byNumber } = ask;
  const isNear = head - at.n <= Math.min(byNumber, tokens.length);
  return (isNear ? await readByNumber(tx, orgId, ask) : undefined) ?? readByToken(tx, orgId, ask);
}

/**
 * Reads all rows after a place, of any tokens, and returns those of the asked tokens. Undefined: there are too many.
 */
async function readByNumber(
  tx: Transaction,
  orgId: string,
  { at, tokens, since, byNumber }: NewsAsk,
): Promise<readonly FeedRow[] | undefined> {
  const rows = await tx.query<FeedRow>(
    'select token, id, n, entity, gone, since from store.feed where org_id = $1 and n >= $2 order by n limit $3',
    [orgId, at.id === endOfNumber ? at.n + 1 : at.n, byNumber + 1],
  );
  if (rows.length > byNumber) return undefined;
  const asked = new Set(tokens);
  return rows.filter(
    ({ token, id, n, gone }) => (n > at.n || id > at.id) && asked.has(token) && !(gone && n <= since(token)),
  );
}

async function readByToken(
  tx: Transaction,
  orgId: string,
  { at, tokens, since, limit }: NewsAsk,
): Promise<readonly FeedRow[]> {
  // After the end of a number no row of that number is left, with any id.
  const place = at.id === endOfNumber ? { n: at.n + 1, id: beforeAllIds } : { n: at.n, id: at.id };
  const own = at.id === endOfNumber ? '>=' : '>';
  const rows = await tx.query<Omit<FeedRow, 'token'> & { readonly place: number }>(
    `select t.place - 1 as place, f.id, f.n, f.entity, f.gone, f.since from unnest($2::text[], $3::bigint[]) with ordinality as t(token, since, place)
     cross join lateral (select id, n, entity, gone, since from store.feed where org_id = $1 and token = t.token collate "C" and (n, id) ${own} ($4::bigint, $5::uuid)
       and not (gone and n <= t.since) order by n, id limit $6) f`,
    [orgId, tokens, tokens.map(since), place.n, place.id, limit + 1],
  );
  return rows.map(({ place: of, ...row }) => ({ ...row, token: tokens[of] ?? '' }));
}

export type NewsRows = { readonly rows: readonly FeedPlace[]; readonly cut: boolean };

/**
 * S-1: reads the news of all tokens after one place, each record once and at its last place, in order of (n, id).
 * `cut`: more news follow.
 */
export const readNews = async (tx: Transaction, orgId: string, ask: NewsAsk): Promise<NewsRows> =>
  newsAmong(await readFeed(tx, orgId, ask), ask.limit);

/** Returns the news of tokens from rows that were read: at least the first `limit` + 1 rows of each token. */
export function newsAmong(rows: readonly FeedPlace[], limit: number): NewsRows {
  const sorted = [...rows].sort((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1));
  // Each token gave its first limit + 1 rows, so the first limit + 1 rows of all tokens together are complete.
  const complete = sorted.slice(0, limit + 1);
  const distinct = distinctPlaces(complete);
  const isMore = sorted.length > complete.length || complete.length > limit;
  if (!isMore) return { rows: distinct, cut: false };
  // One row is read beyond the page; the page ends before it.
  const page = distinct.length > limit ? distinct.slice(0, limit) : distinct;
  return { rows: page, cut: true };
}

/** Returns each record once, at its last place. */
export function distinctPlaces(places: readonly FeedPlace[]): readonly FeedPlace[] {
  const last = new Map<string, FeedPlace>();
  for (const place of places) {
    last.delete(place.id);
    last.set(place.id, place);
  }
  return [...last.values()];
}

/**
 * Reads the records that tokens of one kind hold after an id, each once, by id: for tokens that are new to the device.
 */
export async function readWhole(
  tx: Transaction,
  orgId: string,
  { tokens, from, limit }: Pick<Lane, 'tokens' | 'from'> & { readonly limit: number },
): Promise<readonly FeedPlace[]> {
  const after = from === '' ? beforeAllIds : from;
  const [token, ...others] = tokens;
  if (token === undefined) return [];
  if (others.length === 0)
    return tx.query<FeedPlace>(
      'select id, n, entity from store.feed where org_id = $1 and token = $2 and not gone and id > $3::uuid order by id limit $4',
      [orgId, token, after, limit],
    );
  return tx.query<FeedPlace>(
    `select distinct on (f.id) f.id, f.n, f.entity from unnest($2::text[]) as t(token)
     cross join lateral (select id, n, entity from store.feed where org_id = $1 and token = t.token collate "C" and not gone and id > $3::uuid order by id limit $4) f
     order by f.id, f.n desc limit $4`,
    [orgId, tokens, after, limit],
  );
}

/**
 * Returns those of these lanes that have more records, each with its place. All are asked for in one round trip, and no
 * row is returned.
 */
export async function readUnfinished(
  tx: Transaction,
  orgId: string,
  lanes: readonly (readonly [name: string, lane: Lane])[],
): Promise<Readonly<Record<string, string>>> {
  if (lanes.length === 0) return {};
  const read = lanes.flatMap(([name, { tokens, from }]) => tokens.map((token) => ({ name, token, from })));
  const found = await tx.query<{ place: number }>(
    `select t.place from unnest($2::text[], $3::uuid[]) with ordinality as t(token, after, place)
     cross join lateral (select 1 from store.feed where org_id = $1 and token = t.token collate "C" and not gone and id > t.after limit 1) f`,
    [orgId, read.map(({ token }) => token), read.map(({ from }) => (from === '' ? beforeAllIds : from))],
  );
  return Object.fromEntries(found.flatMap(({ place }) => read[place - 1] ?? []).map(({ name, from }) => [name, from]));
}

/** Returns the place of each given record that one of the tokens holds, once. */
export async function readNamed(
  tx: Transaction,
  orgId: string,
  { tokens, ids }: { readonly tokens: readonly string[]; readonly ids: readonly string[] },
): Promise<readonly FeedPlace[]> {
  if (ids.length === 0) return [];
  return tx.query<FeedPlace>(
    'select distinct on (id) id, n, entity from store.feed where org_id = $1 and token = any($2::text[]) and id = any($3::uuid[]) and not gone',
    [orgId, tokens, ids],
  );
}
