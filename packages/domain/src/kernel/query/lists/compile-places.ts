import { sql } from 'kysely';
import { unknownEntity } from '../../catalogue/catalogue.ts';
import type { Entity } from '../../entities/entity.ts';
import { passes } from '../../geo/place-test.ts';
import { placeOf, type Vector } from '../../geo/place-vector.ts';
import { roundedPlace } from '../../geo/geo-point.ts';
import { type Result, accept, refuse } from '../../refusal.ts';
import type { PlacesQuery } from '../../questions/list-query.ts';
import { type Condition, readFilter } from '../filters/condition.ts';
import { conditionSql } from '../conditions/condition-sql.ts';
import { alongPlaces, directionAt } from '../conditions/place-sql.ts';
import { coveringIndex } from '../covering-index.ts';
import { columnOf } from '../plans/index-plan.ts';
import { tooCostly } from '../query-cost.ts';
import {
  type CompiledQuery,
  type Fragment,
  type InPlace,
  type QueryGround,
  type QueryRow,
  type Statement,
  allOf,
  compileSql,
  idAt,
  keyAt,
  lifeIs,
  listOf,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { type PathTarget, askedAt } from '../query-path.ts';
import { searchSql } from '../search/search-condition.ts';

/**
 * The places of records, as two lists in the same order: `ids[n]` is at latitude `degrees[2n]` and longitude `degrees[2n + 1]`.
 * `more`: there are further ones.
 */
export type PlacesAnswer = {
  readonly ids: readonly string[];
  readonly degrees: readonly number[];
  readonly more: boolean;
};

/**
 * Compiles the query for the places of a list, ordered by their grid key: along the index where the filter lets it.
 * Refusals: `records/unknown-entity`, `query/invalid` (also for a field that is not a place), `query/too-costly`.
 */
export function compilePlaces(ground: QueryGround, query: PlacesQuery): Result<CompiledQuery<PlacesAnswer>> {
  const entity = ground.catalogue.entities.get(query.entity);
  if (!entity) return unknownEntity(query.entity);
  const asked = askedAt(ground.catalogue, entity, { path: query.field, where: 'field' });
  if (!asked.ok) return asked;
  const { plan, field, hop } = asked.value;
  if (!plan || field.type !== 'geo' || hop)
    return refuse('query/invalid', `${field.label} is not a place.`, { path: 'field' });
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
  const fewInPlace = along && query.search === undefined ? fewPlaces(ground, asked.value, { along, limit: query.limit }) : undefined; // prettier-ignore
  // Written when it is needed: a small area is answered by a statement that all areas share.
  let written: Statement | undefined;
  const statement = () => (written ??= placesStatement(ground, asked.value, { query, along, condition: condition.value })); // prettier-ignore
  return accept({
    get sql() {
      return statement().sql;
    },
    get parameters() {
      return statement().parameters;
    },
    decode: decodeUpTo(query.limit),
    ...(fewInPlace ? { fewInPlace } : {}),
  });
}

type Places = { readonly query: PlacesQuery; readonly along: ReturnType<typeof alongPlaces>; readonly condition: Condition }; // prettier-ignore

/** Returns the statement for any number of places. */
function placesStatement(
  ground: QueryGround,
  { entity, name }: PathTarget,
  { query, along, condition }: Places,
): Statement {
  const key = placeKey(ground, entity, name);
  const where = [
    ...withinReach(ground, entity, 't'),
    ...lifeIs(ground, 't', 'alive'),
    ...(along ? [...along.inRanges(), along.exact()] : [sql`${key} is not null`]),
    conditionSql({ ground, alias: 't', life: 'alive' }, along ? { kind: 'and', parts: along.rest } : condition),
    ...searchSql(ground, entity, query.search),
  ];
  return compileSql(
    ground,
    sql`select ${listOf(placeColumns(ground, entity, name))} from ${along?.before() ?? sql``} ${tableOf(ground, entity, 't')}
      where ${allOf(where)} order by ${key} asc, t.id asc limit ${query.limit + 1}`,
  );
}

function placeKey(ground: QueryGround, entity: Entity, name: string): Fragment {
  const plan = columnOf(entity, name);
  if (!plan) throw new Error(`${name} has no grid key`);
  return keyAt(ground, entity, { plan, alias: 't' });
}

/** Returns the columns of an answer: the id, the key that orders it, and the direction. */
function placeColumns(ground: QueryGround, entity: Entity, name: string): readonly Fragment[] {
  const [x, y, z] = directionAt(ground, { entity, name }, 't');
  return [sql`${idAt(ground, 't')} as id`, sql`${placeKey(ground, entity, name)} as k`, sql`${x} as x`, sql`${y} as y`, sql`${z} as z`]; // prettier-ignore
}

const vectorIn = (row: QueryRow): Vector => [Number(row['x']), Number(row['y']), Number(row['z'])];

const decodeUpTo =
  (limit: number) =>
  (rows: readonly QueryRow[]): PlacesAnswer => {
    const [ids, degrees]: [string[], number[]] = [[], []];
    for (const row of rows.slice(0, limit)) {
      const { latitude, longitude } = roundedPlace(placeOf(vectorIn(row)));
      ids.push(row['id'] as string); // as selected, like the parts
      degrees.push(latitude, longitude);
    }
    return { ids, degrees, more: rows.length > limit };
  };

/** Whether a condition reads only keys of the asked record itself. */
const isOfRecord = (condition: Condition): boolean =>
  condition.kind === 'test'
    ? !condition.asked.hop && condition.asked.plan !== undefined && !condition.asked.field.rollUp
    : (condition.kind === 'not' ? [condition.part] : condition.parts).every(isOfRecord);

/**
 * Chosen: the most places within the ranges of one area that are read in the process that stores the records. They take a
 * millisecond.
 */
const mostCandidates = 1_000;

type Few = { readonly along: NonNullable<ReturnType<typeof alongPlaces>>; readonly limit: number };

/** The statements that read the places within ranges, by the name of the field. Their texts do not depend on the area. */
const statements = new WeakMap<Entity, Map<string, string>>();

/** Returns the statement that reads the places within the ranges of an area: one more than the most. */
function candidatesSql(
  ground: QueryGround,
  { entity, name }: PathTarget,
  { before, inRanges, test }: Few['along'],
): Statement {
  // prettier-ignore
  const known = statements.get(entity) ?? new Map<string, string>();
  statements.set(entity, known);
  const table = tableOf(ground, entity, 't'); // also for a known statement: the table is made now
  const text =
    known.get(name) ??
    compileSql(
      ground,
      sql`select t.seq as seq, ${listOf(placeColumns(ground, entity, name))} from ${before()} ${table}
        where ${allOf([...withinReach(ground, entity, 't'), ...lifeIs(ground, 't', 'alive'), ...inRanges()])} limit ${mostCandidates + 1}`,
    ).sql;
  known.set(name, text);
  return { sql: text, parameters: [JSON.stringify(test.ranges), mostCandidates + 1] };
}

/** Returns the statement for the records that also satisfy the conditions besides the area. */
function restSql(
  ground: QueryGround,
  { entity }: PathTarget,
  { rest }: Few['along'],
): (seqs: readonly unknown[]) => Statement {
  const condition = conditionSql({ ground, alias: 't', life: 'alive' }, { kind: 'and', parts: rest });
  return (seqs) =>
    compileSql(
      ground,
      sql`select t.seq as seq from ${tableOf(ground, entity, 't')}
        where t.seq in (select value from json_each(${JSON.stringify(seqs)})) and ${condition}`,
    );
}

/**
 * Returns the query for a small area: all places in its ranges are read from the index in their order, and tested here. Nothing
 * where other conditions read more than keys of the record itself.
 */
function fewPlaces(
  ground: QueryGround,
  asked: PathTarget,
  { along, limit }: Few,
): InPlace<PlacesAnswer | undefined> | undefined {
  // prettier-ignore
  if (!along.rest.every(isOfRecord)) return undefined;
  const decode = decodeUpTo(limit);
  return (ask) => {
    const candidates = ask(candidatesSql(ground, asked, along));
    if (candidates.length > mostCandidates) return undefined;
    let found = candidates.filter((row) => passes(along.test.exact, vectorIn(row)));
    if (along.rest.length > 0) {
      const seqs = found.map((row) => row['seq']);
      const kept = new Set(ask(restSql(ground, asked, along)(seqs)).map((row) => row['seq']));
      found = found.filter((row) => kept.has(row['seq']));
    }
    return decode(found.toSorted(byKey));
  };
}

/** The order of the statement for a large area: by grid key, then by id. */
const byKey = (a: QueryRow, b: QueryRow): number =>
  Number(a['k']) - Number(b['k']) || (String(a['id']) < String(b['id']) ? -1 : 1);
