import { isSortable, type KeyKind } from '../entities/field-types.ts';
import type { GeoPoint } from '../geo/geo-point.ts';
import { vectorOf } from '../geo/place-vector.ts';
import { type Result, accept, refuse } from '../refusal.ts';
import type { Entity } from '../entities/entity.ts';
import { type Condition, fixedPaths } from './filters/condition.ts';
import { chordSquaredSql, directionAt } from './conditions/place-sql.ts';
import { columnOf, indexPlansOf } from './plans/index-plan.ts';
import type { ListQuery, SpanBucket } from '../questions/list-query.ts';
import { type Fragment, type QueryGround, binary, keyAt } from './query-engine.ts';
import { bucketOf, dayOfKey } from './expressions/date-bucket.ts';
import { askedKey, type QueryJoins } from './conditions/query-joins.ts';
import { type PathTarget, type Hop, askedAt } from './query-path.ts';
import { sql } from 'kysely';

/** One sort key of an order, and the type in which the engine returns its values. */
export type OrderTerm = {
  readonly path: string;
  readonly key: Fragment;
  readonly descending: boolean;
  readonly kind: KeyKind;
  /** The asked record's own field, if the key is one; an index can serve it. */
  readonly own: string | undefined;
};

export type ListOrder = {
  readonly terms: readonly OrderTerm[];
  /** The id has the direction of the last requested sort, so that an index can be read backwards. */
  readonly idDescending: boolean;
};

/** Returns the hops to all kinds of record that a reference can name. */
export function hopsOf(ground: QueryGround, asked: PathTarget): readonly Hop[] {
  const { field, plan, entity } = asked;
  if (field.type !== 'ref' || !plan) return [];
  return field.targets.flatMap((name) => {
    const target = ground.catalogue.entities.get(name);
    return target ? [{ holder: entity, field, plan, target }] : [];
  });
}

/** Returns the key by which a record's title sorts. */
export function titleKey(ground: QueryGround, target: Entity, alias: string): Fragment {
  const plan = columnOf(target, target.title);
  if (!plan) throw new Error(`Entity ${target.name}: its title ${target.title} has no order`);
  return keyAt(ground, target, { plan, alias });
}

/** Figures over related records are computed as doubles, also those of whole numbers (`roll-up-sql.ts`). */
const rollUpKind = (kind: KeyKind): KeyKind => (kind === 'integer' ? 'double' : kind);

function termOf(ground: QueryGround, asked: PathTarget, joins: QueryJoins): Omit<OrderTerm, 'descending'> | undefined {
  const { path, field, plan, hop, name } = asked;
  if (!plan || !isSortable(field.type)) return undefined;
  if (field.type === 'ref' && name !== 'id') {
    if (hop) return undefined; // two hops
    const titles = hopsOf(ground, asked).map((through) =>
      joins.value(through, (alias) => titleKey(ground, through.target, alias)),
    );
    const [first, second] = titles;
    if (!first) return undefined;
    return { path, key: second ? sql`coalesce(${sql.join(titles, sql`, `)})` : first, kind: 'text', own: undefined };
  }
  return {
    path,
    key: askedKey(ground, asked, joins),
    kind: field.rollUp === undefined ? plan.kind : rollUpKind(plan.kind),
    own: hop || field.rollUp ? undefined : name,
  };
}

/**
 * Returns the order by the distance from a place: the square of the straight line, which grows with the way along the ground. It is
 * multiplied and added only, so both engines agree to the last bit (ADR 49).
 */
function distanceTerm(
  ground: QueryGround,
  asked: PathTarget,
  { from, joins }: { readonly from: GeoPoint; readonly joins: QueryJoins },
): Omit<OrderTerm, 'descending'> | undefined {
  const { path, field, hop, entity, name } = asked;
  if (field.type !== 'geo') return undefined;
  const key = hop
    ? joins.value(hop, (alias) => chordSquaredSql(directionAt(ground, { entity, name }, alias), vectorOf(from)))
    : chordSquaredSql(directionAt(ground, { entity, name }, 't'), vectorOf(from));
  return { path, key, kind: 'double', own: undefined };
}

