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
  keyAt,
  lifeIs,
  literal,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { type NearSearch, nearSearch } from './near-search.ts';
import { hasNoRecords, idsByTerms, matchOf, searchSql, titleTermsOf } from './search-condition.ts';
import { columnOf, indexPlansOf } from '../plans/index-plan.ts';
import { searchMatch, searchTable } from '../sqlite-expression.ts';
import type { ListedRecord } from '../listed-record.ts';
import { readRecord, recordColumns } from '../stored-row.ts';

/** The text of a search and its kinds of record: all kinds in use unless some are named. At most `limit` hits. */
export type SearchQuestion = { readonly text: string; readonly entities?: readonly string[]; readonly limit: number };
/**
 * One record that a text finds. `how` says where the words were found. All words are in its title, or in any searched fields. Or
 * its title has a word that differs from the typed one by one typing error.
 */
export type SearchHit = {
  readonly entity: string;
  readonly id: string;
  readonly title: string;
  readonly how: 'title' | 'fields' | 'near';
  readonly record: ListedRecord;
};

const hows = ['title', 'fields', 'near'] as const satisfies readonly SearchHit['how'][];

/**
 * Returns the rank of hits: those with the words as typed come before those with a typing error. Within them independent
 * kinds come before kinds that belong to another record, so an account comes before its activities; within these, titles
 * come before other fields.
 */
const rankOf = (entity: Entity, how: SearchHit['how']): Fragment => {
  const [isNear, isChild] = [how === 'near', entity.parent !== undefined];
  return sql.raw(String((isNear ? 4 : 0) + (isChild ? 2 : 0) + (how === 'fields' ? 1 : 0)));
};
const howOfRank = (rank: number): SearchHit['how'] => (rank >= 4 ? 'near' : hows[rank % 2 === 0 ? 0 : 1]);

/** The order of hits in `h`: equal titles by the asker's own records first, then by the newest change. */
const hitOrder = sql.raw(
  'order by h.rank asc, h.title_key asc nulls last, h.is_others asc, h.updated_key desc, h.entity asc, h.id asc',
);

/**
 * Compiles a search over several kinds of living record (Q-4) for the words as typed, ordered as `rankOf` and `hitOrder`
 * say. Both engines return the same hits in the same order. A blank text finds nothing. Refusal: `records/unknown-entity`.
 */
export function compileSearch(
  ground: QueryGround,
  question: SearchQuestion,
): Result<CompiledQuery<readonly SearchHit[]>> {
  return compileHits(ground, question, (entity) => exactHits(ground, entity, question));
}

/**
 * Compiles the search for records with a typing error in a word of the title (Q-4), as `nearSearch` says. Its hits include the
 * hits of `compileSearch` that have such a word. Ask it where that search has fewer hits than `limit`; `withNear` combines the
 * hits of both. Refusal: `records/unknown-entity`.
 */
export function compileNearSearch(
  ground: QueryGround,
  question: SearchQuestion,
): Result<CompiledQuery<readonly SearchHit[]>> {
  const near = nearSearch(ground, question.text);
  if (near === undefined) return compileHits(ground, question, () => []);
  return compileHits(ground, question, (entity) => nearHits(ground, entity, { ...question, near }), near.parts);
}

/** Returns the first hits of both searches: those with the words as typed first, each record once. */
export function withNear(
  asTyped: readonly SearchHit[],
  near: readonly SearchHit[],
  limit: number,
): readonly SearchHit[] {
  const known = new Set(asTyped.map(({ entity, id }) => `${entity} ${id}`));
  return [...asTyped, ...near.filter(({ entity, id }) => !known.has(`${entity} ${id}`))].slice(0, limit);
}

