import { existsSync, rmSync, statSync } from 'node:fs';
import { afterPrefix } from '@outpost/domain/kernel/query/key-value';
import { vocabularyTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { Result } from '@outpost/domain/kernel/refusal';
import { titleToken, vocabularyOf } from '@outpost/domain/kernel/text/title-words';
import type Database from 'better-sqlite3';
import { forgetKeys, isNotedKey, noteKeys } from './key-fingerprint.ts';
import type { FileKey } from './keyed-connection.ts';
import { busyTimeoutMs, changeKey, openReader, openWriter } from './keyed-connection.ts';
import { readLog } from './log-damage.ts';
import { LogRoom } from './log-room.ts';
import { StorageFault, sqliteCode, toStorageFault } from './storage-fault.ts';
import { inTransaction } from './transaction.ts';

/** The file's size on disk, in bytes. `free` is part of `main`, and `giveBackSpace` returns it to the disk. */
export type FileSizes = { readonly main: number; readonly wal: number; readonly free: number };

/**
 * The format of the file's documents, stored in its header. 0: until November 2026. 2: keys in columns (ADR 0012). 3: search
 * words in their index only. 4: sets of tokens in groups (ADR 0030). A build that does not know a format would misread it, so it
 * leaves the file alone.
 */
const fileFormat = 4;

/** Chosen: twice the size at which SQLite itself writes back (see `openWriter`), so that this rarely happens. */
const mostLogBytes = 128 * 1024 * 1024;
/** Chosen: after a reader has prevented a restart, the log may grow by this much before the next try. */
const logStepBytes = 16 * 1024 * 1024;
/** Chosen: too short for an act to be noticeably delayed by readers. */
const waitForReadersMs = 100;

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

/**
 * The replica's one encrypted SQLite file with its writing connection. `openReplicaFile` creates it, and its caller closes it.
 */
export class ReplicaFile {
  readonly path: string;
  readonly writer: Database.Database;
  readonly #room: LogRoom;
  #key: FileKey;
  #nextLogBytes = 0;
  #onDamage: () => void = () => undefined;

  constructor(path: string, writer: Database.Database, key: FileKey) {
    this.path = path;
    this.writer = writer;
    this.#key = key;
    this.#room = new LogRoom(`${path}-wal`);
  }

  /**
   * Returns the present key, for reader threads, which open the file themselves. Never log it, and never send it to the renderer.
   */
  get key(): FileKey {
    return this.#key;
  }

  get isOpen(): boolean {
    return this.writer.open;
  }

  /** Calls `listener` once when a damaged page is found. Wherever the page is, the file must be rebuilt (S-5). */
  onDamage(listener: () => void): void {
    this.#onDamage = listener;
  }

  /** Receives errors of any user of this file; only faults of the file count. */
  met(cause: unknown): void {
    if (!(cause instanceof StorageFault) || cause.kind !== 'damaged') return;
    const tell = this.#onDamage;
    this.#onDamage = () => undefined;
    tell();
  }

  /** Returns a read-only connection, which sees every commit at once. The caller closes it. */
  openReader(): Database.Database {
    return openReader(this.path, this.#key);
  }

  /**
   * Runs SQLite's own check over every page, including the cipher's tags. Returns the errors, at most 100 lines; empty for a
   * sound file. Reads the whole file: about 1 s a GB.
   */
  findDamage(): readonly string[] {
    try {
      const rows = this.writer.pragma('integrity_check(100)') as { integrity_check: string }[]; // SQLite's documented answer
      return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
    } catch (error) {
      const fault = toStorageFault(error, 'checking its pages');
      if (fault.kind === 'damaged') return [fault.message];
      throw fault;
    }
  }

  /**
   * Encrypts the file with another key. Restart reader threads with the new key afterwards. After an interruption one of the two
   * keys is valid.
   */
  rekey(key: FileKey): void {
    try {
      noteKeys(this.path, [this.#key, key]);
      changeKey(this.writer, key);
      this.#key = key;
      noteKeys(this.path, [key]);
      this.checkpoint();
    } catch (error) {
      throw toStorageFault(error, 'changing its key');
    }
  }

  /** Moves the WAL into the file and truncates it. Returns false where a reader prevents it; try again later. */
  checkpoint(): boolean {
    try {
      const [row] = this.writer.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]; // SQLite's documented answer
      return row?.busy === 0;
    } catch (error) {
      throw toStorageFault(error, 'writing its log back');
    }
  }

  /**
   * Restarts the log if readers have prevented SQLite from doing so. While reads overlap without a gap, SQLite never restarts it,
   * and the log grows with every write. Call it after each write. It checks the log's size and waits for readers at most 100 ms.
   * A single longer question delays the restart until its end. Never throws, because the writes are already on disk. `most`: for
   * tests.
   */
  keepLogBounded(most = mostLogBytes): void {
    const size = this.#room.keep();
    if (size <= most) {
      this.#nextLogBytes = 0;
      return;
    }
    if (size < this.#nextLogBytes) return;
    try {
      this.writer.pragma(`busy_timeout = ${waitForReadersMs}`);
      this.writer.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      this.met(toStorageFault(error, 'writing its log back')); // on a full disk the next write fails and reports it
    } finally {
      this.writer.pragma(`busy_timeout = ${busyTimeoutMs}`);
    }
    this.#nextLogBytes = sizeOf(`${this.path}-wal`) + Math.min(logStepBytes, most);
  }

  /**
   * Removes deleted data from the file permanently: from free pages, from the search index (which removes words late), and from
   * the log. Rewrites the whole file (about 2 s a GB) and temporarily needs the same space again. For idle time. Returns false
   * where a reader blocks the log.
   */
  purge(): boolean {
    try {
      const searches = this.writer
        .prepare<[], string>(`select name from sqlite_master where type = 'table' and sql like '%using fts5%'`)
        .pluck()
        .all();
      for (const name of searches) this.writer.exec(`insert into ${name}(${name}) values ('optimize')`);
      this.#purgeVocabularies(searches);
      this.writer.exec('vacuum');
      return this.checkpoint();
    } catch (error) {
      throw toStorageFault(error, 'purging deleted data');
    }
  }

  /**
   * Empties the vocabularies of title words (P-5, Q-4). A word of an erased record must not stay, and only the purged search
   * index shows the words of other records. Until `purge` fills them again, a search tolerates typing errors only in words that
   * have been written since.
   */
  forgetTitleWords(): void {
    try {
      for (const vocabulary of this.#vocabularies()) this.writer.exec(`delete from ${vocabulary}`);
    } catch (error) {
      throw toStorageFault(error, 'forgetting words of titles');
    }
  }

  #vocabularies(): readonly string[] {
    return this.writer
      .prepare<[], string>(
        `select name from sqlite_master where type = 'table' and name like '%!_!_title!_words' escape '!'`,
      )
      .pluck()
      .all();
  }

  /** Removes the title words that no record contains any more from the vocabularies. */
  #purgeVocabularies(searches: readonly string[]): void {
    const { writer } = this;
    for (const vocabulary of this.#vocabularies()) {
      const prefix = vocabulary.slice(0, -vocabularyTable('').length);
      const present = searches
        .filter((name) => name.startsWith(`${prefix}_`))
        .flatMap((name) => titleWordsIn(writer, name));
      inTransaction(writer, 'purging words of titles', () => {
        writer.exec(`delete from ${vocabulary}`);
        const add = writer.prepare<[string]>(`insert or ignore into ${vocabulary} (word) values (?)`);
        for (const word of new Set(present)) add.run(word);
        return { keep: true, value: undefined };
      });
    }
  }

  /**
   * Returns up to `pages` free pages (4 kB each) to the disk. For idle time: 1,000 pages take a few ms. Returns whether more are
   * left.
   */
  giveBackSpace(pages = 1_000): boolean {
    try {
      this.writer.pragma(`incremental_vacuum(${Math.trunc(pages)})`);
      return this.#freePages() > 0;
    } catch (error) {
      throw toStorageFault(error, 'giving space back');
    }
  }

  sizes(): FileSizes {
    const pageBytes = Number(this.writer.pragma('page_size', { simple: true }));
    return { main: sizeOf(this.path), wal: sizeOf(`${this.path}-wal`), free: this.#freePages() * pageBytes };
  }

  #freePages(): number {
    return Number(this.writer.pragma('freelist_count', { simple: true }));
  }

  /** Closes the writing connection. The last connection to close moves the WAL into the file. */
  close(): void {
    this.writer.close();
  }
}

/** Returns the vocabulary of the title words in a search index. */
function titleWordsIn(writer: Database.Database, search: string): readonly string[] {
  writer.exec(`create virtual table temp.words_in_index using fts5vocab(main, ${search}, row)`);
  try {
    const [first, beyond] = [titleToken(''), afterPrefix(titleToken('')) ?? ''];
    const terms = writer.prepare<[string, string], string>(
      'select term from temp.words_in_index where term >= ? and term < ?',
    );
    return vocabularyOf(terms.pluck().all(first, beyond));
  } finally {
    writer.exec('drop table temp.words_in_index');
  }
}

/**
 * Opens the replica's file, or creates it where there is none (its folder exists). Refuses with `replica/wrong-key` and
 * `replica/newer-file`. A damaged file is a fault of kind `damaged`: rescue its readable parts and rebuild it from the server
 * (S-5).
 */
export function openReplicaFile(input: { readonly file: string; readonly key: FileKey }): Result<ReplicaFile> {
  const { file, key } = input;
  const damage = readLog(file)?.findDamage();
  // SQLite would take the damage for the end of its log and silently ignore the commits after it.
  if (damage !== undefined && isNotedKey(file, key))
    throw new StorageFault('damaged', `The replica's file is damaged in ${damage}`);
  try {
    const writer = openWriter(file, key);
    noteKeys(file, [key]);
    const format = Number(writer.pragma('user_version', { simple: true }));
    if (format > fileFormat) {
      writer.close();
      const why =
        'A newer version of Outpost has written the data on this device. Update Outpost to open it. Nothing is lost.';
      return refuse('replica/newer-file', why, { format, known: fileFormat });
    }
    if (format < fileFormat) writer.pragma(`user_version = ${fileFormat}`);
    return accept(new ReplicaFile(file, writer, key));
  } catch (error) {
    if (sqliteCode(error) !== 'SQLITE_NOTADB') throw toStorageFault(error, 'opening');
    if (isNotedKey(file, key))
      throw new StorageFault('damaged', "The replica's file is damaged in its first page", error);
    return refuse('replica/wrong-key', 'This key does not open the data on this device.', {});
  }
}

/** Deletes the file and all files beside it. The caller has closed it, and has sealed the unsent acts (D-5). */
export function wipeReplicaFile(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal', '.damaged', '.damaged-wal', '.damaged-wal.damaged'])
    rmSync(`${file}${suffix}`, { force: true });
  forgetKeys(file);
}
