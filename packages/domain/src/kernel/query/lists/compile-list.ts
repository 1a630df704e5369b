import { sql } from 'kysely';
import { unknownEntity } from '../../catalogue/catalogue.ts';
import type { Entity } from '../../entities/entity.ts';
import type { KeyKind } from '../../entities/field-types.ts';
import { type Result, accept, refuse } from '../../refusal.ts';
import { type Condition, fixedPaths, readFilter } from '../filters/condition.ts';
import { conditionSql } from '../conditions/condition-sql.ts';
import { coveringIndex } from '../covering-index.ts';
import { HeldWindow } from './held-window.ts';
import { isHeldWhole, isOrderIndexed, type ListOrder, readOrder } from '../list-order.ts';
import type { ListQuery } from '../../questions/list-query.ts';
import { windowInOneRange, windowOrder, windowSql } from './list-window.ts';
import {
  type CompiledQuery,
  type Fragment,
  type InPlace,
  type QueryGround,
  type QueryRow,
  type Statement,
  type RowVersion,
  allOf,
  areIndexed,
  compileSql,
  lifeIs,
  listOf,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { tooCostly } from '../query-cost.ts';
import { askedAt } from '../query-path.ts';
import { joinsOf } from '../conditions/query-joins.ts';
import { searchSql } from '../search/search-condition.ts';
import type { ListedRecord } from '../listed-record.ts';
import { recordTable } from '../sqlite-expression.ts';
import { type DeviceRow, readRecord, recordColumns } from '../stored-row.ts';
import { type WindowPlace, fingerprintOf, readCursor, writeCursor } from './window-cursor.ts';

/** A window of a list. `next` is the cursor of the following window, null at the list's end. */
export type ListAnswer = { readonly rows: readonly ListedRecord[]; readonly next: string | null };

/** Measured: skipping along an index takes 20 ms for 900,000 rows; reading a document takes some microseconds. */
const rowsSkippedAtTheCostOfOne = 20;

/**
 * Compiles a list (idea 6). Where rows are sorted or skipped, the window's ids are found first and its records read afterwards,
 * so that sorting moves no documents. Refusals: `records/unknown-entity`, `query/invalid`, `query/cursor-stale`,
 * `query/too-costly`.
 */
export function compileList(ground: QueryGround, query: ListQuery): Result<CompiledQuery<ListAnswer>> {
  const entity = ground.catalogue.entities.get(query.entity);
  if (!entity) return unknownEntity(query.entity);
  if (query.after !== undefined && query.offset !== undefined)
    return refuse('query/invalid', 'A list has either a cursor or an offset, not both.', {
      path: 'offset',
    });
  const condition = readFilter(ground, entity, { filter: query.where, where: 'where' });
  if (!condition.ok) return condition;
  const fingerprint = fingerprintOf(ground, query);
  const held = HeldWindow.of(ground, entity, { query, condition: condition.value });
  if (held) {
    const { kinds } = held;
    const after = query.after === undefined ? undefined : readCursor(query.after, { fingerprint, kinds });
    if (after && !after.ok) return after;
    const window = { limit: query.limit, kinds, fingerprint };
    const decode = decodeWindow(ground, entity, window);
    const inPlace = inPlaceWindow(ground, entity, { held, after: after?.value, decode, ...window });
    return accept({ ...held.statement(after?.value, 'records'), decode, ...(inPlace ? { inPlace } : {}) });
  }
  const joins = joinsOf(ground, 't');
  const fixed = fixedPaths(condition.value);
  const order = readOrder(ground, entity, { sort: query.sort, fixed, joins });
  if (!order.ok) return order;
  const kinds = order.value.terms.map((term) => term.kind);
  const after = query.after === undefined ? undefined : readCursor(query.after, { fingerprint, kinds });
  if (after && !after.ok) return after;
  const indexed = areIndexed(ground, query.life);
  const served = indexed && isOrderIndexed(entity, order.value, fixed);
  const reach = query.limit + Math.ceil((query.offset ?? 0) / rowsSkippedAtTheCostOfOne);
  const costly = tooCostly(ground, entity, {
    life: query.life,
    condition: condition.value,
    hasSearch: query.search !== undefined,
    isCovered:
      joins.hops().length > 0 && indexed && isCoveredOrder(ground, entity, { query, condition: condition.value }),
    joined: joins.hops(),
    order: { by: order.value, isServed: served, reach },
  });
  if (costly) return costly;

  const where = [
    ...withinReach(ground, entity, 't'),
    ...lifeIs(ground, 't', query.life),
    conditionSql({ ground, alias: 't', life: query.life }, condition.value),
    ...searchSql(ground, entity, query.search),
  ];
  const candidates = { from: sql`from ${tableOf(ground, entity, 't')} ${joins.clauses()}`, where };
  const ends = { after: after?.value, skip: query.offset ?? 0, count: query.limit + 1 }; // one row more shows whether the list continues
  const window = { ground, candidates, order: order.value, ends, served };
  // Reads only the rows that are skipped and shown: the index contains exactly these, apart from the few deleted ones.
  const isBounded =
    indexed &&
    query.search === undefined &&
    query.life !== 'deleted' &&
    isHeldWhole(entity, order.value, condition.value);
  // Otherwise Postgres should check skipped rows in the index alone, and SQLite reads only the ids of skipped rows (0.76 ms
  // instead of 1.06 for 30,000).
  const readOnTheWay = isBounded && isSeenWhole(ground, entity) ? windowInOneRange(window) : undefined;
  const statement = readOnTheWay ?? withRecords(ground, entity, { order: order.value, window: windowSql(window) });
  const mostRead = ends.count + Math.ceil(ends.skip / rowsSkippedAtTheCostOfOne);
  return accept({
    ...compileSql(ground, statement),
    ...(isBounded && ground.engine.dialect === 'sqlite' ? { mostRead } : {}),
    decode: decodeWindow(ground, entity, { limit: query.limit, kinds, fingerprint }),
  });
}

/**
 * Whether one index contains all that an order reads of the asked record itself: the references through which it goes, and the
 * filter. The engines then read no records before they have the window.
 */
function isCoveredOrder(
  { catalogue }: QueryGround,
  entity: Entity,
  { query, condition }: { readonly query: ListQuery; readonly condition: Condition },
): boolean {
  if (query.search !== undefined) return false;
  const asked = query.sort.flatMap(({ field, from }) => {
    const read = from ? undefined : askedAt(catalogue, entity, { path: field, where: 'sort' });
    return read?.ok ? [read.value] : [];
  });
  return (
    asked.length === query.sort.length && coveringIndex(entity, { condition, conditions: [], asked }) !== undefined
  );
}

/** Whether the asker may see all records of the kind on the server. Then no record's tokens are looked up. */
function isSeenWhole({ engine }: QueryGround, { name }: Entity): boolean {
  if (engine.dialect === 'sqlite') return false;
  return engine.visible === 'all' || engine.visible.tokens.includes(`${name}@org`);
}

/** Decodes a window from its rows; one row more than the limit shows whether the list continues. */
function decodeWindow(
  ground: QueryGround,
  entity: Entity,
  window: { readonly limit: number; readonly kinds: readonly KeyKind[]; readonly fingerprint: string },
): (rows: readonly QueryRow[]) => ListAnswer {
  const { limit, kinds, fingerprint } = window;
  return (found) => {
    const rows = inPieces(found);
    const shown = rows.slice(0, limit).map((row) => readRecord(ground, entity, row));
    const [lastRow, last] = [rows[limit - 1], shown.at(-1)];
    return {
      rows: shown,
      next: rows.length > limit && lastRow && last ? writeCursor(fingerprint, placeIn(lastRow, kinds)) : null,
    };
  };
}

const placeIn = (row: QueryRow, kinds: readonly KeyKind[]): WindowPlace => ({
  id: row['id'] as string, // as selected, like the keys
  keys: kinds.map((kind, index) => {
    const key = row[`s${index}`] as string | number | null; // bigint comes as text
    return key === null ? null : kind === 'text' ? key : Number(key);
  }),
});

/**
 * Returns a window of an index, for a caller in the process that stores the records. The first call reads the records
 * along the index, because none of them is cached. Later calls read only the rows' places and write times, and then
 * the texts of the records that are not cached in this version. (Measured: for a window shown before, converting
 * fifty texts to strings is most of the cost. For a new window, a second lookup of its rows costs a sixth.)
 */
function inPlaceWindow(
  ground: QueryGround,
  entity: Entity,
  window: {
    readonly held: HeldWindow;
    readonly after: WindowPlace | undefined;
    readonly decode: (rows: readonly QueryRow[]) => ListAnswer;
    readonly limit: number;
    readonly kinds: readonly KeyKind[];
    readonly fingerprint: string;
  },
): InPlace<ListAnswer> | undefined {
  const { engine } = ground;
  const records = engine.dialect === 'sqlite' ? engine.records : undefined;
  if (!records) return undefined;
  const { held, after, decode, limit, kinds, fingerprint } = window;
  // Screens ask again after each change, and most changes concern other records. The answer is kept until the memory is needed.
  let last: { readonly rows: WeakRef<ListAnswer['rows']>; readonly next: string | null } | undefined;
  const answered = ({ rows, next }: ListAnswer): ListAnswer => {
    last = { rows: new WeakRef(Object.freeze(rows)), next };
    return { rows, next };
  };
  return (ask) => {
    if (!last) return answered(decode(ask(held.statement(after, 'records'))));
    const rows = inPieces(ask(held.statement(after, 'places'))) as unknown as readonly RowVersion[]; // as selected
    const wanted = rows.slice(0, limit);
    const known = wanted.map((row) => records.known(entity.name, row));
    const hasMore = rows.length > limit;
    const before = last.rows.deref();
    if (before && (last.next !== null) === hasMore && isSame(before, known)) return { rows: before, next: last.next };
    const unread = wanted.filter((_row, place) => !known[place]);
    const read = new Map<number, ListedRecord>();
    if (unread.length > 0) {
      const texts = ask(textsOf(entity, unread)) as unknown as readonly DeviceRow[]; // as selected
      for (const row of texts) read.set(row.seq, records.read(entity.name, row));
    }
    const shown = wanted.flatMap(({ seq }, place) => known[place] ?? read.get(seq) ?? []);
    const end = hasMore ? wanted.at(-1) : undefined;
    const [place] = end ? ask(held.placeStatement(end.seq)) : [];
    return answered({ rows: shown, next: place ? writeCursor(fingerprint, placeIn(place, kinds)) : null });
  };
}

/** Whether these are the same records as in the last answer, all unchanged. */
const isSame = (answered: ListAnswer['rows'], known: readonly (ListedRecord | undefined)[]): boolean =>
  answered.length === known.length && answered.every((record, place) => record === known[place]);

const textsOf = (entity: Entity, rows: readonly RowVersion[]): Statement => ({
  sql: `select id, data, seq, lwt from ${recordTable(entity.name)} where seq in (select value from json_each(?))`,
  parameters: [JSON.stringify(rows.map(({ seq }) => seq))],
});

/** Returns the records of a window's ids, read after the window is found, so that sorting and skipping move no documents. */
function withRecords(
  ground: QueryGround,
  entity: Entity,
  { order, window }: { readonly order: ListOrder; readonly window: Fragment },
): Fragment {
  const { engine } = ground;
  const keys = order.terms.map((_term, index) => sql.raw(`w.s${index} as s${index}`));
  const same = engine.dialect === 'sqlite' ? [sql`r.seq = w.seq`] : [sql`r.org_id = ${engine.orgId}`, sql`r.id = w.id`];
  return sql`select ${listOf([recordColumns(ground, 'r'), ...keys])} from (${window}) as w
    join ${tableOf(ground, entity, 'r')} on ${allOf(same)} order by ${windowOrder(order, 'w')}`;
}

/** Sorts rows of several pieces in the order of the pieces, because SQLite guarantees none. */
function inPieces(rows: readonly QueryRow[]): readonly QueryRow[] {
  const pieceOf = (row: QueryRow | undefined) => Number(row?.['piece'] ?? 0);
  return rows.every((row, place) => pieceOf(row) >= pieceOf(rows[place - 1]))
    ? rows
    : rows.toSorted((a, b) => pieceOf(a) - pieceOf(b));
}
