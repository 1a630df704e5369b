import { devicePaths, indexedCurrencies, indexPlansOf } from '@outpost/domain/kernel/query/plans/index-plan';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { keysProperty, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import {
  type BulkWriteRow,
  createRxDatabase,
  getWrittenDocumentsFromBulkWriteResponse,
  type RxChangeEvent,
  type RxCollection,
  type RxDatabase,
  type RxDocumentData,
  type RxJsonSchema,
} from 'rxdb';
import type { EntityIndex, TableIndexes } from '../storage/tables/table-indexes.ts';
import type { ReplicaFile } from '../storage/files/replica-file.ts';
import { getSqliteStorage, type SqliteStorage } from '../storage/sqlite-storage.ts';
import { toStorageFault } from '../storage/files/storage-fault.ts';
import { atomicContext } from '../storage/write-batch.ts';
import { ReplicaLookups } from './replica-lookups.ts';
import { tenantCatalogue } from './tenant-catalogue.ts';
import { type BookDocument, bookEntities, type RecordDocument } from './documents.ts';

export type AnyStored = RecordDocument | BookDocument;
/** A document with RxDB's own fields, which RxDB compares at a later write of the document. */
export type Stored = RxDocumentData<AnyStored>;
type LocalDocument = { readonly id: string; readonly value: unknown };

/** A change, as the change stream reports it. */
export type StoredChange = { readonly id: string; readonly entity: string };

// Documents of many kinds share one collection, so the schema names only the properties that all of them have (D-1).
const recordsSchema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 160 }, entity: { type: 'string' } },
  required: ['id', 'entity'],
  additionalProperties: true,
} as unknown as RxJsonSchema<AnyStored>; // RxDB's type asks for every property by name

const localSchema: RxJsonSchema<LocalDocument> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 200 }, value: {} },
  required: ['id'],
};

/** A row for `write`: a document to store, or the id and entity of one to remove. */
export type WriteRow =
  { readonly document: AnyStored; readonly previous?: Stored | undefined } | { readonly gone: Stored };

/** The replica's RxDB database (D-1). Every change goes through `write`, which writes all of it or nothing. */
export class RecordDatabase {
  readonly file: ReplicaFile;
  readonly storage: SqliteStorage;
  readonly #database: RxDatabase;
  readonly #records: RxCollection<AnyStored>;
  readonly #local: RxCollection<LocalDocument>;
  readonly #onLocal = new Set<(key: string) => void>();
  #willKeepLog = false;

  constructor(opened: {
    file: ReplicaFile;
    storage: SqliteStorage;
    database: RxDatabase;
    records: RxCollection<AnyStored>;
    local: RxCollection<LocalDocument>;
  }) {
    this.file = opened.file;
    this.storage = opened.storage;
    this.#database = opened.database;
    this.#records = opened.records;
    this.#local = opened.local;
  }

  /** Returns documents by id, including deleted ones: a write over a tombstone must name it. */
  async find(ids: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    try {
      const found = await this.#records.storageInstance.findDocumentsById([...ids], true);
      return new Map(found.map((document) => [document.id, document]));
    } catch (cause) {
      this.file.met(cause);
      throw cause;
    }
  }

  /** Returns all living documents of one kind. For the device's own documents only: compiled questions read records. */
  async all<D extends AnyStored>(entity: string): Promise<readonly D[]> {
    const found = await this.#records.find({ selector: { entity } }).exec();
    return found.map((document) => document.toMutableJSON() as unknown as D); // the kind of document that the entity names
  }

