import {
  createVocabularySql,
  recordTable,
  searchTable,
  vocabularyTable,
} from '@outpost/domain/kernel/query/sqlite-expression';
import type Database from 'better-sqlite3';
import { EntityTable } from './entity-table.ts';
import type { AnyDocument } from './stored-document.ts';
import { ensureColumn, makeTable, ownColumnsOf, ownColumnsSql } from './own-columns.ts';
import { StorageFault, toStorageFault } from '../files/storage-fault.ts';
import { inTransaction } from '../files/transaction.ts';

/** The tables of a collection: one for all documents, or one for each value of `entityPath`. */
export type Layout = {
  readonly prefix: string;
  readonly entityPath: string | undefined;
  readonly primaryPath: string;
};

/** The place of a document. */
export type DocumentPlace = { readonly table: EntityTable; readonly seq: number };

/** How a table is made: the paths that get separate columns, and a call when it is made. */
export type NewTable = {
  readonly paths: readonly string[];
  readonly prepare: (table: EntityTable) => void;
};

/** From this number of ids on, one statement for all of them is faster than one for each. */
const manyIds = 16;

/** Chosen: SQLite takes 500 parts of a union at most. */
const tablesInQuestion = 200;

type CatalogueRow = {
  readonly number: number;
  readonly entity: string;
  readonly name: string;
  readonly search: string | null;
  /** JSON: the paths with columns, which are filled in all rows. `null` until they are. */
  readonly columns: string | null;
};

const catalogueSql = `
  create table if not exists outpost_table (
    number integer primary key, prefix text not null, entity text not null, name text not null unique, search text,
    columns text, unique (prefix, entity)
  );
  create table if not exists outpost_collection (
    prefix text primary key, database text not null, collection text not null, version integer not null
  )`;

/**
 * The tables of one collection, created on demand. A partitioned collection has a map from each id to its entity's table (D-2).
 */
export class CollectionTables {
  readonly layout: Layout;
  readonly writer: Database.Database;
  readonly #byEntity = new Map<string, EntityTable>();
  readonly #byNumber = new Map<number, EntityTable>();
  readonly #claim: Database.Statement<[string, number]> | undefined;
  readonly #place: Database.Statement<[string, number]> | undefined;
  readonly #numberOf: Database.Statement<[string], number> | undefined;
  readonly #release: Database.Statement<[string]> | undefined;
  readonly #numbersOf: Database.Statement<[string], { readonly id: string; readonly number: number }> | undefined;
  /** The places at which documents were read or written, and the number of writes at that time. */
  readonly #places = new WeakMap<object, DocumentPlace & { readonly writes: number }>();
  #writes = 0;
  readonly #notedWords = new Set<string>();
  #newTable: (entity: string) => NewTable | undefined = () => undefined;
  readonly #inWriteOrder = new Set<string>();

