import type { Stretch, TokenHolds } from '../../access/token-holds.ts';
import type { Transaction } from '../../db/database.ts';
import { unbrokenSince } from './unbroken-since.ts';

/**
 * The row of the feed for a pair `p(id, token)` of a list. Lateral with an offset, so that Postgres reads the key's index
 * once for each pair: as a join it compared all rows of the tenant with each pair while the table had no statistics.
 */
export const feedRowOfPair =
  'select id, token, since, gone from store.feed where org_id = $1 and token = p.token collate "C" and id = p.id offset 0';

/** The tokens that a person holds now, and the records of all tokens that they ever held. */
export type Viewer = { readonly tokens: readonly string[]; readonly holds: TokenHolds };

/** A journal row about a record, with its own number and kind. */
export type ToldRow = { readonly n: number; readonly record: string; readonly entity: string; readonly kind: string };

/**
 * S-9, A-4: returns the number since which the person has seen each of these records without a gap, by any tokens.
 * Records out of their sight are left out. Stretches that have ended are read only for rows from before the newest
 * stretch began.
 */
export async function seenSince(
  tx: Transaction,
  orgId: string,
  { viewer, rows }: { readonly viewer: Viewer; readonly rows: readonly ToldRow[] },
): Promise<ReadonlyMap<string, number>> {
  const since = await newestSince(tx, orgId, { viewer, rows });
  const firstOf = firstHeld(viewer.holds);
  const unclear = rows.filter(({ n, record, entity, kind }) => {
    const from = since.get(record);
    return from !== undefined && isBeforeAccess({ n, kind }, from) && (firstOf.get(entity) ?? from) < from;
  });
  if (unclear.length === 0) return since;
  const stretches = await stretchesOf(tx, orgId, { viewer, rows: unclear });
  return new Map([...since].map(([id, from]) => [id, unbrokenSince(from, stretches.get(id) ?? [])]));
}

/**
 * Returns whether a row belongs to the time before access that began at `since`. A row at `since` does, unless it
 * created the record.
 */
export const isBeforeAccess = ({ n, kind }: Pick<ToldRow, 'n' | 'kind'>, since: number): boolean =>
  n < since || (n === since && kind !== 'created');

const kindOf = (token: string): string => token.slice(0, token.indexOf('@'));

/** Returns, for each kind of record, the number at which the person first held a token. */
function firstHeld({ first }: TokenHolds): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [token, n] of Object.entries(first)) {
    const kind = kindOf(token);
    found.set(kind, Math.min(n, found.get(kind) ?? n));
  }
  return found;
}

/**
 * returns the number at which the person saw each of these records for the first time. Records that they never saw
 * are left out. Only a record that was seen before its departure may be reported as gone. A token that was lost and
 * gained again also brings departures of records that came and left in between.
 */
export async function firstSeen(tx: Transaction, orgId: string, asked: Asked): Promise<ReadonlyMap<string, number>> {
  const stretches = await stretchesOf(tx, orgId, asked);
  return new Map([...stretches].map(([id, ofRecord]) => [id, Math.min(...ofRecord.map(({ since }) => since))]));
}

type Asked = { readonly viewer: Viewer; readonly rows: readonly Pick<ToldRow, 'record' | 'entity'>[] };

/** Pairs each of these records with each of these tokens of its kind. */
function pairsOf(rows: Asked['rows'], tokens: readonly string[]) {
  const byKind = Map.groupBy(tokens, kindOf);
  const asked = new Map(rows.map(({ record, entity }) => [record, entity]));
  const pairs = [...asked].flatMap(([id, entity]) => (byKind.get(entity) ?? []).map((token) => ({ id, token })));
  return { ids: pairs.map(({ id }) => id), tokens: pairs.map(({ token }) => token) };
}

/**
 * Returns the number since which the person sees each record through one of their present tokens. The token that has shown the
 * record longest counts.
 */
async function newestSince(
  tx: Transaction,
  orgId: string,
  { viewer: { tokens, holds }, rows }: Asked,
): Promise<ReadonlyMap<string, number>> {
  const pairs = pairsOf(rows, tokens);
  if (pairs.ids.length === 0) return new Map();
  const found = await tx.query<{ id: string; since: number }>(
    `select f.id, min(greatest(f.since, p.held)) as since from unnest($2::uuid[], $3::text[], $4::bigint[]) as p(id, token, held)
     cross join lateral (${feedRowOfPair}) f where not f.gone group by f.id`,
    [orgId, pairs.ids, pairs.tokens, pairs.tokens.map((token) => holds.since[token] ?? Number.MAX_SAFE_INTEGER)],
  );
  return new Map(found.map(({ id, since }) => [id, since]));
}

/**
 * Reads all stretches in which the person saw each record through a token: the record was filed there, and they held
 * it.
 */
async function stretchesOf(
  tx: Transaction,
  orgId: string,
  { viewer: { holds }, rows }: Asked,
): Promise<ReadonlyMap<string, readonly Stretch[]>> {
  const pairs = pairsOf(rows, Object.keys(holds.first));
  const found = await tx.query<{ id: string; token: string; since: number; until: number | null }>(
    `select f.id, f.token, f.since, null::bigint as until from unnest($2::uuid[], $3::text[]) as p(id, token)
     cross join lateral (${feedRowOfPair}) f where not f.gone
     union all
     select f.id, f.token, f.since, f.until from unnest($2::uuid[], $3::text[]) as p(id, token)
     cross join lateral (select id, token, since, until from store.past_filing where org_id = $1 and id = p.id and token = p.token collate "C" offset 0) f`,
    [orgId, pairs.ids, pairs.tokens],
  );
  const stretches = found.flatMap(({ id, token, since, until }) =>
    heldStretches(holds, token).flatMap((held) => {
      const both = {
        since: Math.max(since, held.since),
        until: Math.min(until ?? Number.MAX_SAFE_INTEGER, held.until),
      };
      return both.since < both.until ? [{ id, ...both }] : [];
    }),
  );
  return Map.groupBy(stretches, ({ id }) => id);
}

function heldStretches({ since, past }: TokenHolds, token: string): readonly Stretch[] {
  const now = since[token];
  const before = past.get(token) ?? [];
  return now === undefined ? before : [...before, { since: now, until: Number.MAX_SAFE_INTEGER }];
}
