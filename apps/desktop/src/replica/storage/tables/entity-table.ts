import { titleTokensIn, vocabularyOf } from '@outpost/domain/kernel/text/title-words';
import type Database from 'better-sqlite3';
import { inTransaction } from '../files/transaction.ts';
import type { AnyDocument, ColumnValue, Implied, RowValues } from './stored-document.ts';
import { extraOf, RowShape, valueAt } from './stored-document.ts';

type Head = { readonly seq: number; readonly rev: string };
/** A document and its place in the table. */
export type PlacedDocument = { readonly seq: number; readonly document: AnyDocument };
/** A table's search index: the property with the words, and the index's own table. */
export type Search = { readonly path: string; readonly table: string };
type Update = Database.Statement<ColumnValue[]>;

/** Chosen: a kind of record is changed in few different ways. Beyond this number all columns are written. */
const keptUpdates = 60;

/** Creates a statement at its first use, and keeps it. */
function lazily<S>(make: () => S): () => S {
  let made: S | undefined;
  return () => (made ??= make());
}

/** Whether the row's only state is that the document is alive. */
const isPlain = (document: AnyDocument): boolean => !document._deleted && extraOf(document) === null;

/** One entity's table: its statements, and its search index where there is one. Writes run inside the caller's transaction. */
export class EntityTable {
  readonly entity: string;
  readonly name: string;
  /** The entity's number in the map of ids. */
  readonly number: number;
  readonly #writer: Database.Database;
  readonly #implied: Implied;
  #search: Search | undefined;
  #paths: readonly string[] = [];
  /** Made at first use: a start reads the columns of every kind, and most kinds have no records. */
  #shape: RowShape | undefined;
  /** Paths whose columns are not filled in all rows yet; each write fills its own row. */
  #unfilled: ReadonlySet<string> = new Set();
  #insert: () => Database.Statement<ColumnValue[]>;
  #read: () => Database.Statement<[string], RowValues>;
  #readAll: () => Database.Statement<[string], RowValues>;
  readonly #updates = new Map<string, Update>();
  readonly #delete;
  readonly #head;
  readonly #revision;
  /** Builds its indexes; set as long as it has no rows. */
  #indexesDue: (() => Search | undefined) | undefined;
  readonly #notedWords: Set<string>;
  readonly #addToVocabulary: (() => Database.Statement<[string]>) | undefined;
  #searchStatements:
    | { readonly add: Database.Statement<[number | bigint, string]>; readonly remove: Database.Statement<[number]> }
    | undefined;

  constructor(
    writer: Database.Database,
    naming: {
      readonly entity: string;
      readonly name: string;
      readonly number: number;
      readonly implied: Implied;
      /** The table of the vocabulary of title words, if the collection has one. */
      readonly vocabulary: string | undefined;
      /** The tokens of title words that the present transaction has added. The collection empties it when a write begins. */
      readonly notedWords: Set<string>;
    },
  ) {
    this.#writer = writer;
    this.entity = naming.entity;
    this.name = naming.name;
    this.number = naming.number;
    this.#implied = naming.implied;
    const { name, vocabulary } = naming;
    this.#notedWords = naming.notedWords;
    this.#addToVocabulary =
      vocabulary === undefined
        ? undefined
        : lazily(() => writer.prepare(`insert or ignore into ${vocabulary} (word) values (?)`));
    this.#delete = lazily(() => writer.prepare<[number]>(`delete from ${name} where seq = ?`));
    this.#head = lazily(() => writer.prepare<[string], Head>(`select seq, rev from ${name} where id = ?`));
    this.#revision = lazily(() =>
      writer.prepare<[number, string], string>(`select rev from ${name} where seq = ? and id = ?`).pluck(),
    );
    [this.#insert, this.#read, this.#readAll] = this.#statements();
  }

