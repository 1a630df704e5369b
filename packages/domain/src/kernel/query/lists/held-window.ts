import { sql } from 'kysely';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Entity } from '../../entities/entity.ts';
import type { KeyKind } from '../../entities/field-types.ts';
import { NewestMap } from '../../acts/newest-map.ts';
import type { Condition } from '../filters/condition.ts';
import { conditionSql } from '../conditions/condition-sql.ts';
import { type ListOrder, isHeldWhole, readOrder } from '../list-order.ts';
import type { ListQuery } from '../../questions/list-query.ts';
import { mostPieces, servedWindowSql, sortKeys } from './list-window.ts';
import {
  type QueryGround,
  type SqlValue,
  type Statement,
  areIndexed,
  compileSql,
  lifeIs,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { joinsOf } from '../conditions/query-joins.ts';
import type { WindowPlace } from './window-cursor.ts';

/** A window's statement, and the greatest number of records that it reads. */
type Read = Statement & { readonly mostRead: number };

/** A value of a statement that is compiled for all queries of one shape: the index of a query's own value, or a constant. */
type Slot = { readonly at: number } | { readonly always: SqlValue };
type Template = Omit<Read, 'parameters'> & { readonly slots: readonly Slot[] };

/**
 * The beginning of a window, as far as it changes the statement. It is the list's beginning, a place, or a place
 * whose key is empty.
 */
type Beginning = 'first' | 'after' | 'after-empty';

/** The data read for each row: its record, or its place. */
type Reading = 'records' | 'places';

/** The data that queries of one shape share. */
type Shape = {
  readonly order: ListOrder;
  readonly kinds: readonly KeyKind[];
  /** The statement that reads one row's sort keys, once it has been compiled. */
  place?: string;
  readonly templates: Map<`${Reading} ${Beginning}`, Template>;
};

/** Chosen: far more shapes than the screens of a device have. */
const keptShapes = 500;
const shapesOf = new WeakMap<Catalogue, NewestMap<string, Shape | 'not held'>>();

type Tied = Extract<Condition, { readonly kind: 'test' }>;

/** Returns the tests of a filter that only fixes fields to one value each; `undefined` for any other filter. */
function tiesOf(condition: Condition): readonly Tied[] | undefined {
  if (condition.kind === 'test') {
    const { asked, test } = condition;
    const isTie = !asked.hop && test.kind === 'one-of' && test.keys.length === 1 && test.currency === undefined;
    return isTie ? [condition] : undefined;
  }
  if (condition.kind !== 'and') return undefined;
  const ties: Tied[] = [];
  for (const part of condition.parts) {
    const inner = tiesOf(part);
    if (!inner) return undefined;
    ties.push(...inner);
  }
  return ties;
}

/**
 * Returns a placeholder for a value while a shape is compiled. No query's value contains U+0000 (key-value.ts,
 * window-cursor.ts).
 */
const standIn = (at: number): string => `\0${at}`;
const slotOf = (value: SqlValue): Slot =>
  typeof value === 'string' && value.startsWith('\0') ? { at: Number(value.slice(1)) } : { always: value };

/**
 * A window that one index of the device contains entirely. Its statement is compiled once for each shape of query, then only
 * its values are set (measured: a third of the time). Two queries have the same shape if only their values and places differ.
 */
export class HeldWindow {
  readonly #ground: QueryGround;
  readonly #entity: Entity;
  readonly #query: ListQuery;
  readonly #ties: readonly Tied[];
  readonly #shape: Shape;

  constructor(
    ground: QueryGround,
    entity: Entity,
    made: { readonly query: ListQuery; readonly ties: readonly Tied[]; readonly shape: Shape },
  ) {
    this.#ground = ground;
    this.#entity = entity;
    this.#query = made.query;
    this.#ties = made.ties;
    this.#shape = made.shape;
  }

  /** Returns the window if it is of this sort. */
  static of(
    ground: QueryGround,
    entity: Entity,
    asked: { readonly query: ListQuery; readonly condition: Condition },
  ): HeldWindow | undefined {
    const { query, condition } = asked;
    const isPlain = query.search === undefined && (query.offset ?? 0) === 0 && areIndexed(ground, query.life);
    const ties = ground.engine.dialect === 'sqlite' && isPlain ? tiesOf(condition) : undefined;
    if (!ties) return undefined;
    const shapes = shapesOf.get(ground.catalogue) ?? new NewestMap<string, Shape | 'not held'>(keptShapes);
    shapesOf.set(ground.catalogue, shapes);
    const name = nameOf(query, ties);
    let shape = shapes.get(name);
    if (shape === undefined) {
      shape = shapeOf(ground, entity, asked);
      shapes.set(name, shape);
    }
    return shape === 'not held' ? undefined : new HeldWindow(ground, entity, { query, ties, shape });
  }

  /** The types of the sort keys of its places. */
  get kinds(): readonly KeyKind[] {
    return this.#shape.kinds;
  }

  /**
   * Returns the statement of the window that begins after a place, or with the list. It reads the records, or the places of the
   * rows (`Written`).
   */
  statement(after: WindowPlace | undefined, reading: Reading): Read {
    const values = [...this.#ties.map(({ test }) => keyOf(test)), ...(after ? [after.id, ...after.keys] : [])];
    const beginning = after === undefined ? 'first' : (after.keys[0] ?? null) === null ? 'after-empty' : 'after';
    const name = `${reading} ${beginning}` as const;
    const template = this.#shape.templates.get(name) ?? this.#compile(beginning, reading);
    this.#shape.templates.set(name, template);
    const { slots, ...read } = template;
    return { ...read, parameters: slots.map((slot) => ('at' in slot ? (values[slot.at] ?? null) : slot.always)) };
  }

  /** Returns the statement that reads the sort keys of one row of the window, found by its `seq`. */
  placeStatement(seq: number): Statement {
    this.#shape.place ??= compileSql(
      this.#ground,
      sql`select ${sql.join([sql`t.id as id`, ...sortKeys(this.#shape.order)], sql`, `)} from ${tableOf(this.#ground, this.#entity, 't')} where t.seq = ${0}`,
    ).sql;
    return { sql: this.#shape.place, parameters: [seq] };
  }

  #compile(beginning: Beginning, reading: Reading): Template {
    const ground = this.#ground;
    const { order } = this.#shape;
    const ties = this.#ties.length;
    const parts = this.#ties.map((tie, at): Tied => ({ ...tie, test: { kind: 'one-of', keys: [standIn(at)] } }));
    const place = (): WindowPlace => ({
      id: standIn(ties),
      keys: order.terms.map((_term, index) => (beginning === 'after-empty' ? null : standIn(ties + 1 + index))),
    });
    const ends = { after: beginning === 'first' ? undefined : place(), skip: 0, count: this.#query.limit + 1 };
    const where = [
      ...withinReach(ground, this.#entity, 't'),
      ...lifeIs(ground, 't', this.#query.life),
      conditionSql({ ground, alias: 't' }, { kind: 'and', parts }),
    ];
    const candidates = { from: sql`from ${tableOf(ground, this.#entity, 't')}`, where };
    const only = reading === 'places' ? writtenColumns : undefined;
    const compiled = compileSql(ground, servedWindowSql({ ground, candidates, order, ends }, only));
    return {
      sql: compiled.sql,
      slots: compiled.parameters.map(slotOf),
      mostRead: ends.count * (ends.after ? mostPieces : 1),
    };
  }
}

const writtenColumns = (alias: string) => sql.raw(`${alias}.seq as seq, ${alias}.lwt as lwt`);

const keyOf = (test: Tied['test']): SqlValue => (test.kind === 'one-of' ? (test.keys[0] ?? null) : null);

/** Returns a name for everything that a statement depends on except its values and its place. */
const nameOf = ({ entity, limit, sort }: ListQuery, ties: readonly Tied[]): string =>
  JSON.stringify([entity, limit, ties.map(({ asked }) => asked.path), sort]);

function shapeOf(
  ground: QueryGround,
  entity: Entity,
  { query, condition }: { readonly query: ListQuery; readonly condition: Condition },
): Shape | 'not held' {
  const fixed = new Set(tiesOf(condition)?.map(({ asked }) => asked.path));
  const order = readOrder(ground, entity, { sort: query.sort, fixed, joins: joinsOf(ground, 't') });
  if (!order.ok || !isHeldWhole(entity, order.value, condition)) return 'not held'; // refused when the query is read again
  return { order: order.value, kinds: order.value.terms.map((term) => term.kind), templates: new Map() };
}
