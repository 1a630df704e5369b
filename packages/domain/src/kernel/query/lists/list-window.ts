import { sql } from 'kysely';
import { type Fragment, type QueryGround, allOf, anyOf, listOf } from '../query-engine.ts';
import type { ListOrder, OrderTerm } from '../list-order.ts';
import { recordColumns } from '../stored-row.ts';
import type { WindowPlace } from './window-cursor.ts';

/** The records to choose from: what stands between `from` and `where`'s end, on the asked table under the alias `t`. */
export type Candidates = { readonly from: Fragment; readonly where: readonly Fragment[] };
/** Which of them: `count` rows after the first `skip`, or after a place. */
export type WindowEnds = { readonly after: WindowPlace | undefined; readonly skip: number; readonly count: number };

type Window = {
  readonly ground: QueryGround;
  readonly candidates: Candidates;
  readonly order: ListOrder;
  readonly ends: WindowEnds;
  /** What to select of each row beside its sort keys. */
  readonly row: Fragment;
  readonly withKeys: boolean;
};

const directed = (descending: boolean) => sql.raw(descending ? 'desc' : 'asc');
const column = (index: number) => sql.raw(`s${index}`);
const beyond = (key: Fragment, than: string | number, descending: boolean) =>
  descending ? sql`${key} < ${than}` : sql`${key} > ${than}`;

/** The order of a window's rows, by the columns that a window selects: the same on both engines, empty values last (Q-2). */
export function windowOrder(order: ListOrder, alias: string): Fragment {
  const steps = order.terms.map(
    (term, index) => sql`${sql.raw(alias)}.${column(index)} ${directed(term.descending)} nulls last`,
  );
  return sql.join([...steps, sql`${sql.raw(alias)}.id ${directed(order.idDescending)}`], sql`, `);
}

/** Rows after a place in any order: beyond it in one step, equal to it in all before. Empty comes after all that is not. */
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
 * So many rows after so many. Postgres plans a statement once for all its values only where that promises to be as good as planning it each
 * time: it must see how few rows a window is. A jump's numbers stay values: each would be a statement of its own.
 */
function cut(ground: QueryGround, { count, skip }: Pick<WindowEnds, 'count' | 'skip'>): Fragment {
  if (ground.engine.dialect === 'sqlite' || skip > 0) return sql`limit ${count} offset ${skip}`;
  return sql.raw(`limit ${Math.trunc(count)}`);
}

/** The sort keys of rows under `t`, as a window selects them. */
export const sortKeys = (order: ListOrder): readonly Fragment[] =>
  order.terms.map((term, index) => sql`${term.key} as ${column(index)}`);

/** One select of a row's columns and its sort keys, in the order of an index where there is one. */
function branch(
  window: Window,
  at: { readonly extra: readonly Fragment[]; readonly by: Fragment; readonly skip: number },
): Fragment {
  const { ground, candidates, order, ends, row } = window;
  const keys = window.withKeys ? sortKeys(order) : [];
  return sql`select ${sql.join([row, ...keys], sql`, `)} ${candidates.from} where ${allOf([...candidates.where, ...at.extra])}
    order by ${at.by} ${cut(ground, { count: ends.count + ends.skip - at.skip, skip: at.skip })}`;
}

/** In how many pieces a window is read at most that begins at a place. */
export const mostPieces = 3;

/**
 * The pieces into which one sort key splits a list so that each piece is one range of the index: rows of the place's own key, rows
 * beyond it, rows without a key. SQLite takes the first two for one range where the key is a column; neither engine takes a range from an `or`:
 * read in one piece, every page would begin at the list's beginning.
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

/** The window in one read, from the beginning or from its place on. */
function inOneRead(window: Window): Fragment {
  const { order, ends } = window;
  const steps = order.terms.map((term) => sql`${term.key} ${directed(term.descending)} nulls last`);
  const by = sql.join([...steps, sql`t.id ${directed(order.idDescending)}`], sql`, `);
  return branch(window, { extra: ends.after ? [afterPlace(order, ends.after)] : [], by, skip: ends.skip });
}

/** The reads that make up a window, one after the other in its order. `served`: an index holds this order. */
function readsOf(window: Window & { readonly served: boolean }): readonly Fragment[] {
  const { ground, order, ends, served } = window;
  const [term] = order.terms;
  // Both engines read an index forwards with empty values last, SQLite backwards too; Postgres would begin with the empty ones.
  const isOneRange = !ends.after && (ground.engine.dialect === 'sqlite' || !term?.descending);
  return !served || !term || term.own === 'id' || isOneRange ? [inOneRead(window)] : pieces(window, term);
}

/**
 * Selects `id` (and on SQLite `seq`), and the sort keys as `s0`, `s1` …, of a window's rows, in their order: their records are to be read
 * after that. `served`: an index holds this order.
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
 * Selects the records of a window on Postgres, and their sort keys, where an index's order gives it in one range: they are read on the way
 * along it. Measured: looking 51 up by their ids afterwards took half as long again as all the rest. Undefined for other windows.
 */
export function windowInOneRange(
  window: Omit<Window, 'row' | 'withKeys'> & { readonly served: boolean },
): Fragment | undefined {
  if (!window.served || window.ends.skip > 0) return undefined;
  const [only, another] = readsOf({ ...window, withKeys: true, row: recordColumns(window.ground, 't') });
  return another ? undefined : only;
}

/**
 * Selects the records of a window that an index of SQLite's holds, and their sort keys: no row is sorted, nor looked up twice. Where more
 * than one piece is read, each gives its rows in order and as many as the whole window may have: sort by `piece`, then cut.
 * `only`: instead of the records, these columns of their rows, and no sort keys.
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