function compileHits(
  ground: QueryGround,
  question: SearchQuestion,
  hitsOf: (entity: Entity) => readonly Fragment[],
  parts: readonly Fragment[] = [],
): Result<CompiledQuery<readonly SearchHit[]>> {
  const entities: Entity[] = [];
  const inUse = [...ground.catalogue.entities.values()].filter(({ isRetired }) => !isRetired).map(({ name }) => name);
  for (const name of question.entities ?? inUse) {
    const entity = ground.catalogue.entities.get(name);
    if (!entity) return unknownEntity(name);
    if (!entities.includes(entity) && !hasNoRecords(ground, entity)) entities.push(entity);
  }
  const hits = question.text.trim() === '' ? [] : entities.flatMap(hitsOf);
  const first = sql`select * from (${sql.join([...hits], sql` union all `)}) as h ${hitOrder} limit ${question.limit}`;
  const statement = parts.length === 0 ? first : sql`with ${sql.join([...parts], sql`, `)} ${first}`;
  return accept({
    ...compileSql(ground, hits.length === 0 ? sql`select 1 as none where 1 = 0` : statement),
    decode: (rows) =>
      rows.flatMap((row) => {
        const entity = ground.catalogue.entities.get(row['entity'] as string); // selected below
        if (!entity) return [];
        const record = readRecord(ground, entity, row);
        const how = howOfRank(Number(row['rank']));
        return [{ entity: entity.name, id: record.id, title: titleOf(entity, record), how, record }];
      }),
  });
}

type Window = {
  /** How the records are found, or the condition on those whose title contains all words: then these come first. */
  readonly how: SearchHit['how'] | { readonly inTitle: Fragment };
  readonly found: readonly Fragment[];
  readonly most: Fragment;
};

/** Returns the first hits of one kind, as many as `most` says, with their records. */
function windowOf(ground: QueryGround, entity: Entity, { how, found, most }: Window): Fragment {
  const key = titleKey(ground, entity, 't');
  const [owner, updated] = [columnOf(entity, 'ownerId'), columnOf(entity, 'updatedAt')];
  if (!owner || !updated) throw new Error('The envelope has an owner and a time of change');
  const isOthers = sql`case when ${keyAt(ground, entity, { plan: owner, alias: 't' })} = ${ground.asking.userId} then 0 else 1 end`;
  const updatedKey = keyAt(ground, entity, { plan: updated, alias: 't' });
  const where = [...withinReach(ground, entity, 't'), ...lifeIs(ground, 't', 'alive'), ...found];
  const same =
    ground.engine.dialect === 'sqlite'
      ? sql`r.seq = one.place`
      : sql`r.org_id = ${ground.engine.orgId} and r.id = one.place`;
  const place = sql.raw(ground.engine.dialect === 'sqlite' ? 't.seq' : 't.id');
  const isMixed = typeof how === 'object';
  const rank = isMixed
    ? sql`case when ${how.inTitle} then ${rankOf(entity, 'title')} else ${rankOf(entity, 'fields')} end`
    : rankOf(entity, how);
  // Sorting by a constant would keep SQLite from using the index of titles.
  const first = isMixed ? sql`rank asc, ` : sql``;
  // Only the records of the window are read whole.
  return sql`select ${binary(ground, literal(entity.name))} as entity, one.title_key, one.rank, one.is_others, one.updated_key, ${recordColumns(ground, 'r')}
    from (select ${place} as place, ${key} as title_key, ${rank} as rank, ${isOthers} as is_others, ${updatedKey} as updated_key from ${tableOf(ground, entity, 't')}
    where ${allOf(where)} order by ${first}${key} asc nulls last, is_others asc, updated_key desc, t.id asc limit ${most}) as one join ${tableOf(ground, entity, 'r')} on ${same}`;
}

