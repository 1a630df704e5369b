import { recordTable, recordTablePrefix } from '@outpost/domain/kernel/query/sqlite-expression';
import { RXDB_VERSION, deepEqual, ensureRxStorageInstanceParamsAreCorrect, getPrimaryFieldOfPrimaryKey } from 'rxdb';
import type { RxStorage, RxStorageInstanceCreationParams } from 'rxdb';
import { CollectionTables, type Layout } from './tables/collection-tables.ts';
import type { IndexProgress } from './tables/index-keeper.ts';
import { IndexKeeper } from './tables/index-keeper.ts';
import type { TableIndexes } from './tables/table-indexes.ts';
import type { ReplicaFile } from './files/replica-file.ts';
import type { SqliteInstanceOptions, SqliteInternals } from './sqlite-storage-instance.ts';
import { SharedCollection, SqliteStorageInstance } from './sqlite-storage-instance.ts';
import { StorageFault } from './files/storage-fault.ts';

/** The tables of a collection, where they differ from the default: one table named after the collection. */
export type CollectionLayout = {
  /** The prefix of its tables' names. */
  readonly prefix?: string;
  /**
   * The property with a document's entity: each entity gets a table. By default `entity`, where the schema has it as a string.
   */
  readonly entityPath?: string;
};

export type SqliteStorageOptions = {
  /** The opened file. The code that opened it closes it, after the RxDB database. */
  readonly file: ReplicaFile;
  /** By collection name. `records` has the prefix `r` unless another one is given. */
  readonly tables?: Readonly<Record<string, CollectionLayout>>;
};

const recordsCollection = 'records';
const recordsPrimaryPath = 'id';

/**
 * RxDB's storage over one encrypted SQLite file (D-1, D-2), with two additions for the `records` collection: indexes and search.
 */
export class SqliteStorage implements RxStorage<SqliteInternals, SqliteInstanceOptions> {
  readonly name = 'outpost-sqlite';
  readonly rxdbVersion = RXDB_VERSION;
  readonly file: ReplicaFile;
  readonly #layouts: Readonly<Record<string, CollectionLayout>>;
  readonly #open = new Map<string, { readonly collection: SharedCollection; readonly schema: unknown }>();
  readonly #tablesOf = new Map<string, CollectionTables>();
  #keeper: IndexKeeper | undefined;

  constructor(options: SqliteStorageOptions) {
    this.file = options.file;
    this.#layouts = { [recordsCollection]: { prefix: recordTablePrefix, entityPath: 'entity' }, ...options.tables };
  }

