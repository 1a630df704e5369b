import { existsSync, rmSync, statSync } from 'node:fs';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { Result } from '@outpost/domain/kernel/refusal';
import type Database from 'better-sqlite3';
import { forgetKeys, isNotedKey, noteKeys } from './key-fingerprint.ts';
import type { FileKey } from './keyed-connection.ts';
import { busyTimeoutMs, changeKey, openReader, openWriter } from './keyed-connection.ts';
import { readLog } from './log-damage.ts';
import { LogRoom } from './log-room.ts';
import { StorageFault, sqliteCode, toStorageFault } from './storage-fault.ts';

/** What the file takes on disk, in bytes. `free` lies within `main` and is given back by `giveBackSpace`. */
export type FileSizes = { readonly main: number; readonly wal: number; readonly free: number };

/**
 * The form in which the file holds documents, noted in its head. 0: until November 2026. 2: keys in columns (ADR 0012). 3: search words in their
 * index alone. A build that does not know a form would read it wrongly, so it leaves the file alone.
 */
const fileFormat = 3;

/** Chosen: twice what SQLite writes back by itself (see `openWriter`), so that this is the exception. */
const mostLogBytes = 128 * 1024 * 1024;
/** Chosen: after a reader held it back, the log may grow by so much before it is tried again. */
const logStepBytes = 16 * 1024 * 1024;
/** Chosen: no act waits noticeably for readers to make way. */
const waitForReadersMs = 100;

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

/** The replica's one encrypted SQLite file with its writing connection. Made by `openReplicaFile`; whoever opened it closes it. */
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

  /** The key as it is now: for reader threads, which open the file themselves. Never logged, never sent to the renderer. */
  get key(): FileKey {
    return this.#key;
  }

  get isOpen(): boolean {
    return this.writer.open;
  }

  /** `listener` is told once, when a damaged page was met: wherever that was, the file has to be rebuilt (S-5). */
  onDamage(listener: () => void): void {
    this.#onDamage = listener;
  }

  /** Whoever meets a fault of this file tells it here; other errors count for nothing. */
  met(cause: unknown): void {
    if (!(cause instanceof StorageFault) || cause.kind !== 'damaged') return;
    const tell = this.#onDamage;
    this.#onDamage = () => undefined;
    tell();
  }

  /** A connection that can only read; sees every commit at once. The caller closes it. */
  openReader(): Database.Database {
    return openReader(this.path, this.#key);
  }

  /**
   * Runs SQLite's own check over every page, its cipher's tags included. Returns what is wrong, at most 100 lines; empty for a sound
   * file. Reads the whole file: about 1 s a GB.
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

  /** Encrypts the file under another key. Reader threads have to be started again with the new one. A cut half-way leaves either key valid. */
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

  /** Moves the WAL into the file and cuts it to nothing. Returns false where a reader holds it back; then later will do. */
  checkpoint(): boolean {
    try {
      const [row] = this.writer.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]; // SQLite's documented answer
      return row?.busy === 0;
    } catch (error) {
      throw toStorageFault(error, 'writing its log back');
    }
  }

  /**
   * Begins the log anew where readers have kept SQLite from doing so: while one after the other looks at it, it never does, and the log
   * grows for as long as somebody writes. After each write; looks at the log's size, and waits for readers at most 100 ms. A single
   * question that takes longer holds it back until it is over. Never throws: what was written is on disk. `most`: for tests.
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
      this.met(toStorageFault(error, 'writing its log back')); // a full disk is met again by the next write, which says so
    } finally {
      this.writer.pragma(`busy_timeout = ${busyTimeoutMs}`);
    }
    this.#nextLogBytes = sizeOf(`${this.path}-wal`) + Math.min(logStepBytes, most);
  }

  /**
   * Takes what was deleted out of the file for good: out of free pages, out of the search index, which forgets words late, and out of the log. Writes the
   * whole file anew (about 2 s a GB), and for a while needs as much room again. For idle time. Returns false where a reader holds the log back.
   */
  purge(): boolean {
    try {
      const searches = this.writer
        .prepare<[], string>(`select name from sqlite_master where type = 'table' and sql like '%using fts5%'`)
        .pluck()
        .all();
      for (const name of searches) this.writer.exec(`insert into ${name}(${name}) values ('optimize')`);
      this.writer.exec('vacuum');
      return this.checkpoint();
    } catch (error) {
      throw toStorageFault(error, 'purging what was deleted');
    }
  }

  /** Gives up to `pages` free pages (4 kB each) back to the disk. For idle time: 1,000 pages take a few ms. Returns whether more are left. */
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

  /** Closes the writing connection; the last one to close folds the WAL into the file. */
  close(): void {
    this.writer.close();
  }
}

/**
 * Opens the replica's file, or makes it where there is none (its folder exists). Refuses with `replica/wrong-key` and `replica/newer-file`; a damaged file is
 * a fault of kind `damaged`: rebuild it from the server, after rescuing what can be read (S-5).
 */
export function openReplicaFile(input: { readonly file: string; readonly key: FileKey }): Result<ReplicaFile> {
  const { file, key } = input;
  const damage = readLog(file)?.findDamage();
  // SQLite would take it for the end of its log, and forget the commits behind it without a word.
  if (damage !== undefined && isNotedKey(file, key))
    throw new StorageFault('damaged', `The replica's file is damaged in ${damage}`);
  try {
    const writer = openWriter(file, key);
    noteKeys(file, [key]);
    const format = Number(writer.pragma('user_version', { simple: true }));
    if (format > fileFormat) {
      writer.close();
      const why =
        'A newer version of Outpost keeps the data on this device. Update Outpost to open it; nothing is lost.';
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

/** Deletes the file and all that lies beside it. The caller has closed it, and has sealed what was unsent (D-5). */
export function wipeReplicaFile(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal', '.damaged', '.damaged-wal', '.damaged-wal.damaged'])
    rmSync(`${file}${suffix}`, { force: true });
  forgetKeys(file);
}
