import type { DeviceMemory } from './device-memory.ts';
import { forgetReplaced, rememberReplaced } from './device-memory.ts';
import {
  type ActDocument,
  type BookDocument,
  bookEntities,
  type ReplacedDocument,
  type StateDocument,
  type TrayDocument,
} from '../documents.ts';
import type { LoadedDocuments } from './loaded-documents.ts';
import { IdsByRecord } from './ids-by-record.ts';
import { RewindableMap } from './rewindable-map.ts';

/** The device's own documents (books) as one write leaves them. Acts are added by `NotedActs`. */
export class NotedBooks {
  readonly #memory: DeviceMemory;
  readonly #documents: LoadedDocuments;
  readonly #touch: (record: string) => void;
  readonly #books = new RewindableMap<string, BookDocument | null>();
  /** The replaced values that this write noted, including those that were reverted by a savepoint. */
  readonly #replaced = new IdsByRecord();

  /** `touch` marks a record to be shown again. */
  constructor(input: { memory: DeviceMemory; documents: LoadedDocuments; touch: (record: string) => void }) {
    this.#memory = input.memory;
    this.#documents = input.documents;
    this.#touch = input.touch;
  }

  /** Returns the noted documents by id; null for a document that is removed. */
  get noted(): Iterable<readonly [string, BookDocument | null]> & { keys: () => Iterable<string> } {
    return this.#books;
  }

  /** Returns the refused acts in the tray, as this write leaves them, without acts that a person has discarded for good. */
  tray(): readonly TrayDocument[] {
    return [...this.#memory.tray.values()].flatMap((entry) => {
      const book = this.#books.get(entry.id);
      if (book === undefined) return [entry];
      return book?.entity === bookEntities.tray ? [book] : [];
    });
  }

  put(document: Exclude<BookDocument, ActDocument | StateDocument>): void {
    // A large act's edits are read from its own row, which is removed with the act: the tray keeps a copy.
    const isTray = document.entity === bookEntities.tray;
    this.#books.set(document.id, isTray ? { ...document, act: { ...document.act } } : document);
    if (document.entity !== bookEntities.replaced) return;
    this.#replaced.add(document.record, document.id);
    this.#touch(document.record);
  }
  /** Adds an act's document. Called only by `NotedActs`, which also keeps the acts by record. */
  putActDocument(act: ActDocument): void {
    this.#books.set(act.id, act);
  }
  remove(id: string): void {
    this.#books.set(id, null);
  }

  /** Returns the fields of a record with replaced values that were not handled, as this write leaves them. */
  replacedFields(record: string): readonly string[] {
    const [held, noted] = [this.#memory.replaced.get(record), this.#replaced.of(record)];
    if (held === undefined && noted === undefined) return [];
    const fields = new Set<string>();
    for (const id of new Set([...(held?.keys() ?? []), ...(noted ?? [])])) {
      const book = this.#books.get(id);
      const entry = book === undefined ? held?.get(id) : book;
      if (entry?.entity === bookEntities.replaced && !entry.handled) fields.add(entry.field);
    }
    return [...fields].sort();
  }

  /** Marks this moment. The returned function rewinds the books to it. */
  savepoint(): () => void {
    const mark = this.#books.mark();
    return () => this.#books.rewind(mark);
  }

  /** Changes memory, after the write is on disk. */
  applyToMemory(): void {
    const memory = this.#memory;
    for (const [id, book] of this.#books) {
      if (book === null) {
        memory.kept.delete(id);
        memory.tray.delete(id);
        const gone = this.#documents.book(id); // the document before this write
        if (gone?.entity === bookEntities.replaced) forgetReplaced(memory, gone);
      } else if (book.entity === bookEntities.tray) memory.tray.set(id, book satisfies TrayDocument);
      else if (book.entity === bookEntities.replaced) rememberReplaced(memory, book satisfies ReplacedDocument);
    }
  }
}