  #statements() {
    const { name } = this;
    const writer = this.#writer;
    const select = (): string => `select ${this.shape.columns} from ${name}`;
    return [
      lazily(() => {
        const written = ['id', 'deleted', 'rev', 'lwt', 'extra', 'data', ...this.shape.names];
        return writer.prepare<ColumnValue[]>(
          `insert into ${name} (${written.join(', ')}) values (${written.map(() => '?').join(', ')})`,
        );
      }),
      lazily(() => writer.prepare<[string], RowValues>(`${select()} where id = ?`).raw()),
      lazily(() =>
        writer.prepare<[string], RowValues>(`${select()} where id in (select value from json_each(?))`).raw(),
      ),
    ] as const;
  }

  /** Returns how its rows store documents: which columns to select, and how to read them. */
  get shape(): RowShape {
    return (this.#shape ??= new RowShape(this.#paths, this.#implied, this.#search?.path));
  }

  /** Returns the paths with separate columns. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  get unfilled(): ReadonlySet<string> {
    return this.#unfilled;
  }

  /** Sets which paths have separate columns, and for which of them some rows may still have their values in `data`. */
  setColumns(paths: readonly string[], unfilled: ReadonlySet<string>): void {
    this.#unfilled = unfilled;
    this.#paths = paths;
    this.#shape = undefined;
    this.#updates.clear();
    [this.#insert, this.#read, this.#readAll] = this.#statements();
  }

  /** Returns the search index that writes keep up to date, if there is one. */
  get search(): Search | undefined {
    return this.#search;
  }

  /** Sets or removes the search index. With an index, the documents' words are stored only in it. */
  setSearch(search: Search | undefined): void {
    this.#search = search;
    this.#shape = undefined;
    this.#searchStatements = undefined;
  }

  /** Delays all indexes until the first row. `build` runs in a transaction, and returns the search index if it made one. */
  awaitRows(build: () => Search | undefined): void {
    this.#indexesDue = build;
  }

  /**
   * Builds the indexes that have waited for rows. That must happen outside any transaction, so that a rollback cannot remove them.
   * Throws StorageFault.
   */
  prepareForRows(): void {
    const due = this.#indexesDue;
    if (due === undefined) return;
    const search = inTransaction(this.#writer, `building the indexes of ${this.name}`, () => ({
      keep: true,
      value: due(),
    }));
    if (search !== undefined) this.setSearch(search);
    this.#indexesDue = undefined;
  }

  headOf(id: string): Head | undefined {
    return this.#head().get(id);
  }

  /** Returns the revision in the row `seq`, if that row holds this id's document. */
  revisionAt(seq: number, id: string): string | undefined {
    return this.#revision().get(seq, id);
  }

  read(id: string): AnyDocument | undefined {
    return this.find(id)?.document;
  }

  find(id: string): PlacedDocument | undefined {
    const row = this.#read().get(id);
    return row && { seq: row[0], document: this.shape.read(row) };
  }

  /** Finds the ids that the table holds, with one statement. */
  findAll(ids: readonly string[]): PlacedDocument[] {
    return this.#readAll()
      .all(JSON.stringify(ids))
      .map((row) => ({ seq: row[0], document: this.shape.read(row) }));
  }

  /** Adds a document without its attachments' bytes. Returns its `seq`. */
  insert(id: string, document: AnyDocument): number {
    const { shape } = this;
    const { lastInsertRowid } = this.#insert().run(
      id,
      document._deleted ? 1 : 0,
      document._rev,
      document._meta.lwt,
      extraOf(document),
      shape.data(document),
      ...shape.values(document),
    );
    const words = this.#wordsOf(document) ?? '';
    if (words !== '') this.#addWords(lastInsertRowid, words);
    return Number(lastInsertRowid);
  }

  /**
   * Replaces the row `seq`. `previous` is its present document. Only columns with changed values are written, so that SQLite
   * leaves the other indexes unchanged. The search index is written only if the document contains its words.
   */
  update(seq: number, document: AnyDocument, previous: AnyDocument): void {
    const values: ColumnValue[] = [document._rev, document._meta.lwt, this.shape.data(document)];
    const columns = ['rev', 'lwt', 'data'];
    if (!isPlain(document) || !isPlain(previous)) {
      columns.push('deleted', 'extra');
      values.push(document._deleted ? 1 : 0, extraOf(document));
    }
    const before = this.shape.values(previous);
    const { paths, names } = this.shape;
    for (const [at, value] of this.shape.values(document).entries()) {
      if (before[at] === value && !this.#unfilled.has(paths[at] ?? '')) continue;
      columns.push(names[at] ?? '');
      values.push(value);
    }
    this.#updateOf(columns).run(...values, seq);
    if (this.#search === undefined) return;
    const words = this.#wordsOf(document);
    if (words === undefined) return;
    if (!previous._deleted) this.#searching().remove.run(seq);
    if (words !== '') this.#addWords(seq, words);
  }

  #addWords(seq: number | bigint, words: string): void {
    this.#searching().add.run(seq, words);
    this.noteTitleWords(words, this.#notedWords);
  }

  /**
   * Adds the title words among a document's words to the vocabulary. They stay there when the document is removed, because a
   * search does not depend on words that nothing contains; `ReplicaFile.purge` removes them. `noted`: tokens whose words this
   * transaction has added already, as most of a page's titles share their words.
   */
  noteTitleWords(words: string, noted = new Set<string>()): void {
    if (this.#addToVocabulary === undefined) return;
    const tokens = titleTokensIn(words).filter((token) => !noted.has(token));
    if (tokens.length === 0) return;
    for (const token of tokens) noted.add(token);
    const add = this.#addToVocabulary();
    for (const word of vocabularyOf(tokens)) add.run(word);
  }

  #updateOf(columns: readonly string[]): Update {
    const set = columns.map((column) => `${column} = ?`).join(', ');
    const known = this.#updates.get(set);
    if (known !== undefined) return known;
    if (this.#updates.size >= keptUpdates) this.#updates.clear();
    const made: Update = this.#writer.prepare(`update ${this.name} set ${set} where seq = ?`);
    this.#updates.set(set, made);
    return made;
  }

  /** Removes the row entirely: the document moved to another entity, or its tombstone has expired. */
  delete(seq: number): void {
    this.#delete().run(seq);
    if (this.#search !== undefined) this.#searching().remove.run(seq);
  }

  // Deleted documents are not found by search, so they have no words. `undefined`: unchanged.
  #wordsOf(document: AnyDocument): string | undefined {
    if (this.#search === undefined) return undefined;
    if (document._deleted) return '';
    const words = valueAt(document, this.#search.path);
    return typeof words === 'string' ? words : undefined;
  }

  #searching() {
    const table = this.#search?.table ?? '';
    return (this.#searchStatements ??= {
      add: this.#writer.prepare(`insert into ${table} (rowid, tokens) values (?, ?)`),
      remove: this.#writer.prepare(`delete from ${table} where rowid = ?`),
    });
  }
}
