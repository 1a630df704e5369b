import { getPrimaryFieldOfPrimaryKey, now } from 'rxdb';
import type {
  BulkWriteRow,
  EventBulk,
  PreparedQuery,
  RxDocumentData,
  RxJsonSchema,
  RxStorageBulkWriteResponse,
  RxStorageChangeEvent,
  RxStorageCountResult,
  RxStorageDefaultCheckpoint,
  RxStorageInstance,
  RxStorageInstanceCreationParams,
  RxStorageQueryResult,
} from 'rxdb';
import type { Observable } from 'rxjs';
import { Subject } from 'rxjs';
import { AttachmentBytes, readBlobs } from './attachment-bytes.ts';
import { ChangedDocuments } from './changed-documents.ts';
import type { CollectionTables } from './tables/collection-tables.ts';
import { MangoQueries } from './reading/mango-query.ts';
import { StorageFault, toStorageFault } from './files/storage-fault.ts';
import { removeTombstones } from './tombstone-cleanup.ts';
import type { Events, BulkRow, WriteTarget } from './write-batch.ts';
import { writeBatch } from './write-batch.ts';

/** The parts that all open instances of one collection share: its tables and the listeners to its changes. */
export class SharedCollection {
  readonly tables: CollectionTables;
  readonly changes = new Subject<Events>();
  readonly #onRelease: () => void;
  #holders = 0;
  isRemoved = false;

  constructor(tables: CollectionTables, onRelease: () => void) {
    this.tables = tables;
    this.#onRelease = onRelease;
  }

  hold(): void {
    this.#holders += 1;
  }

  letGo(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#onRelease();
  }
}

export type SqliteInternals = { readonly collection: SharedCollection };
export type SqliteInstanceOptions = Record<string, never>;

// Internally, documents are JSON objects of unknown shape; RxDB's type parameter exists for its callers only. The two views meet
// here.
type Inner = RxStorageInstance<Record<string, unknown>, unknown, unknown>;

/**
 * One collection of RxDB over its SQLite tables. All work is done when a call returns; its promises exist only for RxDB's
 * contract.
 */
export class SqliteStorageInstance<RxDocType> implements RxStorageInstance<
  RxDocType,
  SqliteInternals,
  SqliteInstanceOptions,
  RxStorageDefaultCheckpoint
> {
  readonly databaseName: string;
  readonly collectionName: string;
  readonly schema: Readonly<RxJsonSchema<RxDocumentData<RxDocType>>>;
  readonly internals: SqliteInternals;
  readonly options: Readonly<SqliteInstanceOptions>;
  readonly primaryPath: string;
  readonly #target: WriteTarget;
  readonly #queries: MangoQueries;
  readonly #changed: ChangedDocuments;
  #closing: Promise<void> | undefined;

  constructor(params: RxStorageInstanceCreationParams<RxDocType, SqliteInstanceOptions>, collection: SharedCollection) {
    this.databaseName = params.databaseName;
    this.collectionName = params.collectionName;
    this.schema = params.schema;
    this.options = params.options;
    this.internals = { collection };
    this.primaryPath = getPrimaryFieldOfPrimaryKey(params.schema.primaryKey);
    const { tables } = collection;
    const instance = this as unknown as Inner;
    this.#target = { instance, tables, attachments: new AttachmentBytes(tables), primaryPath: this.primaryPath };
    this.#queries = new MangoQueries(tables, instance.schema, this.primaryPath);
    this.#changed = new ChangedDocuments(tables, this.primaryPath);
    collection.hold();
  }

  async bulkWrite(
    documentWrites: BulkWriteRow<RxDocType>[],
    context: string,
  ): Promise<RxStorageBulkWriteResponse<RxDocType>> {
    this.#ensureUsable();
    const rows = documentWrites as unknown as BulkRow[];
    const bytes = this.schema.attachments
      ? await readBlobs(rows.map((row) => row.document))
      : new Map<Blob, Uint8Array>();
    const { errors, events } = writeBatch(this.#target, rows, { context, bytes });
    if (events !== undefined) this.internals.collection.changes.next(events);
    return { error: errors as unknown as RxStorageBulkWriteResponse<RxDocType>['error'] };
  }

  async findDocumentsById(ids: string[], withDeleted: boolean): Promise<RxDocumentData<RxDocType>[]> {
    return this.#reading('reading documents', () => {
      const found = this.internals.collection.tables.read(ids);
      return (withDeleted
        ? found
        : found.filter((document) => !document._deleted)) as unknown as RxDocumentData<RxDocType>[];
    });
  }

  async query(preparedQuery: PreparedQuery<RxDocType>): Promise<RxStorageQueryResult<RxDocType>> {
    return this.#reading('answering a query', () => {
      const documents = this.#queries.find(preparedQuery.query);
      return { documents: documents as unknown as RxDocumentData<RxDocType>[] };
    });
  }

  async count(preparedQuery: PreparedQuery<RxDocType>): Promise<RxStorageCountResult> {
    return this.#reading('counting', () => ({ count: this.#queries.count(preparedQuery.query), mode: 'fast' }));
  }

  /** Returns SQLite's plan for a query, line by line, on one entity's table. For tests. */
  explain(preparedQuery: PreparedQuery<RxDocType>, entity?: string): string[] {
    return this.#queries.explain(preparedQuery.query, entity);
  }

  async getAttachmentData(documentId: string, attachmentId: string, digest: string): Promise<Blob> {
    return this.#reading('reading an attachment', () =>
      this.#target.attachments.get({ documentId, attachmentId }, digest),
    );
  }

  async getChangedDocumentsSince(
    limit: number,
    checkpoint?: RxStorageDefaultCheckpoint,
  ): Promise<{ documents: RxDocumentData<RxDocType>[]; checkpoint: RxStorageDefaultCheckpoint }> {
    return this.#reading('reading the changes', () => {
      const changed = this.#changed.since(limit, checkpoint);
      return { ...changed, documents: changed.documents as unknown as RxDocumentData<RxDocType>[] };
    });
  }

  /** Emits the changes of this and of all other instances of the collection on the same storage, each after its commit. */
  changeStream(): Observable<EventBulk<RxStorageChangeEvent<RxDocumentData<RxDocType>>, RxStorageDefaultCheckpoint>> {
    this.#ensureUsable();
    return this.internals.collection.changes.asObservable() as unknown as ReturnType<this['changeStream']>;
  }

  async cleanup(minimumDeletedTime: number): Promise<boolean> {
    this.#ensureUsable();
    return removeTombstones(this.internals.collection.tables, now() - minimumDeletedTime);
  }

  async close(): Promise<void> {
    this.#closing ??= Promise.resolve(this.internals.collection.letGo());
    return this.#closing;
  }

  async remove(): Promise<void> {
    this.#ensureUsable();
    this.internals.collection.isRemoved = true;
    this.internals.collection.tables.drop();
    await this.close();
  }

  #ensureUsable(): void {
    const { collectionName } = this;
    if (this.#closing !== undefined) throw new StorageFault('closed', `The collection ${collectionName} is closed`);
    if (this.internals.collection.isRemoved)
      throw new StorageFault('closed', `The collection ${collectionName} was removed`);
  }

  #reading<T>(doing: string, read: () => T): T {
    this.#ensureUsable();
    try {
      return read();
    } catch (error) {
      throw toStorageFault(error, doing);
    }
  }
}
