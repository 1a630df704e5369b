import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { DeviceMemory } from './memory/device-memory.ts';
import { type StateDocument, stateId } from './documents.ts';
import { LoadedDocuments } from './memory/loaded-documents.ts';
import { NotedActs } from './memory/noted-acts.ts';
import { NotedBooks } from './memory/noted-books.ts';
import { NotedRecords } from './memory/noted-records.ts';
import type { AnyStored, RecordDatabase, Stored, WriteRow } from './record-database.ts';

/**
 * One transaction of the device, the `write` of the model. It notes every change of records, acts, own documents and the
 * state; `commit` writes all of them in one atomic write (D-2), and only then changes memory. Without `commit`, nothing has
 * happened. The caller that makes one holds the write lane.
 */
export class DeviceWrite {
  readonly catalogue: Catalogue;
  readonly documents: LoadedDocuments;
  readonly records: NotedRecords;
  readonly acts: NotedActs;
  readonly books: NotedBooks;
  readonly #database: RecordDatabase;
  readonly #memory: DeviceMemory;
  #state: StateDocument;

  /** `hasTodaysKeys`: whether all records of a kind have the keys of its present declaration. */
  constructor(input: {
    catalogue: Catalogue;
    database: RecordDatabase;
    memory: DeviceMemory;
    hasTodaysKeys: (entity: Entity) => boolean;
  }) {
    const { catalogue, database, memory, hasTodaysKeys } = input;
    this.catalogue = catalogue;
    this.#database = database;
    this.#memory = memory;
    this.#state = memory.state;
    const touch = (record: string) => this.records.touch(record);
    const documents = new LoadedDocuments(database, memory);
    const books = new NotedBooks({ memory, documents, touch });
    const acts = new NotedActs({ memory, documents, books, touch });
    this.documents = documents;
    this.books = books;
    this.acts = acts;
    this.records = new NotedRecords({
      catalogue,
      documents,
      acts,
      books,
      round: () => this.#state.round,
      hasTodaysKeys,
    });
  }

  get state(): StateDocument {
    return this.#state;
  }
  setState(change: Partial<StateDocument>): void {
    this.#state = { ...this.#state, ...change };
  }

  /**
   * Marks this moment: the returned function rewinds the write to it, for an act that is refused among accepted ones.
   */
  savepoint(): () => void {
    const rewinds = [this.acts.savepoint(), this.books.savepoint(), this.records.savepoint()];
    const state = this.#state;
    return () => {
      for (const rewind of rewinds) rewind();
      this.#state = state;
    };
  }

  /**
   * Writes everything in one transaction, then updates memory. Returns the kinds of document that were written. Throws with
   * nothing changed.
   */
  async commit(): Promise<ReadonlySet<string>> {
    await this.records.load(this.records.touched);
    await this.documents.load([...this.books.noted.keys(), stateId]);
    const rows = this.#rows();
    const written = rows.length > 0 ? await this.#database.write(rows) : [];
    this.#applyToMemory();
    this.documents.keepWritten(written);
    return new Set(rows.map((row) => ('gone' in row ? row.gone.entity : row.document.entity)));
  }

  /** Returns the rows of all changes, without documents that the file already contains. */
  #rows(): readonly WriteRow[] {
    const rows: WriteRow[] = [];
    const put = (document: AnyStored) => {
      const previous = this.documents.stored(document.id);
      if (previous !== undefined && !previous._deleted && isUnchanged(previous, document)) return;
      rows.push({ document, previous });
    };
    const putOrRemove = (id: string, document: AnyStored | null) => {
      const previous = this.documents.stored(id);
      if (document) put(document);
      else if (previous !== undefined && !previous._deleted) rows.push({ gone: previous });
    };
    for (const id of this.records.touched) putOrRemove(id, this.records.document(id));
    for (const [id, book] of this.books.noted) putOrRemove(id, book);
    if (this.#state !== this.#memory.state || this.documents.stored(stateId) === undefined) put(this.#state);
    return rows;
  }

  #applyToMemory(): void {
    this.acts.applyToMemory();
    this.#memory.state = this.#state;
    this.books.applyToMemory();
  }
}

/** Whether the file already contains this same document: a page may name a record that an act's answer brought before. */
function isUnchanged(previous: Stored, document: AnyStored): boolean {
  if ('version' in document && 'version' in previous && previous.version !== document.version) return false; // a differing version needs no further comparison
  if ('state' in document && 'state' in previous && previous.state !== document.state) return false; // the same holds for differing states of an act
  if ('waiting' in document && (!('waiting' in previous) || previous.waiting !== document.waiting)) return false; // a further act does not either
  const held = previous as unknown as Readonly<Record<string, JsonValue>>; // documents and RxDB's fields are JSON
  const next = document as unknown as Readonly<Record<string, JsonValue>>; // as above
  for (const name in next) if (!(name in held && sameJson(held[name], next[name]))) return false;
  for (const name in held) if (!(name in next) && !ofRxdb.has(name)) return false;
  return true;
}

/** The fields that RxDB adds to a document. */
const ofRxdb: ReadonlySet<string> = new Set(['_rev', '_meta', '_deleted', '_attachments']);
