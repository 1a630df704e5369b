import Database from 'better-sqlite3';

/** A file key: 32 random bytes, kept wrapped outside the file (D-4). */
export type FileKey = Uint8Array;

const keyBytes = 32;
const writerCacheKb = 64 * 1024;
/**
 * Chosen: the caches of the two readers together are smaller than the writer's, so a large tenant's replica stays within its
 * memory limit.
 */
const readerCacheKb = 24 * 1024;
/** Chosen: longer than any write transaction of ours, shorter than a person's patience. */
export const busyTimeoutMs = 5_000;
/**
 * Measured (FACTS): with the default of 1,000 pages a first sync spends most of its time in checkpoints. 16,000 pages are 64 MB
 * of WAL.
 */
const checkpointPages = 16_000;
/** After a checkpoint the WAL file is truncated to this size, so that one large import does not occupy the disk for ever. */
const keptWalBytes = 64 * 1024 * 1024;

function hexOf(key: FileKey): string {
  if (key.length !== keyBytes) throw new Error(`A file key has ${keyBytes} bytes, not ${key.length}`);
  return Buffer.from(key).toString('hex');
}

// `raw:` passes the bytes to the cipher unchanged. Without it they would be a passphrase, stretched by Argon2id at every open (25
// ms).
const rawKey = (key: FileKey): string => `'raw:${hexOf(key)}'`;

/** Sets a new connection's key; call it before any other use. */
export function unlock(connection: Database.Database, key: FileKey): void {
  connection.pragma("cipher = 'aegis'");
  connection.pragma(`key = ${rawKey(key)}`);
}

/**
 * Opens the writing connection; creates the file where there is none. Reads the first page, so a wrong key throws here
 * (SQLITE_NOTADB). WAL with `synchronous=FULL`: a commit is on disk before it is acknowledged (D-2).
 */
export function openWriter(file: string, key: FileKey): Database.Database {
  const connection = new Database(file, { timeout: busyTimeoutMs });
  try {
    unlock(connection, key);
    connection.pragma('auto_vacuum = INCREMENTAL'); // works for a new file only; allows returning free pages to the disk in small steps during idle time
    connection.prepare('select count(*) from sqlite_master').get();
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL'); // the build's default for WAL is NORMAL, which loses acknowledged commits (FACTS)
    connection.pragma('temp_store = MEMORY'); // a temporary file would hold clear text (D-4)
    connection.pragma(`cache_size = -${writerCacheKb}`);
    connection.pragma(`wal_autocheckpoint = ${checkpointPages}`);
    connection.pragma(`journal_size_limit = ${keptWalBytes}`);
    connection.pragma('foreign_keys = OFF');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens a read-only connection beside a writer. It sees each commit at once. Throws like `openWriter`. */
export function openReader(file: string, key: FileKey): Database.Database {
  const connection = new Database(file, { readonly: true, timeout: busyTimeoutMs });
  try {
    unlock(connection, key);
    connection.pragma('query_only = ON');
    connection.pragma('temp_store = MEMORY');
    connection.pragma(`cache_size = -${readerCacheKb}`);
    connection.prepare('select count(*) from sqlite_master').get();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * Encrypts the whole file with another key. Blocks for about 3 s a GB; the WAL grows to the file's size until the following
 * checkpoint.
 */
export function changeKey(writer: Database.Database, key: FileKey): void {
  writer.pragma(`rekey = ${rawKey(key)}`);
}
