import { sql } from 'kysely';
import { unknownEntity } from '../../catalogue/catalogue.ts';
import { placeOf } from '../../geo/place-vector.ts';
import { roundedPlace } from '../../geo/geo-point.ts';
import { type Result, accept, refuse } from '../../refusal.ts';
import type { PlacesQuery } from '../../questions/list-query.ts';
import { readFilter } from '../conditions/condition.ts';
import { conditionSql } from '../conditions/condition-sql.ts';
import { alongPlaces, directionAt } from '../conditions/place-sql.ts';
import { coveringIndex } from '../plans/covering-index.ts';
import { tooCostly } from '../query-cost.ts';
import {
  type CompiledQuery,
  type QueryGround,
  allOf,
  compileSql,
  idAt,
  keyAt,
  lifeIs,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { askedAt } from '../query-path.ts';
import { searchSql } from '../search/search-condition.ts';

/**
 * The places of records, as two lists of equal meaning: `ids[n]` is at latitude `degrees[2n]` and longitude `degrees[2n + 1]`.
 * `more`: there are further ones.
 */
export type PlacesAnswer = {
  readonly ids: readonly string[];
  readonly degrees: readonly number[];
  readonly more: boolean;
};

/**
 * Compiles the question for the places of a list, ordered by their grid key: along the index where the filter lets it.
 * Refusals: `records/unknown-entity`, `query/invalid` (also for a field that is no place), `query/too-costly`.
 */
export function compilePlaces(ground: QueryGround, query: PlacesQuery): Result<CompiledQuery<PlacesAnswer>> {
  const entity = ground.catalogue.entities.get(query.entity);
  if (!entity) return unknownEntity(query.entity);
  const asked = askedAt(ground.catalogue, entity, { path: query.field, where: 'field' });
  if (!asked.ok) return asked;
  const { plan, field, hop } = asked.value;
  if (!plan || field.type !== 'geo' || hop)
    return refuse('query/invalid', `${field.label} is no place.`, { path: 'field' });
  const condition = readFilter(ground, entity, { filter: query.where, where: 'where' });
  if (!condition.ok) return condition;
  const coveredBy = coveringIndex(entity, { condition: condition.value, conditions: [], asked: [asked.value] });
  const costly = tooCostly(ground, entity, {
    life: 'alive',
    condition: condition.value,
    hasSearch: query.search !== undefined,
    isCovered: coveredBy !== undefined,
    order: undefined,
  });
  if (costly) return costly;
  const along = alongPlaces(ground, asked.value, condition.value);
  const key = keyAt(ground, entity, { plan, alias: 't' });
  const [x, y, z] = directionAt(ground, asked.value, 't');
  const where = [
    ...withinReach(ground, entity, 't'),
    ...lifeIs(ground, 't', 'alive'),
    ...(along?.where ?? [sql`${key} is not null`]),
    conditionSql({ ground, alias: 't', life: 'alive' }, along?.rest ?? condition.value),
    ...searchSql(ground, entity, query.search),
  ];
  const statement = sql`select ${idAt(ground, 't')} as id, ${x} as x, ${y} as y, ${z} as z from ${along?.before ?? sql``} ${tableOf(ground, entity, 't')}
    where ${allOf(where)} order by ${key} asc, t.id asc limit ${query.limit + 1}`;
  return accept({
    ...compileSql(ground, statement),
    decode: (rows) => {
      const shown = rows.slice(0, query.limit);
      return {
        ids: shown.map((row) => row['id'] as string), // as selected, like the parts below
        degrees: shown.flatMap((row) => {
          const { latitude, longitude } = roundedPlace(placeOf([Number(row['x']), Number(row['y']), Number(row['z'])]));
          return [latitude, longitude];
        }),
        more: rows.length > query.limit,
      };
    },
  });
}
