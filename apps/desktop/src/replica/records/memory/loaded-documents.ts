import type { DeviceMemory } from './device-memory.ts';
import {
  type ActDocument,
  type BookDocument,
  bookEntities,
  isBook,
  type RecordDocument,
  type StateDocument,
  stateId,
} from '../documents.ts';
import type { RecordDatabase, Stored } from '../record-database.ts';

/** The documents of the file that one write has read, as they were before it. */
export class LoadedDocuments {
  readonly #database: RecordDatabase;
  readonly #memory: DeviceMemory;
  readonly #documents = new Map<string, Stored | undefined>();

  constructor(database: RecordDatabase, memory: DeviceMemory) {
    this.#database = database;
    this.#memory = memory;
  }

  /**
   * Reads these documents from the file, unless they are known already. The caller loads every document before it asks for
   * it.
   */
  async load(ids: Iterable<string>): Promise<void> {
    const missing = new Set<string>();
    for (const id of ids) if (!this.#isKnown(id)) missing.add(id);
    if (missing.size === 0) return;
    const found = await this.#database.find([...missing]);
    for (const id of missing) this.#documents.set(id, found.get(id));
  }

  /** Whether a document was read by this write, or is held in memory as it was last written. */
  #isKnown(id: string): boolean {
    if (this.#documents.has(id)) return true;
    const held = this.#held(id);
    const written = held && this.#memory.written.get(held);
    if (written !== undefined) this.#documents.set(id, written);
    return written !== undefined;
  }
  /** Returns the state, or an act, as memory holds it. */
  #held(id: string): StateDocument | ActDocument | undefined {
    return id === stateId ? this.#memory.state : this.#memory.acts.get(id);
  }

  /** Notes that the file has no document under a new id. */
  noteNew(id: string): void {
    this.#documents.set(id, undefined);
  }

  /** Whether this document was loaded, or is known to be missing. */
  has(id: string): boolean {
    return this.#documents.has(id);
  }

  /** Returns the document as the file contains it, including a deleted one; undefined where it was not loaded. */
  stored(id: string): Stored | undefined {
    return this.#documents.get(id);
  }

  /** Returns the living document of this id, of a record or a book. Throws where it was not loaded. */
  #living(id: string): Stored | undefined {
    if (!this.#documents.has(id)) throw new Error(`The write asks for ${id}, which it has not loaded`);
    const document = this.#documents.get(id);
    return document === undefined || document._deleted ? undefined : document;
  }
  /** Returns the living document of a record. Throws where it was not loaded. */
  record(id: string): RecordDocument | undefined {
    const document = this.#living(id);
    return document === undefined || isBook(document.entity) ? undefined : (document as RecordDocument); // the entity distinguishes books and records
  }
  /** Returns the living document of a book. Throws where it was not loaded. */
  book(id: string): BookDocument | undefined {
    const document = this.#living(id);
    return document !== undefined && isBook(document.entity) ? (document as BookDocument) : undefined; // as above
  }

  /** Notes documents that are on disk now, after memory was updated: the next write need not read them. */
  keepWritten(written: readonly Stored[]): void {
    for (const document of written) {
      const held = this.#held(document.id);
      // A large act's document would keep its edits in memory, so its next write reads the document again.
      const isLarge = held?.entity === bookEntities.act && this.#memory.large.isHeld(held);
      if (held && !isLarge) this.#memory.written.set(held, document);
    }
  }
}