  /**
   * Yields all living documents of one kind one by one, in the order of their insertion, for own documents that may exceed
   * memory.
   */
  *each<D extends BookDocument>(entity: D['entity']): Generator<D, void, void> {
    const next = this.file.writer.prepare<
      [number],
      { readonly seq: number; readonly id: string; readonly data: string }
    >(
      `select seq, id, data from ${recordTable(entity)} where deleted = 0 and seq > ? order by seq limit ${booksAtOnce}`,
    );
    for (let after = 0; ;) {
      const rows = readRows(() => next.all(after));
      for (const { seq, id, data } of rows) {
        after = seq;
        yield { ...JSON.parse(data), id, entity } as D; // written by this class, of the kind that the entity names
      }
      if (rows.length < booksAtOnce) return;
    }
  }

  /**
   * Writes all rows in one transaction; they are on disk when this resolves. Returns the documents as they were written, row
   * by row. Throws with nothing written (StorageFault, or a bug of the replica).
   */
  async write(rows: readonly WriteRow[]): Promise<readonly Stored[]> {
    const own = { _meta: { lwt: 1 }, _rev: '', _attachments: {} };
    const prepared = rows.map((row) => {
      if ('gone' in row) {
        const { id, entity } = row.gone;
        return { previous: row.gone, document: { id, entity, _deleted: true, ...own } as unknown as Stored }; // no content of a purged document remains
      }
      const document = { ...row.document, _deleted: false, ...own } as Stored;
      return row.previous === undefined ? { document } : { document, previous: row.previous };
    }) as BulkWriteRow<AnyStored>[];
    const response = await this.#records.storageInstance.bulkWrite(prepared, atomicContext);
    const first = response.error[0];
    if (first)
      throw new Error(`The replica wrote ${first.documentId} past its own queue (status ${String(first.status)})`);
    this.#keepLogSoon();
    return getWrittenDocumentsFromBulkWriteResponse('id', prepared, response);
  }

  /**
   * Maintains the log after the callers of this write, and of directly following ones, have their answers: it takes a
   * twentieth of an act's time.
   */
  #keepLogSoon(): void {
    if (this.#willKeepLog) return;
    this.#willKeepLog = true;
    setImmediate(() => {
      this.#willKeepLog = false;
      if (this.file.isOpen) this.file.keepLogBounded();
    });
  }

  /** Calls back for each committed write with its changes. Returns the function that stops it. */
  onChange(listener: (changes: readonly StoredChange[]) => void): () => void {
    const subscription = this.#records.eventBulks$.subscribe((bulk) => {
      listener(
        (bulk.events as unknown as readonly RxChangeEvent<AnyStored>[]).map((event) => ({
          id: event.documentId,
          entity: event.documentData.entity,
        })),
      );
    });
    return () => subscription.unsubscribe();
  }

  async getLocal(key: string): Promise<unknown> {
    const found = await this.#local.findOne(key).exec();
    return found ? found.toMutableJSON().value : null;
  }

  /** Returns all local values with their keys. */
  async allLocal(): Promise<readonly (readonly [key: string, value: unknown])[]> {
    const found = await this.#local.find().exec();
    return found.map((document) => [document.id, document.toMutableJSON().value] as const);
  }

  async setLocal(key: string, value: unknown): Promise<void> {
    for (const listener of this.#onLocal) listener(key);
    await this.#local.upsert({ id: key, value });
  }

  /** Calls back before each local value is written. Returns the function that stops it. */
  onLocal(listener: (key: string) => void): () => void {
    this.#onLocal.add(listener);
    return () => void this.#onLocal.delete(listener);
  }

  /**
   * Keeps the tables and indexes of all kinds of record, including the tenant's own (D-2). A kind's table is made at its first use.
   * Cheap where nothing changed.
   */
  keepTablesOf(catalogue: Catalogue): Promise<void> {
    return this.storage.ensureIndexes(deviceIndexes(catalogue));
  }

  /** Removes tombstones from the file for good. Called in idle time. */
  async sweepTombstones(): Promise<void> {
    await this.#records.storageInstance.cleanup(0);
  }

  async close(): Promise<void> {
    await this.#database.close();
    if (this.file.isOpen) this.file.close();
  }
}

