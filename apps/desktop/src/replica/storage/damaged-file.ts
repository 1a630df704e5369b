import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { type FileKey, openReader } from './files/keyed-connection.ts';
import { readLog } from './files/log-damage.ts';
import { scatteredRows } from './tables/scattered-rows.ts';
import { kindOfTable, ownColumnsOf } from './tables/own-columns.ts';
import { type AnyDocument, RowShape, type RowValues } from './tables/stored-document.ts';
import { sqliteCode, toStorageFault } from './files/storage-fault.ts';

/** The number of steps of one row over a damaged place. Later steps grow longer. */
const smallSteps = 2_000;

/** Returns how the rows of a table store documents. Only tables of the records' collection have separate columns. */
function shapeOf(connection: Database.Database, table: string): RowShape {
  const entity = kindOfTable(connection, table);
  return new RowShape(ownColumnsOf(connection, table), {
    primaryPath: 'id',
    same: entity === undefined ? {} : { entity },
  });
}

/**
 * The number of rows read from one table, the gaps between them, and the expected number of rows; null where the index is
 * unreadable.
 */
export type ReadCount = { read: number; expected: number | null; gaps: number };

/**
 * Reads a damaged replica file as far as possible. The cipher seals each page, and only rows of pages with a valid seal are
 * returned, so they are as they were written. The file stays unchanged, except for a damaged log. The log is copied
 * to `-wal.damaged` and its checksums are repaired, so that the commits after the damage can be read too.
 */
export class DamagedFile {
  readonly #path: string;
  readonly #key: FileKey;
  /** Absent where the first page is damaged, because then the tables' pages cannot be found. */
  readonly #connection: Database.Database | undefined;

  constructor(input: { readonly file: string; readonly key: FileKey }) {
    this.#path = input.file;
    this.#key = input.key;
    this.#connection = connect(input.file, input.key);
  }

  /**
   * Returns the names of the tables of documents with these collections' prefixes; empty where the list of tables is unreadable.
   */
  tables(): readonly string[] {
    if (this.#connection === undefined) return [];
    try {
      return this.#connection
        .prepare<[], string>(
          "select name from sqlite_master where type = 'table' and sql like '%(seq integer primary key, id text not null unique%' order by name",
        )
        .pluck()
        .all();
    } catch (error) {
      if (isUnreadable(error)) return [];
      throw toStorageFault(error, 'listing its tables');
    }
  }

  /** Yields a table's readable documents, with tombstones, in the order of their creation, and counts them in `count`. */
  *documents(table: string, count: ReadCount): Generator<AnyDocument> {
    const connection = this.#connection;
    if (connection === undefined) return;
    count.expected = this.#expected(table);
    let shape: RowShape | undefined;
    let from = 0;
    for (;;) {
      try {
        shape ??= shapeOf(connection, table);
        const statement = connection
          .prepare<[number], RowValues>(`select ${shape.columns} from ${table} where seq >= ? order by seq`)
          .raw();
        for (const row of statement.iterate(from)) {
          from = row[0] + 1;
          count.read += 1;
          yield shape.read(row);
        }
        return;
      } catch (error) {
        if (!isUnreadable(error)) throw toStorageFault(error, `reading ${table}`);
        count.gaps += 1;
        const next = this.#behindGap(table, from);
        if (next === undefined) return;
        from = next;
      }
    }
  }

  /** Returns the smallest readable place found after a damaged one; `undefined` where there is none. */
  #behindGap(table: string, gap: number): number | undefined {
    let step = 1;
    let from = gap;
    for (let tries = 0; from < Number.MAX_SAFE_INTEGER / 2; tries += 1) {
      from += step;
      const found = this.#firstFrom(table, from);
      if (found === 'none') return undefined;
      if (found === 'unreadable') {
        if (tries >= smallSteps) step *= 2;
        continue;
      }
      return step === 1 ? found : this.#nearest(table, { bad: from - step, good: from });
    }
    return undefined;
  }

  #nearest(table: string, between: { readonly bad: number; readonly good: number }): number {
    let { bad, good } = between;
    while (good - bad > 1) {
      const middle = Math.floor((bad + good) / 2);
      if (this.#firstFrom(table, middle) === 'unreadable') bad = middle;
      else good = middle;
    }
    return good;
  }

  #firstFrom(table: string, from: number): number | 'none' | 'unreadable' {
    try {
      const statement = this.#connection?.prepare<[number], number>(
        `select seq from ${table} where seq >= ? order by seq limit 1`,
      );
      return statement?.pluck().get(from) ?? 'none';
    } catch (error) {
      if (isUnreadable(error)) return 'unreadable';
      throw toStorageFault(error, `reading ${table}`);
    }
  }

  // The index on `id` has an entry for each row, on other pages.
  #expected(table: string): number | null {
    try {
      const statement = this.#connection?.prepare<[], number>(
        `select count(*) from ${table} indexed by sqlite_autoindex_${table}_1`,
      );
      return statement?.pluck().get() ?? null;
    } catch (error) {
      if (isUnreadable(error)) return null;
      throw toStorageFault(error, `counting ${table}`);
    }
  }

  /** Returns the ids in a table's index; null where the index is unreadable. */
  ids(table: string): ReadonlySet<string> | null {
    try {
      const statement = this.#connection?.prepare<[], string>(
        `select id from ${table} indexed by sqlite_autoindex_${table}_1`,
      );
      return statement === undefined ? null : new Set(statement.pluck().all());
    } catch (error) {
      if (isUnreadable(error)) return null;
      throw toStorageFault(error, `reading ids of ${table}`);
    }
  }

  /**
   * Yields documents of any table, page by page, without following the tree, for files whose tree is damaged. Pages no longer in
   * use yield earlier states of documents too: the one with the highest revision is the newest of several with one id.
   */
  scattered(): Generator<AnyDocument> {
    return scatteredRows({ file: this.#path, key: this.#key });
  }

  close(): void {
    this.#connection?.close();
  }
}

/**
 * Whether an error means an unreadable page: a broken seal or an invalid reference. A disk that fails to read counts too, because
 * its data cannot be rescued.
 */
function isUnreadable(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && (/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code) || code === 'SQLITE_ERROR');
}

function connect(file: string, key: FileKey): Database.Database | undefined {
  if (!existsSync(file) || statSync(file).size === 0) return undefined;
  const log = readLog(file);
  if (log?.findDamage() !== undefined) {
    if (!existsSync(`${file}-wal.damaged`)) renameSync(`${file}-wal`, `${file}-wal.damaged`);
    writeFileSync(`${file}-wal`, log.mend(), { mode: 0o600 });
  }
  try {
    return openReader(file, key);
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw toStorageFault(error, 'opening it to read the remaining data');
  }
}
