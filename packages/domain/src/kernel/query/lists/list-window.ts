import { sql } from 'kysely';
import { type Fragment, type QueryGround, allOf, anyOf, listOf } from '../query-engine.ts';
import type { ListOrder, OrderTerm } from '../list-order.ts';
import { recordColumns } from '../stored-row.ts';
import type { WindowPlace } from './window-cursor.ts';

/** The candidate records: the SQL from `from` to the end of `where`, on the asked table under the alias `t`. */
export type CandidateRecords = { readonly from: Fragment; readonly where: readonly Fragment[] };
/** The limits of the window: `count` rows after the first `skip`, or after a place. */
export type WindowEnds = { readonly after: WindowPlace | undefined; readonly skip: number; readonly count: number };

type Window = {
  readonly ground: QueryGround;
  readonly candidates: CandidateRecords;
  readonly order: ListOrder;
  readonly ends: WindowEnds;
  /** The columns to select for each row, in addition to its sort keys. */
  readonly row: Fragment;
  readonly withKeys: boolean;
};

const directed = (descending: boolean) => sql.raw(descending ? 'desc' : 'asc');
const column = (index: number) => sql.raw(`s${index}`);
const beyond = (key: Fragment, than: string | number, descending: boolean) =>
  descending ? sql`${key} < ${than}` : sql`${key} > ${than}`;

/**
 * Returns the order of a window's rows by the columns that the window selects: the same on both engines, empty values last (Q-2).
 */
export function windowOrder(order: ListOrder, alias: string): Fragment {
  const steps = order.terms.map(
    (term, index) => sql`${sql.raw(alias)}.${column(index)} ${directed(term.descending)} nulls last`,
  );
  return sql.join([...steps, sql`${sql.raw(alias)}.id ${directed(order.idDescending)}`], sql`, `);
}

/** Selects the rows after a place in any order: greater in one term and equal in all terms before it. Empty values come last. */
function afterPlace(order: ListOrder, place: WindowPlace): Fragment {
  const [first] = order.terms;
  if (first?.own === 'id') return beyond(first.key, place.id, first.descending);
  const alternatives: Fragment[] = [];
  const same: Fragment[] = [];
  for (const [index, term] of order.terms.entries()) {
    const value = place.keys[index] ?? null;
    if (value === null) {
      same.push(sql`${term.key} is null`);
      continue;
    }
    alternatives.push(
      sql`(${allOf([...same, sql`(${beyond(term.key, value, term.descending)} or ${term.key} is null)`])})`,
    );
    same.push(sql`${term.key} = ${value}`);
  }
  alternatives.push(sql`(${allOf([...same, beyond(sql`t.id`, place.id, order.idDescending)])})`);
  return anyOf(alternatives);
}

/**
 * Returns the limit and offset. Postgres reuses one plan for all values only if it estimates that plan to be as good
 * as a new one. So the small limit must be visible to the planner. A jump's offset stays a value: as a constant, each
 * offset would be a separate statement.
 */
function cut(ground: QueryGround, { count, skip }: Pick<WindowEnds, 'count' | 'skip'>): Fragment {
  if (ground.engine.dialect === 'sqlite' || skip > 0) return sql`limit ${count} offset ${skip}`;
  return sql.raw(`limit ${Math.trunc(count)}`);
}

/** Returns the sort keys of rows under `t`, as a window selects them. */
export const sortKeys = (order: ListOrder): readonly Fragment[] =>
  order.terms.map((term, index) => sql`${term.key} as ${column(index)}`);

/** Returns one select of a row's columns and its sort keys, in the order of an index if there is one. */
function branch(
  window: Window,
  at: { readonly extra: readonly Fragment[]; readonly by: Fragment; readonly skip: number },
): Fragment {
  const { ground, candidates, order, ends, row } = window;
  const keys = window.withKeys ? sortKeys(order) : [];
  return sql`select ${sql.join([row, ...keys], sql`, `)} ${candidates.from} where ${allOf([...candidates.where, ...at.extra])}
    order by ${at.by} ${cut(ground, { count: ends.count + ends.skip - at.skip, skip: at.skip })}`;
}

/** The greatest number of pieces of a window that begins at a place. */
export const mostPieces = 3;

/**
 * Splits a list by its sort key so that each piece is one range of the index. The pieces are rows with the place's
 * own key, rows beyond it, and rows with an empty key. SQLite reads the first two as one range if the key is a
 * column. Neither engine reads an `or` as a range: in one piece, every page would start reading at the list's
 * beginning.
 */
