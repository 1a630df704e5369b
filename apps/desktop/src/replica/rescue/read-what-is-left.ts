import { recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import {
  type ActDocument,
  bookEntities,
  isBook,
  type RecordDocument,
  type ReplacedDocument,
  type StateDocument,
  type TrayDocument,
} from '../records/documents.ts';
import type { AnyStored } from '../records/record-database.ts';
import { DamagedFile, type ReadCount } from '../storage/damaged-file.ts';
import type { FileKey } from '../storage/files/keyed-connection.ts';
import type { AnyDocument } from '../storage/tables/stored-document.ts';

/** A value that never leaves the device (`RecordDatabase.getLocal`). */
export type LocalDocument = { readonly id: string; readonly value: unknown };
/** The number of lost items; null where the damage hides it. */
export type Lost = number | null;
export type Gathered<D> = { readonly all: readonly D[]; readonly lost: Lost };

/**
 * The device's own books, as far as they can be read. They fit in memory, and they contain all data that the server does not
 * have.
 */
export type BooksLeft = {
  readonly acts: Gathered<ActDocument>;
  readonly tray: Gathered<TrayDocument>;
  readonly local: Gathered<LocalDocument>;
  readonly replaced: readonly ReplacedDocument[];
  readonly state: StateDocument | undefined;
};

/** The readable records and their history, yielded one by one because there may be a million. `lost` is known at the end. */
export type RecordsLeft = { readonly all: Iterable<AnyStored>; readonly lost: () => Lost };

const localTable = recordTable('local', 'c');
const heightOf = (document: AnyDocument): number => Number.parseInt(document._rev, 10) || 0;

/** Reads the readable parts of a damaged file. The caller closes it. */
export class WhatIsLeft {
  readonly #file: DamagedFile;
  readonly #tables: readonly string[];
  #scattered: readonly AnyDocument[] | undefined;

  constructor(input: { readonly file: string; readonly key: FileKey }) {
    this.#file = new DamagedFile(input);
    this.#tables = this.#file.tables();
  }

  books(): BooksLeft {
    return {
      acts: this.#book<ActDocument>(recordTable(bookEntities.act), ofEntity(bookEntities.act)),
      tray: this.#book<TrayDocument>(recordTable(bookEntities.tray), ofEntity(bookEntities.tray)),
      local: this.#book<LocalDocument>(localTable, (document) => 'value' in document && !('entity' in document)),
      replaced: this.#book<ReplacedDocument>(recordTable(bookEntities.replaced), ofEntity(bookEntities.replaced)).all,
      state: this.#book<StateDocument>(recordTable(bookEntities.state), ofEntity(bookEntities.state)).all[0],
    };
  }

  /**
   * Reads one table's living documents. If the table's own pages do not yield all of them, every page of the file is searched.
   */
  #book<D>(table: string, isOfIt: (document: AnyDocument) => boolean): Gathered<D> {
    const isListed = this.#tables.includes(table);
    const count: ReadCount = { read: 0, expected: null, gaps: 0 };
    const newest = new Map<string, AnyDocument>();
    const take = (document: AnyDocument) => {
      const known = newest.get(idOf(document));
      if (!known || heightOf(known) < heightOf(document)) newest.set(idOf(document), document);
    };
    if (isListed) for (const document of this.#file.documents(table, count)) take(document);
    // The table is complete if each row was read, and the list of tables names every table.
    const isWhole = isListed ? count.gaps === 0 : this.#tables.length > 0;
    if (!isWhole) {
      const ids = isListed ? this.#file.ids(table) : null;
      for (const document of this.#allPages())
        if (isOfIt(document) && (ids?.has(idOf(document)) ?? true)) take(document);
    }
    const expected = isWhole ? newest.size : count.expected;
    const living = [...newest.values()].filter((document) => !document._deleted);
    return {
      all: living.map((document) => withoutStorage(document) as D), // recognised by its table, or by its shape
      lost: expected === null ? null : Math.max(0, expected - newest.size),
    };
  }

  /**
   * Returns the documents on all pages. Only books and local documents are searched this way: records come from the server, and
   * may exceed the memory.
   */
  #allPages(): readonly AnyDocument[] {
    this.#scattered ??= [...this.#file.scattered()].filter(
      (document) => typeof document['entity'] !== 'string' || isBook(document['entity']),
    );
    return this.#scattered;
  }

  /** Returns living records and their history from the readable tables. */
  records(): RecordsLeft {
    const books = new Set<string>(
      [bookEntities.act, bookEntities.tray, bookEntities.replaced, bookEntities.state].map((book) => recordTable(book)),
    );
    const tables = this.#tables.filter((table) => table.startsWith('r_') && !books.has(table));
    const counts = tables.map((table) => ({ table, count: { read: 0, expected: null, gaps: 0 } as ReadCount }));
    const file = this.#file;
    return {
      all: (function* () {
        for (const { table, count } of counts)
          for (const document of file.documents(table, count))
            if (!document._deleted) yield withoutStorage(document) as AnyStored; // the records' tables contain only records
      })(),
      lost: () => {
        const isKnown = tables.length > 0 && counts.every(({ count }) => count.gaps === 0 || count.expected !== null);
        if (!isKnown) return null;
        return counts.reduce((sum, { count }) => sum + Math.max(0, (count.expected ?? count.read) - count.read), 0);
      },
    };
  }

  close(): void {
    this.#file.close();
  }
}

const idOf = (document: AnyDocument): string => String(document['id']);
const ofEntity = (entity: string) => (document: AnyDocument) => document['entity'] === entity;

function withoutStorage({ _deleted, _rev, _meta, _attachments, ...document }: AnyDocument): unknown {
  return document;
}

/** Whether a record was shown with unsent acts. Then its shown state must be derived again. */
export const isWaiting = (document: AnyStored): document is RecordDocument & { readonly waiting: number } =>
  !isBook(document.entity) && 'waiting' in document && (document.waiting ?? 0) > 0;