  /** Reads the list of tables and creates the map of ids. Throws StorageFault. */
  constructor(writer: Database.Database, layout: Layout) {
    this.writer = writer;
    this.layout = layout;
    const { prefix } = layout;
    inTransaction(writer, 'preparing its tables', () => {
      writer.exec(catalogueSql);
      ensureColumn(writer, 'outpost_table', 'columns text'); // absent in files from before 21 November 2026
      if (layout.entityPath !== undefined) {
        writer.exec(
          `create table if not exists ${this.idTable} (id text primary key, number integer not null) without rowid`,
        );
        writer.exec(createVocabularySql(prefix));
      }
      writer.exec(
        `create table if not exists ${this.attachmentTable} (document_id text, attachment_id text, digest text not null, type text not null,
         bytes blob not null, primary key (document_id, attachment_id))`,
      );
      return { keep: true, value: undefined };
    });
    if (layout.entityPath !== undefined) {
      this.#claim = writer.prepare(`insert or ignore into ${this.idTable} (id, number) values (?, ?)`);
      this.#place = writer.prepare(`insert or replace into ${this.idTable} (id, number) values (?, ?)`);
      this.#numberOf = writer.prepare<[string], number>(`select number from ${this.idTable} where id = ?`).pluck();
      this.#numbersOf = writer.prepare(
        `select m.id, m.number from json_each(?) as wanted cross join ${this.idTable} as m on m.id = wanted.value`,
      );
      this.#release = writer.prepare(`delete from ${this.idTable} where id = ?`);
    }
    const rows = writer
      .prepare<[string], CatalogueRow>(
        'select number, entity, name, search, columns from outpost_table where prefix = ? order by number',
      )
      .all(prefix);
    for (const row of rows) this.#remember(row);
  }

  get idTable(): string {
    return `${this.layout.prefix}__ids`;
  }

  get attachmentTable(): string {
    return `${this.layout.prefix}__attachments`;
  }

  /** Returns all tables, in the order of their creation. */
  get all(): readonly EntityTable[] {
    return [...this.#byEntity.values()];
  }

  /** Sets how `of` makes the table of each entity. `undefined`: without separate columns and indexes. */
  onCreate(newTable: (entity: string) => NewTable | undefined): void {
    this.#newTable = newTable;
  }

  known(entity: string): EntityTable | undefined {
    return this.#byEntity.get(entity);
  }

  /**
   * Returns the table of an entity, and creates it where there is none. That must happen outside any transaction, so that a
   * rollback cannot remove it.
   */
  of(entity: string): EntityTable {
    return this.#byEntity.get(entity) ?? this.#create(entity);
  }

  /** Returns the table that holds this id; `undefined` where none does. In a collection of one table: that table. */
  holding(id: string): EntityTable | undefined {
    if (this.#numberOf === undefined) return this.#byEntity.get('');
    const number = this.#numberOf.get(id);
    return number === undefined ? undefined : this.#byNumber.get(number);
  }

  /** Returns documents by id, with tombstones, in no particular order. Unknown ids are left out. */
  read(ids: readonly string[]): AnyDocument[] {
    if (ids.length < manyIds) return ids.flatMap((id) => this.#readIn(this.holding(id), [id]));
    const idsOf = new Map<EntityTable | undefined, string[]>();
    if (this.#numbersOf === undefined) idsOf.set(this.#byEntity.get(''), [...ids]);
    else {
      for (const { id, number } of this.#numbersOf.all(JSON.stringify(ids))) {
        const table = this.#byNumber.get(number);
        const known = idsOf.get(table);
        if (known === undefined) idsOf.set(table, [id]);
        else known.push(id);
      }
    }
    return [...idsOf].flatMap(([table, own]) => this.#readIn(table, own));
  }

  #readIn(table: EntityTable | undefined, ids: readonly string[]): AnyDocument[] {
    if (table === undefined) return [];
    const found = ids.length < manyIds ? ids.flatMap((id) => table.find(id) ?? []) : table.findAll(ids);
    return found.map(({ seq, document }) => {
      this.noteAt(document, { table, seq });
      return document;
    });
  }

  /** Notes the place of this document object: it was read there, or written there by a committed transaction. */
  noteAt(document: AnyDocument, { table, seq }: DocumentPlace): void {
    this.#places.set(document, { table, seq, writes: this.#writes });
  }

  /**
   * Returns the place of this document object if its row is unchanged: there was no write since, or the row still has its
   * revision.
   */
  placeOf(id: string, document: AnyDocument): DocumentPlace | undefined {
    const place = this.#places.get(document);
    if (place === undefined || place.writes === this.#writes) return place;
    return place.table.revisionAt(place.seq, id) === document._rev ? place : undefined;
  }

  /** Returns the tables that have rows, tombstones included. Throws StorageFault. */
  withRows(tables: readonly EntityTable[]): ReadonlySet<EntityTable> {
    const found: EntityTable[] = [];
    for (let from = 0; from < tables.length; from += tablesInQuestion)
      found.push(...this.#withRows(tables.slice(from, from + tablesInQuestion)));
    return new Set(found);
  }

  #withRows(tables: readonly EntityTable[]): readonly EntityTable[] {
    const each = tables.map(({ name }, place) => `select ${place} where exists (select 1 from ${name})`);
    try {
      const places = this.writer.prepare<[], number>(each.join(' union all ')).pluck().all();
      return places.flatMap((place) => tables[place] ?? []);
    } catch (error) {
      throw toStorageFault(error, 'looking for rows');
    }
  }

  /**
   * Creates a table's index by last write, where there is none. Only RxDB's plugins and queries by `_meta.lwt` need it,
   * so it is created at their first use, and does not slow down a first sync.
   */
  ensureWriteOrder({ name }: EntityTable): void {
    if (this.#inWriteOrder.has(name)) return;
    this.writer.exec(`create index if not exists ${name}__changes on ${name} (lwt, id)`);
    this.#inWriteOrder.add(name);
  }

  /** Notes that a write follows. Must be called before each write to these tables. */
  willWrite(): void {
    this.#writes += 1;
    this.#notedWords.clear(); // a rolled back write has added none
  }

  /** Assigns an id to a table unless it is already assigned. Returns whether it was new; false also where there is no map. */
  claim(id: string, table: EntityTable): boolean {
    return this.#claim !== undefined && this.#claim.run(id, table.number).changes === 1;
  }

  /** Assigns an id to a table, replacing an earlier assignment. */
  place(id: string, table: EntityTable): void {
    this.#place?.run(id, table.number);
  }

  release(id: string): void {
    this.#release?.run(id);
  }

  /** Drops all tables of the collection. */
  drop(): void {
    inTransaction(this.writer, 'removing a collection', () => {
      for (const { name, search } of this.all) {
        if (search !== undefined) this.writer.exec(`drop table if exists ${search.table}`);
        this.writer.exec(`drop table ${name}`);
      }
      this.writer.exec(`drop table if exists ${this.idTable}; drop table if exists ${this.attachmentTable}`);
      this.writer.exec(`drop table if exists ${vocabularyTable(this.layout.prefix)}`);
      this.writer.prepare('delete from outpost_table where prefix = ?').run(this.layout.prefix);
      this.writer.prepare('delete from outpost_collection where prefix = ?').run(this.layout.prefix);
      return { keep: true, value: undefined };
    });
    this.#byEntity.clear();
    this.#byNumber.clear();
    this.#inWriteOrder.clear();
  }

  #create(entity: string): EntityTable {
    const { prefix, entityPath } = this.layout;
    const name = entityPath === undefined ? prefix : recordTable(entity, prefix);
    const made = this.#newTable(entity);
    const paths = made?.paths ?? [];
    const columns = paths.length === 0 ? null : JSON.stringify(paths);
    const number = inTransaction(this.writer, `making the table ${name}`, () => {
      const holder = this.writer
        .prepare<[string], string>('select entity from outpost_table where name = ?')
        .pluck()
        .get(name);
      if (holder !== undefined)
        throw new StorageFault('other', `Two entities need the table ${name}: ${holder} and ${entity}`);
      const { lastInsertRowid } = this.writer
        .prepare('insert into outpost_table (prefix, entity, name, columns) values (?, ?, ?, ?)')
        .run(prefix, entity, name, columns);
      makeTable(this.writer, name, paths.length === 0 ? [] : ownColumnsSql(entity, paths));
      return { keep: true, value: Number(lastInsertRowid) };
    });
    const table = this.#remember({ number, entity, name, search: null, columns });
    made?.prepare(table);
    return table;
  }

  #remember(row: CatalogueRow): EntityTable {
    const { prefix, primaryPath, entityPath } = this.layout;
    const vocabulary = entityPath === undefined ? undefined : vocabularyTable(prefix);
    const same = entityPath === undefined ? {} : { [entityPath]: row.entity };
    const notedWords = this.#notedWords;
    const table = new EntityTable(this.writer, { ...row, implied: { primaryPath, same }, vocabulary, notedWords });
    if (row.columns === null) {
      const paths = ownColumnsOf(this.writer, row.name);
      if (paths.length > 0) table.setColumns(paths, new Set(paths));
    } else table.setColumns(JSON.parse(row.columns) as readonly string[], new Set()); // written by `noteFilled`
    if (row.search !== null) table.setSearch({ path: row.search, table: searchTable(row.entity, this.layout.prefix) });
    this.#byEntity.set(row.entity, table);
    this.#byNumber.set(row.number, table);
    return table;
  }
}