/** Returns the first hits of one kind with the words as typed: in titles, and in other fields. */
function exactHits(ground: QueryGround, entity: Entity, { text, limit }: SearchQuestion): readonly Fragment[] {
  const { engine } = ground;
  const terms = titleTermsOf(text);
  if (engine.dialect === 'postgres') {
    const inTitle = sql`t.id in (${idsByTerms(engine.orgId, entity, terms).select})`;
    const inFields = searchSql(ground, entity, text);
    if (terms.length === 0) return [windowOf(ground, entity, { how: 'fields', found: inFields, most: sql`${limit}` })];
    return [
      windowOf(ground, entity, { how: 'title', found: [inTitle], most: sql`${limit}` }),
      windowOf(ground, entity, { how: 'fields', found: [...inFields, sql`not (${inTitle})`], most: sql`${limit}` }),
    ];
  }
  const [titles, fields] = [searchMatch(terms), matchOf(text)];
  if (titles === undefined || fields === undefined) return [];
  const [ofTitles, ofFields] = [rowsMatching(entity, sql`${titles}`), rowsMatching(entity, sql`${fields}`)];
  const inTitle = sql`t.seq in (${ofTitles})`;
  const isMixed = { how: { inTitle }, found: [sql`t.seq in (${ofFields})`] };
  const many = manyOf(ground, entity);
  const upTo = (rows: Fragment, most: Fragment): Fragment => sql`(select count(*) from (${rows} limit ${most}))`;
  // Deleted records keep their words: only living ones are counted, or they would take the places of hits in other fields.
  const livingTitles = sql`select 1 from ${tableOf(ground, entity, 'a')} where ${allOf([...withinReach(ground, entity, 'a'), ...lifeIs(ground, 'a', 'alive'), sql`a.seq in (${ofTitles})`])}`;
  const notInTitle = sql`t.seq not in (${ofTitles})`;
  if (many === undefined)
    return [
      windowOf(ground, entity, { how: 'title', found: [inTitle], most: sql`${limit}` }),
      windowOf(ground, entity, {
        how: 'fields',
        found: [sql`t.seq in (${ofFields})`, notInTitle],
        most: sql`iif(${upTo(livingTitles, sql`${limit}`)} >= ${limit}, 0, ${limit})`,
      }),
    ];
  const where = (isWay: Fragment): Fragment => sql`(select iif(${isWay}, ${limit}, 0) from matched)`;
  // Hits in titles are counted when there are many hits, because a scan that finds few of them would be long. The
  // plus makes SQLite walk along the index of titles.
  return [
    sql`select * from (with matched(n, titles) as materialized (select n, iif(n < ${many}, 0, ${upTo(livingTitles, sql`max(${many}, ${limit})`)}) from (select ${upTo(ofFields, many)} as n))
    ${sql.join(
      [
        windowOf(ground, entity, { ...isMixed, most: where(sql`n < ${many}`) }),
        windowOf(ground, entity, {
          how: 'title',
          found: [inTitle],
          most: where(sql`n >= ${many} and titles < ${many}`),
        }),
        windowOf(ground, entity, {
          how: 'title',
          found: [sql`+${inTitle}`],
          most: where(sql`n >= ${many} and titles >= ${many}`),
        }),
        windowOf(ground, entity, {
          how: 'fields',
          found: [sql`+t.seq in (${ofFields})`, notInTitle],
          most: where(sql`n >= ${many} and titles < ${limit}`),
        }),
      ],
      sql` union all `,
    )})`,
  ];
}

/** Returns the first hits of one kind that have a word with a typing error in their title. */
function nearHits(
  ground: QueryGround,
  entity: Entity,
  { limit, near }: SearchQuestion & { readonly near: NearSearch },
): readonly Fragment[] {
  const { engine } = ground;
  if (engine.dialect === 'postgres') {
    const found = [sql`t.id in (${near.idsOf(entity)})`];
    return [windowOf(ground, entity, { how: 'near', found, most: sql`${limit}` })];
  }
  const rows = rowsMatching(entity, near.match);
  const many = manyOf(ground, entity);
  const window = (isFound: Fragment, most: Fragment): Fragment =>
    windowOf(ground, entity, { how: 'near', found: [isFound], most });
  if (many === undefined) return [window(sql`t.seq in (${rows})`, sql`${limit}`)];
  const where = (isWay: Fragment): Fragment => sql`(select iif(${isWay}, ${limit}, 0) from matched)`;
  return [
    sql`select * from (with matched(n) as materialized (select count(*) from (${rows} limit ${many}))
    ${window(sql`t.seq in (${rows})`, where(sql`n < ${many}`))} union all
    ${window(sql`+t.seq in (${rows})`, where(sql`n >= ${many}`))})`,
  ];
}

const rowsMatching = (entity: Entity, match: Fragment): Fragment => {
  const table = sql.raw(searchTable(entity.name));
  return sql`select rowid from ${table} where ${table} match ${match}`;
};

/**
 * Returns the number of hits of a kind from which SQLite walks along its index of titles. Fewer hits are read and sorted.
 * With many hits, a walk soon meets the first ones without reading a record. A walk to 30 of m hits among n takes
 * 30 n / m steps of 0.1 µs (measured). Reading and parsing a record takes 3 µs (measured). So both cost the same where
 * m² = n. Returns `undefined` without an index of titles, or where n is unknown.
 */
function manyOf(ground: QueryGround, entity: Entity): Fragment | undefined {
  const rows = ground.rowsOf?.(entity.name, 'alive');
  const hasIndex = indexPlansOf(entity).some(
    ({ columns }) => columns.length === 1 && columns[0]?.field === entity.title,
  );
  return rows === undefined || !hasIndex ? undefined : sql`${Math.ceil(Math.sqrt(rows)) + 1}`;
}