/** Chosen: acts of an import have a hundred edits each. */
const booksAtOnce = 20;

function readRows<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw toStorageFault(error, "reading the device's books");
  }
}

const bookIndexes: readonly TableIndexes[] = [
  { entity: bookEntities.act, indexes: [] },
  { entity: bookEntities.tray, indexes: [] },
  { entity: bookEntities.state, indexes: [] },
  { entity: bookEntities.import, indexes: [] },
  { entity: bookEntities.importMapping, indexes: [] },
  { entity: bookEntities.replaced, indexes: [{ name: 'record', columns: ['record'] }] },
  {
    entity: bookEntities.history,
    indexes: [
      { name: 'record', columns: ['record', { path: 'n', descending: true }] },
      { name: 'act', columns: ['act'] },
      { name: 'group', columns: ['group'] },
    ],
  },
];

/**
 * Removes duplicate indexes. A key that is both unique and listed by requests one index twice, and each index costs every
 * write a page.
 */
function eachOnce(indexes: readonly EntityIndex[]): readonly EntityIndex[] {
  const held = new Set<string>();
  return indexes.filter(({ columns, covers }) => {
    const holds = JSON.stringify([columns, covers]);
    return !held.has(holds) && held.add(holds);
  });
}

/**
 * Returns the index of the few deleted or merged records of a kind, which its other indexes do not contain: a record's
 * history reads its children.
 */
const notLiving = ({ parent }: Entity): EntityIndex => ({
  name: '_not_living', // no field's name begins with this character
  columns: [parent === undefined ? 'updatedAt' : `${keysProperty}.${parent}`],
  only: { path: 'life', op: '<>', value: 'alive' },
});

const indexesOf = (entity: Entity): readonly EntityIndex[] => [
  notLiving(entity),
  ...eachOnce(
    indexPlansOf(entity).map(({ name, columns, covers, isSparse }) => ({
      name,
      columns: columns.map((column) => column.documentPath),
      covers: covers.map((column) => column.documentPath),
      only: { path: 'life', op: '=', value: 'alive' },
      ...(isSparse === true && columns[0] ? { filled: columns[0].documentPath } : {}),
    })),
  ),
];

/**
 * Returns the device's indexes, from the declarations (D-2). They contain only living records: a query that reads along one
 * need not check that a record is alive (ADR 0013).
 */
export function deviceIndexes(catalogue: Catalogue): readonly TableIndexes[] {
  const ofRecords = [...catalogue.entities.values()].map((entity): TableIndexes => ({
    entity: entity.name,
    get columns() {
      return devicePaths(entity);
    },
    get indexes() {
      return indexesOf(entity);
    },
    get ends() {
      return indexedCurrencies(entity).map((column) => column.documentPath);
    },
    search: { path: 'search' },
    isOnDemand: true,
  }));
  return [...ofRecords, ...bookIndexes];
}

/**
 * Opens the RxDB database in an opened file, with the tables of the build's kinds of record and of the tenant's own kinds
 * that the file defines. `name` belongs to the file for ever and is unique in the process. Throws StorageFault.
 */
export async function openRecordDatabase(input: {
  readonly file: ReplicaFile;
  readonly name: string;
  readonly catalogue: Catalogue;
}): Promise<RecordDatabase> {
  const storage = getSqliteStorage({ file: input.file });
  const database = await createRxDatabase({ name: input.name, storage, multiInstance: false, eventReduce: false });
  try {
    const { records, local } = await database.addCollections({
      records: { schema: recordsSchema },
      local: { schema: localSchema },
    });
    if (!records || !local) throw new Error('RxDB did not open the collections it was asked for');
    const opened = new RecordDatabase({ file: input.file, storage, database, records, local });
    await opened.keepTablesOf(tenantCatalogue(input.catalogue, new ReplicaLookups(input.file)).catalogue);
    return opened;
  } catch (cause) {
    await database.close();
    throw cause;
  }
}
