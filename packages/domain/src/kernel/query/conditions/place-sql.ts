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
import type { Asked } from '../query-path.ts';

type Place = { readonly ground: QueryGround; readonly alias: string; readonly life?: AskedLife };

/**
 * Returns a test of a place: first ranges of its grid key, which an index finds, then the exact test of its direction. The exact
 * test consists of the operations of `passes`, in the same order, so both engines and JavaScript agree to the last bit.
 */
export function placeSql(place: Place, asked: Asked, test: PlaceTest): Fragment {
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
 * Returns the rows of the device that pass a test, read from the index alone. SQLite does not use a partial index for alternatives,
 * so the ranges are a table of their own: for each, the index is searched.
 */
function rowsOnDevice(
  ground: QueryGround,
  { asked, plan }: { readonly asked: Asked; readonly plan: ColumnPlan },
  { ranges, exact }: PlaceTest,
): Fragment {
  const key = keyAt(ground, asked.entity, { plan, alias: 'g' });
  const where = allOf([
    ...withinReach(ground, asked.entity, 'g'),
    ...lifeIs(ground, 'g', 'alive'),
    sql`${key} >= (c.value ->> 0)`,
    sql`${key} <= (c.value ->> 1)`,
    exactSql(directionAt(ground, asked, 'g'), exact),
  ]);
  return sql`select g.seq from json_each(${JSON.stringify(ranges)}) as c cross join ${tableOf(ground, asked.entity, 'g')} where ${where}`;
}

const rangesSql = (key: Fragment, ranges: readonly KeyRange[]): Fragment =>
  anyOf(ranges.map(([from, to]) => sql`(${key} >= ${from} and ${key} <= ${to})`));

/** K-3: finds a tenant's own places through the index over all such keys, because the field has no column. */
function ownRangesSql(
  { alias }: Place,
  asked: Asked,
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
export function directionAt(ground: QueryGround, asked: Pick<Asked, 'entity' | 'name'>, alias: string): Direction {
  const [x, y, z] = furtherColumnsOf('geo', asked.name).map((plan) => keyAt(ground, asked.entity, { plan, alias }));
  if (!x || !y || !z) throw new Error('A direction has three parts');
  return [x, y, z];
}

const product = (side: Vector, [x, y, z]: Direction): Fragment =>
  sql`${side[0]} * ${x} + ${side[1]} * ${y} + ${side[2]} * ${z}`;

/** Writes an exact test in SQL: `passes` of `geo/place-test.ts`. */
function exactSql(place: Direction, test: ExactTest): Fragment {
  const [x, y, z] = place;
  switch (test.kind) {
    case 'circle': {
      const [cx, cy, cz] = test.centre;
      return sql`(${x} - ${cx}) * (${x} - ${cx}) + (${y} - ${cy}) * (${y} - ${cy}) + (${z} - ${cz}) * (${z} - ${cz}) <= ${test.chordSquared}`;
    }
    case 'box': {
      const [least, most] = test.heights;
      const heights = sql`${z} >= ${least} and ${z} <= ${most}`;
      if (!test.meridians) return sql`(${heights})`;
      const sides = test.meridians.map((side) => sql`${product(side, place)} >= 0`);
      return sql`(${heights} and ${test.isWide ? anyOf(sides) : allOf(sides)})`;
    }
    case 'ring': {
      const below = test.corners.map((corner) => sql`(${product(corner.below, place)} > 0)`);
      const crossed = test.corners.map(({ edge }, index) => {
        const [from, to] = [below[index], below[(index + 1) % below.length]];
        return sql`case when ${from} <> ${to} and ${product(edge, place)} > 0 then 1 else 0 end`;
      });
      return sql`(${product(test.front, place)} > 0 and (${sql.join(crossed, sql` + `)}) % 2 = 1)`;
    }
  }
}
