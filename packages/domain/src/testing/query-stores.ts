import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import pg from 'pg';
import { type Entity, sqlName } from '../kernel/entities/entity.ts';
import type { Catalogue } from '../kernel/catalogue/catalogue.ts';
import { keysOf, searchTokensOf, searchWordsOf } from '../kernel/catalogue/record-rules.ts';
import { vocabularyOf } from '../kernel/text/title-words.ts';
import type { StoredRecord } from '../kernel/entities/record.ts';
import { devicePaths, indexedCurrencies, indexPlansOf, serverKeyColumns } from '../kernel/query/plans/index-plan.ts';
import type { CompiledQuery, QueryRow } from '../kernel/query/query-engine.ts';
import {
  columnExpression,
  columnName,
  createEndsIndexSql,
  createVocabularySql,
  keysProperty,
  recordTable,
  searchTable,
  vocabularyTable,
} from '../kernel/query/sqlite-expression.ts';

/** A store with records, which answers compiled queries. */
export type QueryStore = {
  readonly ask: <Answer>(query: CompiledQuery<Answer>) => Promise<Answer>;
  /** Answers a query that reads few records, as the process with the store does. Undefined for other queries. */
  readonly askFew?: <Answer>(query: CompiledQuery<Answer>) => Answer | undefined;
  /** The engine's plan for a query, one line for each step. */
  readonly plan: (query: CompiledQuery<unknown>) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

type Records = ReadonlyMap<string, readonly StoredRecord[]>;

const underPaths = (keys: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(keys).map(([name, key]) => [`${keysProperty}.${name}`, key]));

/** Returns the tables of a replica in memory, made by the code of the replica's storage and index plan. */
export function sqliteStore(catalogue: Catalogue, records: Records): QueryStore {
  const db = new Database(':memory:');
  db.exec(createVocabularySql());
  const vocabulary = db.prepare(`insert or ignore into ${vocabularyTable()} (word) values (?)`);
  for (const entity of catalogue.entities.values()) {
    const table = recordTable(entity.name);
    const paths = devicePaths(entity);
    db.exec(
      `create table ${table} (seq integer primary key, id text not null unique, deleted integer not null, rev text not null, lwt real not null, extra text, data text not null, ${paths.map(columnName).join(', ')})`,
    );
    for (const { name, columns, covers, isSparse } of indexPlansOf(entity)) {
      const filled = isSparse && columns[0] ? ` and ${columnExpression(columns[0].documentPath)} is not null)` : '';
      const expressions = [
        ...columns.map((column) => columnExpression(column.documentPath)),
        'id',
        ...covers.map((column) => columnExpression(column.documentPath)),
      ];
      db.exec(
        `create index ${table}__by_${name} on ${table} (${expressions.join(', ')}) where deleted = 0 and ${filled === '' ? '' : '('}${columnName('life')} = 'alive'${filled}`,
      );
    }
    db.exec(
      `create index ${table}__by__not_living on ${table} (${columnName('updatedAt')}, id) where deleted = 0 and ${columnName('life')} <> 'alive'`,
    );
    for (const { field, documentPath } of indexedCurrencies(entity))
      db.exec(createEndsIndexSql(table, `${table}__by__ends_of_${field}`, documentPath));
    const search = searchTable(entity.name);
    db.exec(
      `create virtual table ${search} using fts5(tokens, content='', contentless_delete=1, detail=none, prefix='2 3', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'")`,
    );
    const add = db.prepare(
      `insert into ${table} (id, deleted, rev, lwt, data, ${paths.map(columnName).join(', ')}) values (?, 0, '1-a', 1, ?, ${paths.map(() => '?').join(', ')})`,
    );
    const index = db.prepare(`insert into ${search} (rowid, tokens) values (?, ?)`);
    db.transaction(() => {
      for (const [place, record] of (records.get(entity.name) ?? []).entries()) {
        // Until 25 November 2026 devices also stored the words of titles as plain text. Searches work on such files in the same
        // way.
        const isOfEarlierBuild = place % 2 === 1;
        const tokens = isOfEarlierBuild
          ? searchTokensOf(entity, record.fields).join(' ')
          : searchWordsOf(entity, record.fields);
        for (const word of vocabularyOf(tokens.split(' '))) vocabulary.run(word);
        const { id, ...rest } = record;
        const keyed: Readonly<Record<string, unknown>> = { ...record, ...underPaths(keysOf(entity, record.fields)) };
        const { lastInsertRowid } = add.run(
          id,
          JSON.stringify({ ...rest, search: tokens }),
          ...paths.map((path) => {
            const value = keyed[path] ?? null;
            return Number.isSafeInteger(value) ? BigInt(Number(value)) : value; // SQLite stores a whole number of JSON as an integer
          }),
        );
        if (tokens !== '') index.run(lastInsertRowid, tokens);
      }
    })();
  }
  return {
    ask: (query) => Promise.resolve(query.decode(db.prepare<unknown[], QueryRow>(query.sql).all(...query.parameters))),
    askFew: (query) =>
      query.fewInPlace?.(({ sql, parameters }) => db.prepare<unknown[], QueryRow>(sql).all(...parameters)),
    plan: (query) =>
      Promise.resolve(
        db
          .prepare<unknown[], { readonly detail: string }>(`explain query plan ${query.sql}`)
          .all(...query.parameters)
          .map(({ detail }) => detail),
      ),
    close: () => Promise.resolve(void db.close()),
  };
}

const columnTypes = { text: 'text collate "C"', integer: 'bigint', double: 'double precision', none: 'text' } as const;

const envelope = [
  'org_id uuid not null',
  'id uuid not null',
  'version bigint not null',
  'schema int not null',
  'life text collate "C" not null',
  'owner_id uuid',
  'team_id uuid',
  "shared_with uuid[] not null default '{}'",
  'inherited jsonb',
  'fields jsonb not null',
  'keys jsonb not null',
  'created_at text collate "C" not null',
  'created_by uuid not null',
  'updated_at text collate "C" not null',
  'updated_by uuid not null',
  'primary key (org_id, id)',
];

function tableSql(entity: Entity): string {
  const table = `store.${sqlName(entity.name)}`;
  const keys = serverKeyColumns(entity).map(({ field, serverColumn, kind }) => {
    const raw = `(keys->>'${field}')`;
    const cast = kind === 'integer' ? `${raw}::bigint` : kind === 'double' ? `${raw}::double precision` : raw;
    return `${serverColumn} ${columnTypes[kind]} generated always as (${cast}) stored`;
  });
  const indexes = indexPlansOf(entity).map(({ name, columns: indexed, covers }) => {
    const include = covers.map((column) => column.serverColumn);
    return `create index ${sqlName(entity.name)}_by_${name} on ${table} (${['org_id', ...indexed.map((column) => column.serverColumn), 'id'].join(', ')}) include (${include.join(', ')})`;
  });
  return [`create table ${table} (${[...envelope, ...keys].join(', ')})`, ...indexes, ...secured(table)].join(';\n');
}

const secured = (table: string): readonly string[] => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy tenant on ${table} using (org_id = nullif(current_setting('outpost.org', true), '')::uuid)`,
];

async function insert(
  client: pg.Client,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const names = Object.keys(rows[0] ?? { id: '' }).join(', ');
  for (let from = 0; from < rows.length; from += 10_000) {
    await client.query(
      `insert into store.${table} (${names}) select ${names} from jsonb_populate_recordset(null::store.${table}, $1)`,
      [JSON.stringify(rows.slice(from, from + 10_000))],
    );
  }
}

/** The address of a Postgres for its superuser, and the prefix of the new database's name. */
export type ServerPlace = { readonly url: string; readonly database: string; readonly orgId: string };

/**
 * Returns a server's tables in a new database, made by the migrations. The queries run as a role that owns no
 * tables, under forced row security. `tokensOf` returns the tokens under which a record is filed.
 */
export async function postgresStore(
  catalogue: Catalogue,
  place: ServerPlace,
  data: {
    readonly installed: Catalogue;
    readonly records: Records;
    readonly tokensOf: (record: StoredRecord) => readonly string[];
  },
): Promise<QueryStore> {
  const database = `${place.database}_${randomUUID().slice(0, 8)}`; // the same test may run many times on one Postgres
  const admin = new pg.Client({ connectionString: place.url });
  await admin.connect();
  // A collation that is not binary: a statement without COLLATE "C" returns a different order.
  await admin.query(
    `create database ${database} encoding 'UTF8' locale_provider icu icu_locale 'en' template template0`,
  );
  await admin.query(`create role ${database}_app nologin`);
  await admin.end();
  const at = new URL(place.url);
  at.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: at.href });
  await client.connect();
  await client.query(
    [
      'create schema store',
      ...[...data.installed.entities.values()].map(tableSql),
      `create table store.custom_object (entity text collate "C" not null, ${envelope.join(', ')})`,
      'create table store.record_key (org_id uuid not null, entity text collate "C" not null, field text collate "C" not null, id uuid not null, text_key text collate "C", number_key double precision, primary key (org_id, entity, field, id))',
      'create index record_key_text on store.record_key (org_id, entity, field, text_key, id)',
      'create index record_key_number on store.record_key (org_id, entity, field, number_key, id)',
      'create table store.feed (org_id uuid not null, token text collate "C" not null, id uuid not null, entity text not null, n bigint not null, gone boolean not null default false, since bigint, primary key (org_id, token, id))',
      'create table store.search_token (org_id uuid not null, entity text collate "C" not null, token text collate "C" not null, id uuid not null, primary key (org_id, entity, token, id))',
      'create table store.title_word (org_id uuid not null, word text collate "C" not null, primary key (org_id, word))',
      ...['store.feed', 'store.search_token', 'store.title_word', 'store.record_key', 'store.custom_object'].flatMap(
        secured,
      ),
      `grant usage on schema store to ${database}_app`,
      `grant select on all tables in schema store to ${database}_app`,
    ].join(';\n'),
  );
  const vocabulary = new Set<string>();
  for (const entity of catalogue.entities.values()) {
    const known = data.installed.entities.get(entity.name);
    const records = data.records.get(entity.name) ?? [];
    const rows = records.map((record) => ({
      ...(known ? {} : { entity: entity.name }),
      org_id: place.orgId,
      id: record.id,
      version: record.version,
      schema: record.schema,
      life: record.life,
      owner_id: record.ownerId,
      team_id: record.teamId,
      shared_with: record.sharedWith,
      inherited: record.inherited,
      fields: record.fields,
      keys: keysOf(entity, record.fields),
      created_at: record.createdAt,
      created_by: record.createdBy,
      updated_at: record.updatedAt,
      updated_by: record.updatedBy,
    }));
    await insert(client, known ? sqlName(entity.name) : 'custom_object', rows);
    const tenants = records.flatMap((record) =>
      Object.entries(keysOf(entity, record.fields))
        .filter(([field]) => !field.includes('~') && (!known || !(field.replace(/Currency$/, '') in known.fields)))
        .map(([field, key]) => ({
          org_id: place.orgId,
          entity: entity.name,
          field,
          id: record.id,
          text_key: typeof key === 'string' ? key : null,
          number_key: typeof key === 'number' ? key : null,
        })),
    );
    await insert(client, 'record_key', tenants);
    await insert(
      client,
      'search_token',
      records.flatMap((record) =>
        searchTokensOf(entity, record.fields).map((token) => ({
          org_id: place.orgId,
          entity: entity.name,
          token,
          id: record.id,
        })),
      ),
    );
    for (const record of records)
      for (const word of vocabularyOf(searchTokensOf(entity, record.fields))) vocabulary.add(word);
    await insert(
      client,
      'feed',
      records.flatMap((record) =>
        data.tokensOf(record).map((token) => ({
          org_id: place.orgId,
          token,
          id: record.id,
          entity: entity.name,
          n: record.version,
          gone: false,
        })),
      ),
    );
  }
  await insert(
    client,
    'title_word',
    [...vocabulary].map((word) => ({ org_id: place.orgId, word })),
  );
  await client.query('vacuum analyze');
  await client.query(`set role ${database}_app`);
  await client.query(`select set_config('outpost.org', $1, false)`, [place.orgId]);
  return {
    ask: async (query) =>
      query.decode((await client.query<Record<string, unknown>>(query.sql, [...query.parameters])).rows),
    plan: async (query) =>
      (
        await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${query.sql}`, [...query.parameters])
      ).rows.map((row) => row['QUERY PLAN']),
    close: () => client.end(),
  };
}
