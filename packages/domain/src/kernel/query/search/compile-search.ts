import { sql } from 'kysely';
import { unknownEntity } from '../../catalogue/catalogue.ts';
import { titleOf } from '../../catalogue/record-rules.ts';
import { type Result, accept } from '../../refusal.ts';
import type { Entity } from '../../entities/entity.ts';
import { titleKey } from '../list-order.ts';
import {
  type CompiledQuery,
  type Fragment,
  type QueryGround,
  allOf,
  binary,
  compileSql,
  lifeIs,
  literal,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { hasNoRecords, matchOf, searchSql } from './search-condition.ts';
import { indexPlansOf } from '../plans/index-plan.ts';
import { searchTable } from '../sqlite-expression.ts';
import type { ListedRecord } from '../listed-record.ts';
import { readRecord, recordColumns } from '../stored-row.ts';

/** The text of a search and its kinds of record: all kinds in use unless some are named. At most `limit` hits. */
export type SearchQuestion = { readonly text: string; readonly entities?: readonly string[]; readonly limit: number };
export type SearchHit = {
  readonly entity: string;
  readonly id: string;
  readonly title: string;
  readonly record: ListedRecord;
};

/**
 * Compiles a search over several kinds of living record (Q-4). Independent kinds come before kinds that belong to another record,
 * so an account comes before its activities; then hits are ordered by title, kind and id. Both engines return the same hits in
 * the same order. A blank text finds nothing. Refusal: `records/unknown-entity`.
 */
export function compileSearch(
  ground: QueryGround,
  question: SearchQuestion,
): Result<CompiledQuery<readonly SearchHit[]>> {
  const entities: Entity[] = [];
  const inUse = [...ground.catalogue.entities.values()].filter(({ isRetired }) => !isRetired).map(({ name }) => name);
  for (const name of question.entities ?? inUse) {
    const entity = ground.catalogue.entities.get(name);
    if (!entity) return unknownEntity(name);
    if (!entities.includes(entity) && !hasNoRecords(ground, entity)) entities.push(entity);
  }
  const asksNothing = question.text.trim() === '' || entities.length === 0;
  const hits = sql`select h.entity, h.id, h.title_key, h.rank from (${sql.join(
    entities.map((entity) => hitsSql(ground, entity, question)),
    sql` union all `,
  )}) as h order by h.rank asc, h.title_key asc nulls last, h.entity asc, h.id asc limit ${question.limit}`;
  const reads = entities.map((entity) => readSql(ground, entity));
  const statement = asksNothing
    ? sql`select 1 as none where 1 = 0`
    : sql`with found as materialized (${hits}) ${sql.join(reads, sql` union all `)} order by rank asc, title_key asc nulls last, entity asc, id asc`;
  return accept({
    ...compileSql(ground, statement),
    decode: (rows) =>
      rows.flatMap((row) => {
        const entity = ground.catalogue.entities.get(row['entity'] as string); // selected below
        if (!entity) return [];
        const record = readRecord(ground, entity, row);
        return [{ entity: entity.name, id: record.id, title: titleOf(entity, record), record }];
      }),
  });
}

/** Returns the first hits of one kind. */
function hitsSql(ground: QueryGround, entity: Entity, { text, limit }: SearchQuestion): Fragment {
  const key = titleKey(ground, entity, 't');
  const rank = sql.raw(entity.parent === undefined ? '0' : '1');
  const select = (found: readonly Fragment[], most: Fragment): Fragment => {
    const where = [...withinReach(ground, entity, 't'), ...lifeIs(ground, 't', 'alive'), ...found];
    return sql`select one.entity, one.id, one.title_key, ${rank} as rank from (select ${binary(ground, literal(entity.name))} as entity, t.id as id, ${key} as title_key from ${tableOf(ground, entity, 't')}
    where ${allOf(where)} order by ${key} asc nulls last, t.id asc limit ${most}) as one`;
  };
  const ways = waysToFind(ground, entity, text);
  if (ways === undefined) return select(searchSql(ground, entity, text), sql`${limit}`);
  const { found, many } = ways;
  const limitWhere = (isWay: Fragment): Fragment => sql`(select iif(${isWay}, ${limit}, 0) from matched)`;
  // The plus makes SQLite use the index of titles.
  return sql`select entity, id, title_key, rank from (with matched(n) as materialized (select count(*) from (${found} limit ${many}))
    ${select([sql`t.seq in (${found})`], limitWhere(sql`n < ${many}`))} union all
    ${select([sql`+t.seq in (${found})`], limitWhere(sql`n >= ${many}`))})`;
}

/**
 * Returns the two ways of SQLite to the first hits. Few hits are read and sorted. With many hits, a walk along the
 * index of titles soon meets the first ones without reading a record. One of the two gets a limit of 0 and is not
 * executed. A walk to 30 of m hits among n takes 30 n / m steps of 0.1 µs (measured). Reading and parsing a record
 * takes 3 µs (measured). So both cost the same where m² = n. Returns `undefined` where there is only one way: on
 * Postgres, without an index of titles, or where n is unknown.
 */
function waysToFind(
  ground: QueryGround,
  entity: Entity,
  text: string,
): { readonly found: Fragment; readonly many: number } | undefined {
  const match = matchOf(text);
  const rows = ground.rowsOf?.(entity.name, 'alive');
  const hasIndex = indexPlansOf(entity).some(
    ({ columns }) => columns.length === 1 && columns[0]?.field === entity.title,
  );
  if (ground.engine.dialect !== 'sqlite' || match === undefined || rows === undefined || !hasIndex) return undefined;
  const table = sql.raw(searchTable(entity.name));
  return { found: sql`select rowid from ${table} where ${table} match ${match}`, many: Math.ceil(Math.sqrt(rows)) + 1 };
}

/** Reads the records of one kind's hits. */
function readSql(ground: QueryGround, entity: Entity): Fragment {
  const { engine } = ground;
  const same = [
    sql`f.entity = ${literal(entity.name)}`,
    ...(engine.dialect === 'sqlite' ? [] : [sql`r.org_id = ${engine.orgId}`]),
    sql`r.id = f.id`,
  ];
  const columns = recordColumns(ground, 'r');
  return sql`select f.entity as entity, f.title_key as title_key, f.rank as rank, ${columns} from found as f join ${tableOf(ground, entity, 'r')} on ${allOf(same)}`;
}