function pieces(window: Window, term: OrderTerm): readonly Fragment[] {
  const { ground, order, ends } = window;
  const byId = sql`t.id ${directed(order.idDescending)}`;
  const byKey = sql`${term.key} ${directed(term.descending)}, ${byId}`;
  const empty = (extra: readonly Fragment[]) =>
    branch(window, { extra: [sql`${term.key} is null`, ...extra], by: byId, skip: 0 });
  if (!ends.after) return [branch(window, { extra: [sql`${term.key} is not null`], by: byKey, skip: 0 }), empty([])];
  const value = ends.after.keys[0] ?? null;
  const later = beyond(sql`t.id`, ends.after.id, order.idDescending);
  if (value === null) return [empty([later])];
  if (ground.engine.dialect === 'sqlite') {
    const place = sql`(${value}, ${ends.after.id})`;
    const beyondPlace = term.descending ? sql`(${term.key}, t.id) < ${place}` : sql`(${term.key}, t.id) > ${place}`;
    return [branch(window, { extra: [beyondPlace], by: byKey, skip: 0 }), empty([])];
  }
  return [
    branch(window, { extra: [sql`${term.key} = ${value}`, later], by: byId, skip: 0 }),
    branch(window, { extra: [beyond(term.key, value, term.descending)], by: byKey, skip: 0 }),
    empty([]),
  ];
}

/** Returns the window as one read, from the beginning or from its place. */
function inOneRead(window: Window): Fragment {
  const { order, ends } = window;
  const steps = order.terms.map((term) => sql`${term.key} ${directed(term.descending)} nulls last`);
  const by = sql.join([...steps, sql`t.id ${directed(order.idDescending)}`], sql`, `);
  return branch(window, { extra: ends.after ? [afterPlace(order, ends.after)] : [], by, skip: ends.skip });
}

/** Returns the reads of a window in order. `served`: an index has this order. */
function readsOf(window: Window & { readonly served: boolean }): readonly Fragment[] {
  const { ground, order, ends, served } = window;
  const [term] = order.terms;
  // Both engines read an index forwards with empty values last. SQLite reads it backwards in the same way, but
  // Postgres begins with the empty values.
  const isOneRange = !ends.after && (ground.engine.dialect === 'sqlite' || !term?.descending);
  return !served || !term || term.own === 'id' || isOneRange ? [inOneRead(window)] : pieces(window, term);
}

/**
 * Selects `id` (and on SQLite `seq`) and the sort keys as `s0`, `s1` … of a window's rows, in order. The caller reads the records
 * afterwards. `served`: an index has this order.
 */
export function windowSql(window: Omit<Window, 'row' | 'withKeys'> & { readonly served: boolean }): Fragment {
  const { ground, order, ends } = window;
  const isOnDevice = ground.engine.dialect === 'sqlite';
  const reads = readsOf({
    ...window,
    withKeys: true,
    row: sql.raw(isOnDevice ? 't.id as id, t.seq as seq' : 't.id as id'),
  });
  const [only, another] = reads;
  if (only && !another) return only;
  const columns = sql.raw(isOnDevice ? 'p.id, p.seq, p.s0' : 'p.id, p.s0');
  const all = reads.map((read) => sql`select ${columns} from (${read}) as p`);
  return sql`select ${columns} from (${sql.join(all, sql` union all `)}) as p order by ${windowOrder(order, 'p')} ${cut(ground, ends)}`;
}

/**
 * Selects the records and sort keys of a window on Postgres where an index's order gives the window in one range. The records are
 * read along the index. Measured: looking up 51 records by id afterwards took half as long again as the rest. Returns `undefined`
 * for other windows.
 */
export function windowInOneRange(
  window: Omit<Window, 'row' | 'withKeys'> & { readonly served: boolean },
): Fragment | undefined {
  if (!window.served || window.ends.skip > 0) return undefined;
  const [only, another] = readsOf({ ...window, withKeys: true, row: recordColumns(window.ground, 't') });
  return another ? undefined : only;
}

/**
 * Selects the records and sort keys of a window that an index of SQLite contains, without sorting and without a second lookup. If
 * there are several pieces, each returns its rows in order, and as many as the whole window may have: sort by `piece`, then cut.
 * `only` selects these columns instead of the records and sort keys.
 */
export function servedWindowSql(
  window: Omit<Window, 'row' | 'withKeys'>,
  only?: (alias: string) => Fragment,
): Fragment {
  const rowOf = only ?? ((alias: string) => recordColumns(window.ground, alias));
  const withKeys = only === undefined;
  const reads = readsOf({ ...window, served: true, withKeys, row: rowOf('t') });
  const [one, another] = reads;
  if (one && !another) return one;
  const columns = listOf([rowOf('p'), ...(withKeys ? [sql`p.s0 as s0`] : [])]);
  const all = reads.map((read, place) => sql`select ${columns}, ${sql.lit(place)} as piece from (${read}) as p`);
  return sql.join(all, sql` union all `);
}