/** Returns the order by the span of days that contains a date or an instant, read in the asker's zone. No index holds it. */
function spanTerm(
  ground: QueryGround,
  asked: PathTarget,
  { bucket, joins }: { readonly bucket: SpanBucket; readonly joins: QueryJoins },
): Omit<OrderTerm, 'descending'> | undefined {
  const { path, field, plan } = asked;
  if (!plan || (field.type !== 'date' && field.type !== 'instant')) return undefined;
  const day = dayOfKey(ground, askedKey(ground, asked, joins), field);
  return { path, key: binary(ground, bucketOf(ground, day, bucket)), kind: 'text', own: undefined };
}

/**
 * Parses the sorts of a list on records under the alias `t`. Fields that the filter fixes to one value are left out, because
 * SQLite does not recognise them as constant and would sort. References sort by the title of the record that they name; records
 * that the asker may not see count as empty (A-5).
 */
export function readOrder(
  ground: QueryGround,
  entity: Entity,
  list: { readonly sort: ListQuery['sort']; readonly fixed: ReadonlySet<string>; readonly joins: QueryJoins },
): Result<ListOrder> {
  const terms: OrderTerm[] = [];
  const seen = new Set<string>();
  for (const [index, { field: path, direction, from, bucket }] of list.sort.entries()) {
    const where = `sort[${index}]`;
    const asked = askedAt(ground.catalogue, entity, { path, where });
    if (!asked.ok) return asked;
    const name = `${path} ${bucket ?? ''}`; // the order inside a span of days may be by the same field
    if (seen.has(name)) continue;
    seen.add(name);
    if (list.fixed.has(path)) continue;
    const { joins } = list;
    const term = bucket
      ? spanTerm(ground, asked.value, { bucket, joins })
      : from
        ? distanceTerm(ground, asked.value, { from, joins })
        : termOf(ground, asked.value, joins);
    const how = bucket ? `the ${bucket} of ` : from ? 'the distance of ' : '';
    if (!term)
      return refuse('query/invalid', `A list can't be sorted by ${how}${asked.value.field.label}.`, { path: where });
    terms.push({ ...term, descending: direction === 'desc' });
    if (path === 'id') break; // the id is unique, so later sorts have no effect
  }
  return accept({ terms, idDescending: list.sort.at(-1)?.direction === 'desc' });
}

/**
 * Returns the leading fields of the index with exactly this order: first the fields fixed to one value, then the only term, then
 * the id.
 */
function indexOf(entity: Entity, order: ListOrder, fixed: ReadonlySet<string>): readonly string[] | undefined {
  const [term, second] = order.terms;
  if (second || (term && term.own === undefined)) return undefined;
  if (term && term.descending !== order.idDescending) return undefined;
  if (term?.own === 'id' || (!term && fixed.size === 0)) return []; // the primary key
  const leading = indexPlansOf(entity).flatMap(({ columns }) => {
    const names = columns.map((column) => column.field);
    const led = term ? names.indexOf(term.own ?? '') : names.length;
    const holds =
      led >= 0 && names.slice(0, led).every((name) => fixed.has(name)) && (term !== undefined || led === fixed.size);
    return holds ? [names.slice(0, led)] : [];
  });
  return leading.sort((a, b) => b.length - a.length)[0];
}

/** Whether one index holds exactly this order. */
export const isOrderIndexed = (entity: Entity, order: ListOrder, fixed: ReadonlySet<string>): boolean =>
  indexOf(entity, order, fixed) !== undefined;

/**
 * Whether one index contains this order and answers the whole filter. Then a window reads only its own rows of the index. The
 * condition is that the filter only fixes fields to one value each, and that exactly these fields lead the index.
 */
export function isHeldWhole(entity: Entity, order: ListOrder, condition: Condition): boolean {
  const fixed = fixedPaths(condition);
  const leading = indexOf(entity, order, fixed);
  return leading !== undefined && leading.length === fixed.size && testsIn(condition) === fixed.size;
}

/** Returns the number of tests in a conjunction; infinity for any other condition. */
function testsIn(condition: Condition): number {
  if (condition.kind === 'test') return 1;
  return condition.kind === 'and' ? condition.parts.reduce((sum, part) => sum + testsIn(part), 0) : Infinity;
}
