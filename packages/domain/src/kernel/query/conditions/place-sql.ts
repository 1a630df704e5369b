import { sql } from 'kysely';
import type { KeyRange } from '../../geo/grid-key.ts';
import type { ExactTest, PlaceTest } from '../../geo/place-test.ts';
import type { Vector } from '../../geo/place-vector.ts';
import type { AskedLife } from '../../questions/list-query.ts';
import { type ColumnPlan, furtherColumnsOf } from '../plans/index-plan.ts';
import {
  type Fragment,
  type QueryGround,
  allOf,
  anyOf,
  isTenantsOwn,
  keyAt,
  lifeIs,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import type { PathTarget } from '../query-path.ts';
import type { Condition } from '../filters/condition.ts';

type Place = { readonly ground: QueryGround; readonly alias: string; readonly life?: AskedLife };

/**
 * Returns a test of a place: first ranges of its grid key, which an index finds, then the exact test of its direction. The exact
 * test consists of the operations of `passes`, in the same order, so both engines and JavaScript agree to the last bit.
 */
export function placeSql(place: Place, asked: PathTarget, test: PlaceTest): Fragment {
  const { ground, alias } = place;
  if (!asked.plan) throw new Error(`${asked.path} has no grid key`);
  const exact = exactSql(directionAt(ground, asked, alias), test.exact);
  if (ground.engine.dialect === 'postgres') {
    const found = isTenantsOwn(ground, asked.entity, asked.name)
      ? ownRangesSql(place, asked, { orgId: ground.engine.orgId, ranges: test.ranges })
      : rangesSql(keyAt(ground, asked.entity, { plan: asked.plan, alias }), test.ranges);
    return sql`(${found} and ${exact})`;
  }
  if (place.life !== 'alive') return exact;
  return sql`${sql.raw(alias)}.seq in (${rowsOnDevice(ground, { asked, plan: asked.plan }, test)})`;
}

/**
 * Returns the rows of the device that pass a test, read only from the index. SQLite does not use a partial index for
 * alternatives, so the ranges are a table of their own: for each, the index is searched.
 */
function rowsOnDevice(
  ground: QueryGround,
  { asked, plan }: { readonly asked: PathTarget; readonly plan: ColumnPlan },
  { ranges, exact }: PlaceTest,
): Fragment {
  const where = allOf([
    ...withinReach(ground, asked.entity, 'g'),
    ...lifeIs(ground, 'g', 'alive'),
    ...inRanges(keyAt(ground, asked.entity, { plan, alias: 'g' })),
    exactSql(directionAt(ground, asked, 'g'), exact),
  ]);
  return sql`select g.seq from ${rangeTable(ranges)} cross join ${tableOf(ground, asked.entity, 'g')} where ${where}`;
}

const rangeTable = (ranges: readonly KeyRange[]): Fragment => sql`json_each(${JSON.stringify(ranges)}) as c`;
const inRanges = (key: Fragment): readonly Fragment[] => [
  sql`${key} >= (c.value ->> 0)`,
  sql`${key} <= (c.value ->> 1)`,
];

/**
 * A query for places: its test, and its parts in SQL. The parts are the text before its table, the condition that a place lies
 * in a range, and the exact test.
 */
type Along = {
  readonly test: PlaceTest;
  readonly before: () => Fragment;
  readonly inRanges: () => readonly Fragment[];
  readonly exact: () => Fragment;
  /** The other conditions. */
  readonly rest: readonly Condition[];
};

/**
 * Returns how the device reads the places of a list along its index of this place: the index contains all needed columns. Nothing
 * where the filter does not narrow by the place itself, and on the server, which plans this by itself.
 */
export function alongPlaces(ground: QueryGround, asked: PathTarget, condition: Condition): Along | undefined {
  const parts = condition.kind === 'and' ? condition.parts : [condition];
  const narrowing = parts.find((part) => part.kind === 'test' && part.test.kind === 'place' && !part.asked.hop && part.asked.name === asked.name); // prettier-ignore
  const { plan } = asked;
  if (ground.engine.dialect !== 'sqlite' || !plan || narrowing?.kind !== 'test' || narrowing.test.kind !== 'place')
    return undefined;
  const test = narrowing.test.place;
  return {
    test,
    before: () => sql`${rangeTable(test.ranges)} cross join`,
    inRanges: () => inRanges(keyAt(ground, asked.entity, { plan, alias: 't' })),
    exact: () => exactSql(directionAt(ground, asked, 't'), test.exact),
    rest: parts.filter((part) => part !== narrowing),
  };
}

const rangesSql = (key: Fragment, ranges: readonly KeyRange[]): Fragment =>
  anyOf(ranges.map(([from, to]) => sql`(${key} >= ${from} and ${key} <= ${to})`));

/** K-3: finds a tenant's own places through the index over all such keys, because the field has no column. */
function ownRangesSql(
  { alias }: Place,
  asked: PathTarget,
  { orgId, ranges }: { readonly orgId: string; readonly ranges: readonly KeyRange[] },
): Fragment {
  const named = [
    sql`k.org_id = ${orgId}`,
    sql`k.entity = ${asked.entity.name}`,
    sql`k.field = ${asked.name}`,
    rangesSql(sql`k.number_key`, ranges),
  ];
  return sql`${sql.raw(alias)}.id in (select k.id from store.record_key as k where ${allOf(named)})`;
}

type Direction = readonly [x: Fragment, y: Fragment, z: Fragment];

/** Returns the parts of a place's direction. */
export function directionAt(ground: QueryGround, asked: Pick<PathTarget, 'entity' | 'name'>, alias: string): Direction {
  const [x, y, z] = furtherColumnsOf('geo', asked.name).map((plan) => keyAt(ground, asked.entity, { plan, alias }));
  if (!x || !y || !z) throw new Error('A direction has three parts');
  return [x, y, z];
}

const product = (side: Vector, [x, y, z]: Direction): Fragment =>
  sql`${side[0]} * ${x} + ${side[1]} * ${y} + ${side[2]} * ${z}`;

/** Writes the square of the straight line from a place to another in SQL: `chordSquared` of `geo/place-vector.ts`. */
export const chordSquaredSql = ([x, y, z]: Direction, [cx, cy, cz]: Vector): Fragment =>
  sql`((${x} - ${cx}) * (${x} - ${cx}) + (${y} - ${cy}) * (${y} - ${cy}) + (${z} - ${cz}) * (${z} - ${cz}))`;

/** Writes an exact test in SQL: `passes` of `geo/place-test.ts`. */
function exactSql(place: Direction, test: ExactTest): Fragment {
  const [, , z] = place;
  switch (test.kind) {
    case 'circle':
      return sql`${chordSquaredSql(place, test.centre)} <= ${test.chordSquared}`;
    case 'box': {
      const [least, most] = test.heights;
      const heights = sql`${z} >= ${least} and ${z} <= ${most}`;
      if (!test.meridians) return sql`(${heights})`;
      const sides = test.meridians.map((side) => sql`${product(side, place)} >= 0`);
      return sql`(${heights} and ${test.isWide ? anyOf(sides) : allOf(sides)})`;
    }
    case 'ring': {
      const { front, along, up, corners } = test;
      const heights = corners.map(({ height }) => sql`${height} > q.v`);
      const crossed = corners.map(({ slope, start }, index) => {
        const [from, to] = [heights[index], heights[(index + 1) % heights.length]];
        return sql`case when (${from}) <> (${to}) and q.u < ${slope} * q.v + ${start} then 1 else 0 end`;
      });
      // The place on the plane is calculated once for all edges. Without the limit the engines would write it into each of them.
      // A place at a right angle to the middle has none: no comparison with an empty value is true.
      const front0 = sql`nullif(${product(front, place)}, 0)`;
      const onPlane = sql`select (${product(along, place)}) / ${front0} as u, (${product(up, place)}) / ${front0} as v limit 1`;
      return sql`(${product(front, place)} > 0 and (select (${sql.join(crossed, sql` + `)}) % 2 = 1 from (${onPlane}) as q))`;
    }
  }
}
