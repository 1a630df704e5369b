import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type FileKey, unlock } from '../files/keyed-connection.ts';
import { readLog } from '../files/log-damage.ts';
import { type AnyDocument, RowShape, type RowValues } from './stored-document.ts';

/*
 * SQLite finds a table's pages from its root, which the first page names. Where that path is damaged, each page is
 * read separately. The sealed pages are copied into a new file with the same key, at the same numbers (a seal covers
 * its page's number). Then one page after the other is named as the root of a table. A page that is not a table's
 * leaf, or has a broken seal, causes an error and is left out.
 */

const pageBytes = 4_096;
/** The number of table roots on the new file's first page, which does not come from the damaged file: as many as fit. */
const probes = 12;
const chunkPages = 256;
const fillerBytes = 500_000_000;
const donorSuffix = '.scattered';

/** Only tables without separate columns (books and local documents) are read this way. */
const plainShape = new RowShape([], { primaryPath: 'id', same: {} });

/**
 * Yields the documents on all readable pages of a replica's file in no order, some of them in earlier states. Needs as much
 * free disk space as the file's size.
 */
export function* scatteredRows(input: { readonly file: string; readonly key: FileKey }): Generator<AnyDocument> {
  const donor = `${input.file}${donorSuffix}`;
  rmSync(donor, { force: true });
  try {
    const pages = layPages(input.file, donor, input.key);
    yield* readPages(donor, { key: input.key, pages });
  } finally {
    rmSync(donor, { force: true });
  }
}

/** Makes the new file and copies the damaged one's pages into it, those of its log last. Returns the number of pages. */
function layPages(file: string, donor: string, key: FileKey): number {
  const source = openSync(file, 'r');
  try {
    const logged = [...(readLog(file)?.pages() ?? [])];
    const filePages = Math.floor(fstatSync(source).size / pageBytes);
    const pages = logged.reduce((most, { page }) => Math.max(most, page), filePages);
    makeDonor(donor, key, pages);
    const target = openSync(donor, 'r+');
    try {
      const chunk = Buffer.alloc(chunkPages * pageBytes);
      for (let page = 2; page <= filePages; page += chunkPages) {
        const wanted = Math.min(chunkPages, filePages - page + 1) * pageBytes;
        const read = readSync(source, chunk, 0, wanted, (page - 1) * pageBytes);
        writeSync(target, chunk, 0, read, (page - 1) * pageBytes);
      }
      for (const { page, data } of logged) if (page > 1) writeSync(target, data, 0, pageBytes, (page - 1) * pageBytes);
    } finally {
      closeSync(target);
    }
    return pages;
  } finally {
    closeSync(source);
  }
}

function makeDonor(donor: string, key: FileKey, pages: number): void {
  const made = openQuietly(donor, key);
  try {
    // The new file must count as many pages, or SQLite reads none beyond its end.
    made.exec('create table filler (bytes)');
    const fill = made.prepare('insert into filler values (zeroblob(?))');
    for (let left = pages * pageBytes; left > 0; left -= fillerBytes) fill.run(Math.min(left, fillerBytes));
    for (let probe = 0; probe < probes; probe += 1)
      made.exec(`create table p${probe} (seq integer primary key, a, b, c, d, e, f)`);
  } finally {
    made.close();
  }
}

function* readPages(
  donor: string,
  { key, pages }: { readonly key: FileKey; readonly pages: number },
): Generator<AnyDocument> {
  const connection = openQuietly(donor, key);
  connection.unsafeMode(true); // without this SQLite forbids writing the roots of tables
  try {
    connection.pragma('writable_schema = on');
    for (let from = 2; from <= pages; from += probes) {
      const count = Math.min(probes, pages - from + 1);
      for (let probe = 0; probe < count; probe += 1)
        connection.prepare('update sqlite_master set rootpage = ? where name = ?').run(from + probe, `p${probe}`);
      connection.pragma('writable_schema = reset'); // reads the roots again
      connection.pragma('writable_schema = on');
      for (let probe = 0; probe < count; probe += 1) yield* rowsOf(connection, `p${probe}`);
    }
  } finally {
    connection.close();
  }
}

/**
 * Yields the documents of a page. The columns are those of an entity's table, in its order; rows of other tables do not match
 * the conditions.
 */
function* rowsOf(connection: Database.Database, probe: string): Generator<AnyDocument> {
  try {
    const statement = connection.prepare<[], RowValues>(
      `select seq, a, b, c, d, e, f from ${probe} where typeof(a) = 'text' and typeof(c) = 'text' and typeof(f) = 'text' and json_valid(f)`,
    );
    for (const row of statement.raw().iterate()) yield plainShape.read(row);
  } catch {
    return; // not a leaf of a table, or a broken seal: the page is left out
  }
}

function openQuietly(file: string, key: FileKey): Database.Database {
  const connection = new Database(file);
  unlock(connection, key);
  connection.pragma('auto_vacuum = NONE');
  connection.pragma('journal_mode = MEMORY'); // the file exists only during the reading, so it need not last
  connection.pragma('synchronous = OFF');
  connection.pragma('temp_store = MEMORY'); // a temporary file would hold clear text (D-4)
  return connection;
}
