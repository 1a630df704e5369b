import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { type FileKey, openReader } from './files/keyed-connection.ts';
import { readLog } from './files/log-damage.ts';
import { scatteredRows } from './tables/scattered-rows.ts';
import { kindOf, ownColumnsOf } from './tables/own-columns.ts';
import { type AnyDocument, RowShape, type RowValues } from './tables/stored-document.ts';
import { sqliteCode, toStorageFault } from './files/storage-fault.ts';

/** Steps over a damaged place one row at a time for this many, then in ever longer ones. */
const smallSteps = 2_000;

/** How the rows of a table hold documents. Only tables of the records' collection have columns of their own. */
function shapeOf(connection: Database.Database, table: string): RowShape {
  const entity = kindOf(connection, table);
  return new RowShape(ownColumnsOf(connection, table), {
    primaryPath: 'id',
    same: entity === undefined ? {} : { entity },
  });
}

/** The rows of one table that were read, the gaps between them, and the rows that the table should have: null where its index can't be read. */
export type ReadCount = { read: number; expected: number | null; gaps: number };

/**
 * Reads a damaged replica file as far as possible. The cipher seals each page; this class returns only rows of pages with a good seal, which
 * are as they were written. It leaves the file unchanged, except for a damaged log: it keeps a copy under `-wal.damaged` and mends the
 * checksums, so that the commits behind the damage can be read too.
 */
export class DamagedFile {
  readonly #path: string;
  readonly #key: FileKey;
  /** None where the first page is damaged: then there is no way from the tables to their pages. */
  readonly #connection: Database.Database | undefined;

  constructor(input: { readonly file: string; readonly key: FileKey }) {
    this.#path = input.file;
    this.#key = input.key;
    this.#connection = connect(input.file, input.key);
  }

  /** Names of the tables that hold documents of these collections' prefixes; empty where the list of tables can't be read. */
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

  /** Yields a table's readable documents, tombstones too, in the order in which they were made, and counts them in `count`. */
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

  /** The smallest place found behind a damaged one from which rows can be read again; undefined where there is none. */
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

  // The index on `id` has an entry for each row, on pages of its own.
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

  /** The ids in a table's index; null where the index can't be read. */
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
   * Documents of any table, page by page, without the way that leads to them: for when that way is damaged. Former states of documents come
   * too, from pages that are no longer in use: of several with one id the one with the highest revision is the newest.
   */
  scattered(): Generator<AnyDocument> {
    return scatteredRows({ file: this.#path, key: this.#key });
  }

  close(): void {
    this.#connection?.close();
  }
}

/** Pages whose seal is broken, or that lead nowhere. A disk that fails to read at all counts too: what is not there can't be rescued. */
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
    throw toStorageFault(error, 'opening it to read what is left');
  }
}
