import type Database from 'better-sqlite3';
import type { AnyDocument, DocumentRow } from './stored-document.ts';
import { extraOf, fromRow, rowColumns, valueAt } from './stored-document.ts';

type RowValues = Omit<DocumentRow, 'id'> & { readonly seq: number };
type Head = { readonly seq: number; readonly rev: string };
/** A document, and where it lies in its table. */
export type Found = { readonly seq: number; readonly document: AnyDocument };
type Search = { readonly path: string; readonly table: string };

/** Makes a statement when it is first needed, and keeps it. */
function lazily<S>(make: () => S): () => S {
  let made: S | undefined;
  return () => (made ??= make());
}

/** Whether its row says no more than that it lives. */
const isPlain = (document: AnyDocument): boolean => !document._deleted && extraOf(document) === null;

/** One entity's table: its statements, and its search index where there is one. Writes happen inside the caller's transaction. */
export class EntityTable {
  readonly entity: string;
  readonly name: string;
  /** The entity's number in the map of ids. */
  readonly number: number;
  readonly #writer: Database.Database;
  #search: Search | undefined;
  readonly #insert;
  readonly #update;
  readonly #updateData;
  readonly #delete;
  readonly #head;
  readonly #read;
  readonly #readAll;
  #searchStatements:
    | { readonly add: Database.Statement<[number | bigint, string]>; readonly remove: Database.Statement<[number]> }
    | undefined;

  constructor(
    writer: Database.Database,
    naming: { readonly entity: string; readonly name: string; readonly number: number },
  ) {
    this.#writer = writer;
    this.entity = naming.entity;
    this.name = naming.name;
    this.number = naming.number;
    const { name } = naming;
    this.#insert = lazily(() =>
      writer.prepare<[string, number, string, number, string | null, string]>(
        `insert into ${name} (id, deleted, rev, lwt, extra, data) values (?, ?, ?, ?, ?, ?)`,
      ),
    );
    this.#update = lazily(() =>
      writer.prepare<[number, string, number, string | null, string, number]>(
        `update ${name} set deleted = ?, rev = ?, lwt = ?, extra = ?, data = ? where seq = ?`,
      ),
    );
    this.#updateData = lazily(() =>
      writer.prepare<[string, number, string, number]>(`update ${name} set rev = ?, lwt = ?, data = ? where seq = ?`),
    );
    this.#delete = lazily(() => writer.prepare<[number]>(`delete from ${name} where seq = ?`));
    this.#head = lazily(() => writer.prepare<[string], Head>(`select seq, rev from ${name} where id = ?`));
    this.#read = lazily(() =>
      writer.prepare<[string], RowValues>(`select seq, ${rowColumns} from ${name} where id = ?`),
    );
    this.#readAll = lazily(() =>
      writer.prepare<[string], RowValues>(
        `select seq, ${rowColumns} from json_each(?) as wanted cross join ${name} as t on t.id = wanted.value`,
      ),
    );
  }

  /** The search index that writes keep in step, if there is one. */
  get search(): Search | undefined {
    return this.#search;
  }

  /** Tells the table that its search index was made, or dropped. */
  setSearch(search: Search | undefined): void {
    this.#search = search;
    this.#searchStatements = undefined;
  }

  headOf(id: string): Head | undefined {
    return this.#head().get(id);
  }

  read(id: string): AnyDocument | undefined {
    return this.find(id)?.document;
  }

  find(id: string): Found | undefined {
    const row = this.#read().get(id);
    return row && { seq: row.seq, document: fromRow(row) };
  }

  /** Those of the ids that the table holds, by one statement. */
  findAll(ids: readonly string[]): Found[] {
    return this.#readAll()
      .all(JSON.stringify(ids))
      .map((row) => ({ seq: row.seq, document: fromRow(row) }));
  }

  insert(row: DocumentRow, document: AnyDocument): void {
    const { lastInsertRowid } = this.#insert().run(row.id, row.deleted, row.rev, row.lwt, row.extra, row.data);
    if (this.#search === undefined) return;
    const tokens = this.#tokensOf(document);
    if (tokens !== '') this.#searching().add.run(lastInsertRowid, tokens);
  }

  /** Replaces the row `seq`. `previous` is the document that it held: its tokens tell whether the search index has to change. */
  update(
    seq: number,
    row: DocumentRow,
    change: { readonly document: AnyDocument; readonly previous: AnyDocument },
  ): void {
    if (row.deleted === 0 && row.extra === null && isPlain(change.previous))
      this.#updateData().run(row.rev, row.lwt, row.data, seq);
    else this.#update().run(row.deleted, row.rev, row.lwt, row.extra, row.data, seq);
    if (this.#search === undefined) return;
    const before = this.#tokensOf(change.previous);
    const after = this.#tokensOf(change.document);
    if (before === after) return;
    if (before !== '') this.#searching().remove.run(seq);
    if (after !== '') this.#searching().add.run(seq, after);
  }

  /** Takes the row out altogether: it moved to another entity, or its tombstone's time is over. */
  delete(seq: number): void {
    this.#delete().run(seq);
    if (this.#search !== undefined) this.#searching().remove.run(seq);
  }

  // Deleted documents are not found, so they have no tokens.
  #tokensOf(document: AnyDocument): string {
    if (this.#search === undefined || document._deleted) return '';
    const tokens = valueAt(document, this.#search.path);
    return typeof tokens === 'string' ? tokens : '';
  }

  #searching() {
    const table = this.#search?.table ?? '';
    return (this.#searchStatements ??= {
      add: this.#writer.prepare(`insert into ${table} (rowid, tokens) values (?, ?)`),
      remove: this.#writer.prepare(`delete from ${table} where rowid = ?`),
    });
  }
}
