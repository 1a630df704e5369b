import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import type { AskedLife } from '@outpost/domain/kernel/questions/list-query';
import {
  columnExpression,
  dataExpression,
  recordTable,
  recordTablePrefix,
} from '@outpost/domain/kernel/query/sqlite-expression';
import { parsedDocument } from '@outpost/domain/kernel/query/stored-row';
import { recordOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { ownColumnsOf } from '../storage/tables/own-columns.ts';
import type { ReplicaFile } from '../storage/files/replica-file.ts';
import { StatementCache } from '../storage/reading/statement-cache.ts';
import { toStorageFault } from '../storage/files/storage-fault.ts';
import { bookEntities, type HistoryDocument, isBook } from './documents.ts';

const historyTable = recordTable(bookEntities.history);
const path = (name: string): string => columnExpression(name);

/**
 * The few queries that the replica runs on its own file while it writes: short, and by index where they run often. They do
 * not see the changes of a write under way. Queries of screens go to the reader threads (D-3). Each throws StorageFault.
 */
export class ReplicaLookups {
  readonly #file: ReplicaFile;
  readonly #statements: StatementCache;

  constructor(file: ReplicaFile) {
    this.#file = file;
    this.#statements = new StatementCache(file.writer);
  }

  #read<T>(doing: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw toStorageFault(error, doing);
    }
  }
  /** Returns the only column of a statement's rows. */
  #column(sql: string, parameters: readonly (string | number)[]): readonly unknown[] {
    return this.#statements
      .prepare(sql)
      .pluck()
      .all(...parameters);
  }
  #ids(sql: string, ...parameters: readonly (string | number)[]): readonly string[] {
    return this.#read('looking up ids', () => this.#column(sql, parameters) as readonly string[]); // columns of text
  }

  /** Returns the tables of all entities with records in the file, including entities that this build does not define. */
  recordTables(): readonly { readonly entity: string; readonly table: string }[] {
    const rows = this.#read(
      'listing its tables',
      () =>
        this.#statements
          .prepare('select entity, name from outpost_table where prefix = ? order by entity')
          .all(recordTablePrefix) as { entity: string; name: string }[], // as selected
    );
    return rows.filter((row) => !isBook(row.entity)).map((row) => ({ entity: row.entity, table: row.name }));
  }

  /** Returns the ids of records that some of these tokens hold. Scans: for the rare page that removes a token. */
  idsThrough(tokens: readonly string[]): readonly string[] {
    return this.recordTables().flatMap(({ table }) =>
      this.#ids(
        `select distinct ${table}.id from ${table}, json_each(${table}.data, '$.through') where deleted = 0 and value in (select value from json_each(?))`,
        JSON.stringify(tokens),
      ),
    );
  }

  /**
   * Returns the ids of confirmed records that the server has not named since the round began (S-1a). Scans: for the end of a
   * start-over.
   */
  idsOfRoundsBefore(round: number): readonly string[] {
    return this.recordTables().flatMap(({ table }) =>
      this.#ids(`select id from ${table} where deleted = 0 and ${path('round')} < ?`, round),
    );
  }

  /** Returns all living records of a kind that never has many. */
  recordsOf(entity: string): readonly StoredRecord[] {
    const table = this.recordTables().find((known) => known.entity === entity)?.table;
    return table === undefined ? [] : this.#records(entity, `select id, data from ${table} where deleted = 0`);
  }

  #records(entity: string, sql: string, ...parameters: readonly string[]): readonly StoredRecord[] {
    const rows = this.#read('reading records', () => this.#statements.prepare(sql).all(...parameters)) as readonly {
      readonly id: string;
      readonly data: string;
    }[]; // as selected
    return rows.map(({ id, data }) => recordOf(parsedDocument(entity, id, data)));
  }

  /** Returns one living record as it is shown. */
  shown(entity: string, id: string): StoredRecord | undefined {
    const table = this.recordTables().find((known) => known.entity === entity)?.table;
    return table === undefined
      ? undefined
      : this.#records(entity, `select id, data from ${table} where deleted = 0 and id = ?`, id)[0];
  }

  /**
   * Returns the versions of these records, by id, as far as the file has living documents of them. A record is shown at the
   * version of the server's last row of it, and at 0 before the first one.
   */
  versionsOf(records: readonly { readonly entity: string; readonly id: string }[]): ReadonlyMap<string, number> {
    const versions = new Map<string, number>();
    const kinds = new Set(records.map(({ entity }) => entity));
    for (const { entity, table } of this.recordTables()) {
      if (!kinds.has(entity)) continue;
      const ids = new Set(records.flatMap((record) => (record.entity === entity ? [record.id] : [])));
      const rows = this.#read('reading versions', () =>
        this.#statements
          .prepare(
            `select id, ${dataExpression('version')} as version from ${table} where deleted = 0 and id in (select value from json_each(?))`,
          )
          .all(JSON.stringify([...ids])),
      ) as readonly { readonly id: string; readonly version: number }[]; // as selected
      for (const { id, version } of rows) versions.set(id, version);
    }
    return versions;
  }

  /** Returns the ids of living records of a kind after an id, in order of id. */
  idsAfter(entity: string, after: string, limit: number): readonly string[] {
    const table = this.recordTables().find((known) => known.entity === entity)?.table;
    return table === undefined
      ? []
      : this.#ids(`select id from ${table} where deleted = 0 and id > ? order by id limit ?`, after, limit);
  }

  /**
   * Returns the number of living records of each kind in the file. Records that were deleted in Outpost are in the file too,
   * and do not count.
   */
  counts(): Readonly<Record<string, number>> {
    const count = (table: string) => this.#read('counting', () => Number(this.#column(this.#countOf(table), [])[0]));
    return Object.fromEntries(this.recordTables().map(({ entity, table }) => [entity, count(table)]));
  }

  #countOf(table: string): string {
    const hasColumns = ownColumnsOf(this.#file.writer, table).length > 0; // false for a kind whose definition is not on this device
    const life = hasColumns ? path('life') : dataExpression('life');
    return `select count(*) from ${table} where deleted = 0 and ${life} = 'alive'`;
  }

  /** Returns the question for the number of living records of all kinds, for a thread that reads: it may count a million. */
  countOfAll(): CompiledQuery<number> {
    const counts = this.#read('counting', () => this.recordTables().map(({ table }) => `(${this.#countOf(table)})`));
    return {
      sql: `select ${['0', ...counts].join(' + ')} as count`,
      parameters: [],
      decode: ([row]) => Number(row?.['count'] ?? 0),
    };
  }

  /**
   * Returns an upper bound of the number of such records in a table, at little cost: the rows that a query may have to read
   * (Q-3).
   */
  mostRowsOf(table: string, life: AskedLife): number {
    const most =
      life === 'deleted' || life === 'gone'
        ? `select count(*) from ${table} where deleted = 0 and ${path('life')} <> 'alive'`
        : `select max(seq) from ${table}`;
    return this.#read('estimating', () => Number(this.#column(most, [])[0] ?? 0));
  }

  /** Returns the ids of the history and marks of these records: they are removed with the records (A-4). */
  booksOf(records: readonly string[]): readonly string[] {
    const replaced = recordTable(bookEntities.replaced);
    return [historyTable, replaced].flatMap((table) =>
      this.#ids(
        `select ${table}.id from json_each(?) as wanted join ${table} on ${path('record').replace('data', `${table}.data`)} = wanted.value where deleted = 0`,
        JSON.stringify(records),
      ),
    );
  }

  /**
   * Returns the ids of records that have history or marks on the device, and are held by no token. Scans: for the end of a
   * round in which records left.
   */
  leftBehind(): readonly string[] {
    const books = [historyTable, recordTable(bookEntities.replaced)];
    const withBooks = new Set(
      books.flatMap((table) => this.#ids(`select distinct ${path('record')} as id from ${table} where deleted = 0`)),
    );
    for (const { table } of this.recordTables()) {
      const held = this.#ids(
        `select id from ${table} where deleted = 0 and id in (select value from json_each(?)) and exists (select 1 from json_each(${table}.data, '$.through'))`,
        JSON.stringify([...withBooks]),
      );
      for (const id of held) withBooks.delete(id);
    }
    return [...withBooks];
  }

  /** Returns the ids of the unfinished imports that keep cells of their files: those in which a person mended a value. */
  importsWithCells(): readonly string[] {
    return this.#ids(
      `select id from ${recordTable(bookEntities.import)} where deleted = 0 and json_array_length(data, '$.choices.mends') > 0`,
    );
  }

  /** Returns the ids of the history and marks after this number of the journal: they belonged to a lost tail (S-1c). */
  booksAfter(n: number): readonly string[] {
    return [historyTable, recordTable(bookEntities.replaced)].flatMap((table) =>
      this.#ids(`select id from ${table} where deleted = 0 and ${path('n')} > ?`, n),
    );
  }

  /** Returns the ids of history from before this moment, the oldest first. */
  historyBefore(at: string, limit: number): readonly string[] {
    return this.#ids(
      `select id from ${historyTable} where deleted = 0 and ${path('row.at')} < ? order by ${path('n')} limit ?`,
      at,
      limit,
    );
  }

  #history(sql: string, ...parameters: readonly (string | number)[]): readonly HistoryRow[] {
    const texts = this.#read('reading history', () => this.#column(sql, parameters) as readonly string[]); // columns of text
    return texts.map((text) => (JSON.parse(text) as HistoryDocument).row); // this class reads only documents that the replica wrote
  }

  /** Returns the journal rows of an act that the device holds, oldest first. */
  historyOfAct(act: string): readonly HistoryRow[] {
    return this.#history(
      `select data from ${historyTable} where deleted = 0 and ${path('act')} = ? order by ${path('n')}`,
      act,
    );
  }

  /** Returns the acts of a group whose journal rows the device holds, oldest first. */
  actsOfGroup(group: string): readonly string[] {
    return this.#ids(
      `select ${path('act')} from ${historyTable} where deleted = 0 and ${path('group')} = ? and ${path('act')} is not null group by 1 order by min(${path('n')})`,
      group,
    );
  }

  /** Returns the journal rows of records before a number, newest first. */
  historyOf(
    records: readonly string[],
    window: { readonly before: number; readonly limit: number },
  ): readonly HistoryRow[] {
    return this.#history(
      `select data from ${historyTable} where deleted = 0 and ${path('record')} in (select value from json_each(?)) and ${path('n')} < ? order by ${path('n')} desc limit ?`,
      JSON.stringify(records),
      window.before,
      window.limit,
    );
  }

  /** Returns the ids of living records of a kind whose key `field` is `value`; indexed where the declaration requires it. */
  idsByKey(entity: string, field: string, value: string | number): readonly string[] {
    return this.#idsWith(entity, [`${path('life')} = 'alive'`, `${path(`keys.${field}`)} = ?`], value);
  }

  /** Returns the ids of all records of a kind that belong to this parent, including deleted and merged ones. */
  childrenOf(entity: string, parent: string, value: string | number): readonly string[] {
    const gone = this.#idsWith(entity, [`${path('life')} <> 'alive'`, `${path(`keys.${parent}`)} = ?`], value);
    return [...this.idsByKey(entity, parent, value), ...gone];
  }

  #idsWith(entity: string, terms: readonly string[], ...values: readonly (string | number)[]): readonly string[] {
    const table = this.recordTables().find((known) => known.entity === entity)?.table;
    return table === undefined
      ? []
      : this.#ids(`select id from ${table} where ${['deleted = 0', ...terms].join(' and ')}`, ...values);
  }

  /** Returns the ids of living records of the kind with these keys in all these fields (S-4e). */
  idsByKeys(entity: string, fields: readonly string[], keys: readonly (string | number)[]): readonly string[] {
    return this.#idsWith(
      entity,
      [`${path('life')} = 'alive'`, ...fields.map((field) => `${path(`keys.${field}`)} = ?`)],
      ...keys,
    );
  }
}