  /**
   * Implements RxDB's contract. All instances of a collection made by this storage share its tables and its stream of changes.
   * One file holds one RxDB database: a second name is a fault, because it would share the tables.
   */
  async createStorageInstance<RxDocType>(
    params: RxStorageInstanceCreationParams<RxDocType, SqliteInstanceOptions>,
  ): Promise<SqliteStorageInstance<RxDocType>> {
    ensureRxStorageInstanceParamsAreCorrect(params);
    const layout = this.#layoutOf(params);
    const { prefix, entityPath } = layout;
    let open = this.#open.get(prefix);
    if (open !== undefined && params.devMode && !deepEqual(open.schema, params.schema)) {
      throw new StorageFault('other', `The collection ${params.collectionName} is open with another schema`);
    }
    if (open === undefined) {
      const tables = this.#tables(layout);
      this.#register(prefix, params);
      if (entityPath === undefined) await this.#ensureSchemaIndexes(tables, params);
      open = { collection: new SharedCollection(tables, () => this.#forget(prefix)), schema: params.schema };
      this.#open.set(prefix, open);
    } else if (open.collection.isRemoved) {
      throw new StorageFault(
        'closed',
        `The collection ${params.collectionName} was removed; close its other instances first`,
      );
    }
    return new SqliteStorageInstance(params, open.collection);
  }

  /** Makes the records' indexes equal to the plans; see IndexKeeper. `plans` is the complete list. */
  ensureIndexes(plans: readonly TableIndexes[], onProgress?: IndexProgress): Promise<void> {
    return this.#indexKeeper().ensureIndexes(plans, onProgress);
  }

  /** Makes the table of an entity if it has none yet: questions name tables that no row has needed. Throws StorageFault. */
  makeTable(entity: string): void {
    this.#recordTables().of(entity);
  }

  /** Whether the file has a table of the entity. */
  hasTable(entity: string): boolean {
    return this.#recordTables().known(entity) !== undefined;
  }

  #layoutOf<RxDocType>(params: RxStorageInstanceCreationParams<RxDocType, SqliteInstanceOptions>): Layout {
    const { collectionName, schema } = params;
    const given = Object.hasOwn(this.#layouts, collectionName) ? this.#layouts[collectionName] : undefined;
    const properties = schema.properties as Readonly<Record<string, { readonly type?: unknown } | undefined>>; // a JSON schema's properties
    const hasEntity = Object.hasOwn(properties, 'entity') && properties['entity']?.type === 'string';
    const prefix = given?.prefix ?? recordTable(collectionName, 'c');
    const entityPath = given?.entityPath ?? (hasEntity ? 'entity' : undefined);
    return {
      prefix: schema.version === 0 ? prefix : `${prefix}__v${schema.version}`,
      entityPath,
      primaryPath: getPrimaryFieldOfPrimaryKey(schema.primaryKey),
    };
  }

  #tables(layout: Layout): CollectionTables {
    const tables = this.#tablesOf.get(layout.prefix) ?? new CollectionTables(this.file.writer, layout);
    this.#tablesOf.set(layout.prefix, tables);
    return tables;
  }

  #recordTables(): CollectionTables {
    const { prefix = recordTablePrefix, entityPath = 'entity' } = this.#layouts[recordsCollection] ?? {};
    return this.#tables({ prefix, entityPath, primaryPath: recordsPrimaryPath });
  }

  #indexKeeper(): IndexKeeper {
    return (this.#keeper ??= new IndexKeeper(this.#recordTables()));
  }

  #forget(prefix: string): void {
    const open = this.#open.get(prefix);
    this.#open.delete(prefix);
    if (open?.collection.isRemoved !== true) return;
    this.#tablesOf.delete(prefix);
    this.#keeper = undefined;
  }

  #register<RxDocType>(
    prefix: string,
    params: RxStorageInstanceCreationParams<RxDocType, SqliteInstanceOptions>,
  ): void {
    const { databaseName, collectionName, schema } = params;
    const { writer } = this.file;
    const holder = writer
      .prepare<[string], { readonly database: string; readonly collection: string }>(
        'select database, collection from outpost_collection where prefix = ?',
      )
      .get(prefix);
    if (holder === undefined) {
      writer
        .prepare('insert into outpost_collection (prefix, database, collection, version) values (?, ?, ?, ?)')
        .run(prefix, databaseName, collectionName, schema.version);
      return;
    }
    if (holder.database === databaseName && holder.collection === collectionName) return;
    throw new StorageFault(
      'other',
      `The tables ${prefix} belong to ${holder.database}/${holder.collection}, not to ${databaseName}/${collectionName}`,
    );
  }

  // Makes the schema's indexes. RxDB adds `_deleted` before, and the primary key after, the fields of each index. The table
  // itself serves the bare default indexes.
  async #ensureSchemaIndexes<RxDocType>(
    tables: CollectionTables,
    params: RxStorageInstanceCreationParams<RxDocType, SqliteInstanceOptions>,
  ): Promise<void> {
    const { schema } = params;
    const primaryPath: string = getPrimaryFieldOfPrimaryKey(schema.primaryKey);
    const indexes = (schema.indexes ?? [])
      .map((index) =>
        (typeof index === 'string' ? [index] : [...index]).filter(
          (path) => path !== '_deleted' && path !== primaryPath,
        ),
      )
      .filter((paths) => paths.length > 0 && !paths.includes('_meta.lwt'))
      .map((columns) => ({ name: columns.join('__'), columns }));
    await new IndexKeeper(tables).ensureIndexes([{ entity: '', indexes }]);
  }
}

/** Returns RxDB's storage over an opened replica file. */
export function getSqliteStorage(options: SqliteStorageOptions): SqliteStorage {
  return new SqliteStorage(options);
}
