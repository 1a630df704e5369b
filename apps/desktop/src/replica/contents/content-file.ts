import { existsSync, renameSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { type FileKey, openWriter } from '../storage/files/keyed-connection.ts';
import { toStorageFault } from '../storage/files/storage-fault.ts';
import { mostSmallBytes, type SmallPicture, SmallPictures } from './small-pictures.ts';

/**
 * A file that waits for the server: the record's field that names it, and how far its sending has come. Several may wait for one field:
 * acts that are not sent yet may have given it one picture after the other.
 */
export type WaitingFile = {
  readonly record: string;
  readonly entity: string;
  readonly field: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The upload's address on the server, once the upload has begun. */
  readonly location: string | null;
  readonly sentBytes: number;
  /** The number of times that the bytes on the server differed from the sent ones. */
  readonly failures: number;
  readonly problem: string | null;
  readonly madeAtMs: number;
};

/** The record and the content by which a waiting file is known. */
export type WaitingKey = Pick<WaitingFile, 'record' | 'sha256'>;
export const isSameFile = (a: WaitingKey, b: WaitingKey): boolean => a.record === b.record && a.sha256 === b.sha256;

const schema = `
  create table if not exists content (sha256 text primary key, size_bytes integer not null, used_at_ms integer not null) strict;
  create table if not exists piece (owner text not null, at integer not null, bytes blob not null, primary key (owner, at)) strict;
`;
const waitingTable = (name: string): string => `
  create table if not exists ${name} (
    record text not null, entity text not null, field text not null, sha256 text not null, size_bytes integer not null,
    location text, sent_bytes integer not null default 0, failures integer not null default 0, problem text, made_at_ms integer not null,
    has_record integer not null default 1, replaced_at_ms integer, primary key (record, sha256)
  ) strict;
`;
const everyWaitingColumn =
  'record, entity, field, sha256, size_bytes, location, sent_bytes, failures, problem, made_at_ms';
const waitingColumns =
  'record, entity, field, sha256, size_bytes as sizeBytes, location, sent_bytes as sentBytes, failures, problem, made_at_ms as madeAtMs';

/** Chosen: small beside the replica's own cache. Pieces are read once. */
const cacheKb = 4 * 1024;

/**
 * The bytes of files on this device: a second encrypted SQLite file beside the replica's, by the SHA-256 of their content. Every
 * change is one flushed transaction: a content is stored completely or not at all, however the process ends. Pieces of a file
 * that is still arriving belong to a draft. `waiting` lists the files that the server does not have, `replaced` those of them
 * that no record names at present. Nothing evicts the bytes of either.
 */
export class ContentFile {
  readonly #db: Database.Database;
  readonly #small: SmallPictures;

  /** Opens the file, and creates it where there is none. One that its key does not open is kept aside under another name. */
  constructor(path: string, key: FileKey, nowMs: number, { mostPages }: { readonly mostPages?: number } = {}) {
    this.#db = openOrSetAside(path, key, nowMs);
    if (mostPages !== undefined) this.#db.pragma(`max_page_count = ${mostPages}`); // a full disk, for tests
    this.#db.pragma(`cache_size = -${cacheKb}`);
    this.#small = this.#do('opening the files', () => {
      this.#db.exec(schema);
      this.#makeWaiting();
      return new SmallPictures(this.#db);
    });
  }

  /** Makes the table of waiting files. In files of earlier builds one record had one waiting file, and the last columns may be missing. */
  #makeWaiting(): void {
    const columns = this.#db.prepare('select name, pk from pragma_table_info(?)').all('waiting') as {
      name: string;
      pk: number;
    }[]; // the columns of the statement
    if (columns.length === 0 || columns.some(({ name, pk }) => name === 'sha256' && pk > 0)) {
      this.#db.exec(waitingTable('waiting'));
      if (columns.length > 0 && !columns.some(({ name }) => name === 'replaced_at_ms'))
        this.#db.exec('alter table waiting add column replaced_at_ms integer');
      return;
    }
    const hasRecord = columns.some(({ name }) => name === 'has_record') ? 'has_record' : '1'; // earlier files have a record
    const convert = this.#db.transaction(() =>
      this.#db.exec(`
        ${waitingTable('waiting_files')}
        insert into waiting_files (${everyWaitingColumn}, has_record) select ${everyWaitingColumn}, ${hasRecord} from waiting;
        drop table waiting;
        alter table waiting_files rename to waiting;
      `),
    );
    convert.immediate();
  }

  #do<T>(doing: string, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw toStorageFault(cause, doing);
    }
  }

  /** Writes bytes of a draft, in one flushed transaction. A repeated piece replaces itself. */
  writePiece(draft: string, at: number, bytes: Uint8Array): void {
    this.#do('writing a piece of a file', () =>
      this.#db
        .prepare('insert or replace into piece (owner, at, bytes) values (?, ?, ?)')
        .run(draftOwner(draft), at, bytes),
    );
  }

  /** Returns the number of bytes of a draft that have come without a gap. */
  draftBytes(draft: string): number {
    let end = 0;
    for (const { at, size } of this.#sizes(draftOwner(draft))) {
      if (at !== end) break;
      end += size;
    }
    return end;
  }

  #sizes(owner: string): readonly { readonly at: number; readonly size: number }[] {
    return this.#db.prepare('select at, length(bytes) as size from piece where owner = ? order by at').all(owner) as {
      at: number;
      size: number;
    }[]; // the columns of the statement
  }

  /** Yields the pieces of a draft, in order. */
  *draftPieces(draft: string): Generator<Uint8Array> {
    yield* this.#pieces(draftOwner(draft));
  }

  *#pieces(owner: string): Generator<Uint8Array> {
    for (const { at } of this.#sizes(owner)) yield this.#piece(owner, at);
  }

  #piece(owner: string, at: number): Uint8Array {
    const row = this.#db.prepare('select bytes from piece where owner = ? and at = ?').get(owner, at) as
      { bytes: Uint8Array } | undefined; // the column of the statement
    if (!row) throw new Error('A piece of a file is missing');
    return row.bytes;
  }

  dropDraft(draft: string): void {
    this.#do('dropping a draft', () => this.#db.prepare('delete from piece where owner = ?').run(draftOwner(draft)));
  }

  /** Removes drafts that an earlier process has left, except for those of downloads, which go on. */
  dropLeftDrafts(): void {
    this.#do('dropping drafts', () =>
      this.#db
        .prepare("delete from piece where owner like 'draft %' and length(owner) < 60") // a download's has 64 digits
        .run(),
    );
  }

  /**
   * Makes a whole draft a content, with the file that waits for it, in one transaction. An equal content may be stored already.
   * The caller makes the record next, and then calls `recordsMade`: until then a restart drops the file (`dropUnmade`). Other
   * contents that wait for the same record stay.
   */
  keep(
    draft: string,
    content: { readonly sha256: string; readonly sizeBytes: number; readonly nowMs: number },
    waiting?: Pick<WaitingFile, 'record' | 'entity' | 'field'>,
  ): void {
    const { sha256, sizeBytes, nowMs } = content;
    this.#transact('keeping a file', () => {
      if (this.has(sha256)) this.#db.prepare('delete from piece where owner = ?').run(draftOwner(draft));
      else this.#db.prepare('update piece set owner = ? where owner = ?').run(sha256, draftOwner(draft));
      this.#db
        .prepare(
          'insert into content (sha256, size_bytes, used_at_ms) values (?, ?, ?) on conflict (sha256) do update set used_at_ms = excluded.used_at_ms',
        )
        .run(sha256, sizeBytes, nowMs);
      if (waiting)
        this.#db
          .prepare(
            'insert into waiting (record, entity, field, sha256, size_bytes, made_at_ms, has_record) values (?, ?, ?, ?, ?, ?, 0) on conflict (record, sha256) do update set replaced_at_ms = null',
          )
          .run(waiting.record, waiting.entity, waiting.field, sha256, sizeBytes, nowMs);
    });
  }

  /** Notes that the records of these files are on disk, too. */
  recordsMade(records: readonly string[]): void {
    this.#transact('noting the records of files', () => {
      const note = this.#db.prepare('update waiting set has_record = 1 where record = ?');
      for (const record of records) note.run(record);
    });
  }

  /** Drops the files of a record whose act was refused: those that `keep` has added since the last `recordsMade`. */
  recordNotMade(record: string): void {
    this.#do('forgetting a file', () =>
      this.#db.prepare('delete from waiting where record = ? and has_record = 0').run(record),
    );
  }

  /**
   * Drops files whose records an earlier process did not make before it ended. `isMade`: whether an act that names the file is on
   * disk.
   */
  dropUnmade(isMade: (file: WaitingFile) => boolean): void {
    const rows = this.#db.prepare(`select ${waitingColumns} from waiting where has_record = 0`).all() as WaitingFile[]; // the columns of the statement
    this.#transact('noting the records of files', () => {
      const note = this.#db.prepare('update waiting set has_record = 1 where record = ? and sha256 = ?');
      for (const row of rows)
        if (isMade(row)) note.run(row.record, row.sha256);
        else this.arrived(row);
    });
  }

  #transact(doing: string, work: () => void): void {
    this.#do(doing, () => this.#db.transaction(work).immediate());
  }

  /** Returns the number of contents whose bytes are on this device. */
  count(): number {
    const [row] = this.#db.prepare('select count(*) as count from content').all() as { count: number }[]; // the column of the statement
    return row?.count ?? 0;
  }

  has(sha256: string): boolean {
    return this.#db.prepare('select 1 from content where sha256 = ?').get(sha256) !== undefined;
  }

  /** Returns bytes of a content from a place on, and at most to the end of one piece; undefined after its end. */
  read(sha256: string, from: number): Uint8Array | undefined {
    const row = this.#db
      .prepare('select at, bytes from piece where owner = ? and at <= ? order by at desc limit 1')
      .get(sha256, from) as { at: number; bytes: Uint8Array } | undefined; // the columns of the statement
    const bytes = row?.bytes.subarray(from - row.at);
    return bytes && bytes.length > 0 ? bytes : undefined;
  }

  /** Notes that a content was shown: the contents that were not are evicted first. */
  use(sha256: string, nowMs: number): void {
    this.#do('noting a use', () =>
      this.#db.prepare('update content set used_at_ms = ? where sha256 = ?').run(nowMs, sha256),
    );
  }

  /** Returns the small version of a picture; null where it can't be drawn, undefined where none was made yet. */
  small(sha256: string, nowMs: number): SmallPicture | null | undefined {
    return this.#do('reading a small version', () => this.#small.read(sha256, nowMs));
  }

  /** Keeps the small version of a content that is here; null: it can't be drawn. False where the content has left the device. */
  keepSmall(sha256: string, small: SmallPicture | null, nowMs: number, mostBytes = mostSmallBytes): boolean {
    if (!this.has(sha256)) return false;
    this.#transact('keeping a small version', () => this.#small.keep(sha256, small, { nowMs, mostBytes }));
    return true;
  }

  /** Returns the files that the server does not have and that are to be sent, the oldest first. */
  waiting(): readonly WaitingFile[] {
    return this.#db
      .prepare(`select ${waitingColumns} from waiting where replaced_at_ms is null order by made_at_ms, record`)
      .all() as WaitingFile[]; // the columns of the statement
  }

  /** Returns the files that the server does not have and that their records do not name at present, and the time when they were replaced. */
  replaced(): readonly (WaitingFile & { readonly replacedAtMs: number })[] {
    return this.#db
      .prepare(`select ${waitingColumns}, replaced_at_ms as replacedAtMs from waiting where replaced_at_ms is not null`)
      .all() as (WaitingFile & { readonly replacedAtMs: number })[]; // the columns of the statement
  }

  /**
   * Notes when another file has replaced this one in its record before it was sent; null: its record names it again. Its bytes stay: an
   * undo, or an earlier value that is restored, makes the record name it again.
   */
  noteReplaced({ record, sha256 }: WaitingKey, atMs: number | null): void {
    this.#do('noting a replaced file', () =>
      this.#db
        .prepare('update waiting set replaced_at_ms = ? where record = ? and sha256 = ?')
        .run(atMs, record, sha256),
    );
  }

  note(file: WaitingKey, change: Partial<Pick<WaitingFile, 'location' | 'sentBytes' | 'failures' | 'problem'>>): void {
    this.#transact('noting a file’s sending', () => {
      const now = this.#db
        .prepare(`select ${waitingColumns} from waiting where record = ? and sha256 = ? and replaced_at_ms is null`)
        .get(file.record, file.sha256) as WaitingFile | undefined; // the columns of the statement
      if (!now) return;
      const { location, sentBytes, failures, problem } = { ...now, ...change };
      this.#db
        .prepare(
          'update waiting set location = ?, sent_bytes = ?, failures = ?, problem = ? where record = ? and sha256 = ?',
        )
        .run(location, sentBytes, failures, problem, file.record, file.sha256);
    });
  }

  /** Deletes the note that a file waits: the server has its bytes, or nothing names them any more. */
  arrived({ record, sha256 }: WaitingKey): void {
    this.#do('noting a file as sent', () =>
      this.#db.prepare('delete from waiting where record = ? and sha256 = ?').run(record, sha256),
    );
  }

  /** Removes the least recently used contents, until the others fit. Never removes one that waits for the server. */
  evict(mostBytes: number): void {
    const rows = this.#db
      .prepare('select sha256, size_bytes as sizeBytes from content order by used_at_ms desc')
      .all() as { sha256: string; sizeBytes: number }[]; // the columns of the statement
    let kept = 0;
    for (const { sha256, sizeBytes } of rows) {
      kept += sizeBytes;
      if (kept > mostBytes) this.#forget(sha256);
    }
    this.#db.pragma('incremental_vacuum');
  }

  /**
   * Removes the contents that no record on this device names any more: the record was erased, or the person may not see
   * it any more (A-4, P-5). Never removes one that waits for the server.
   */
  keepOnly(held: ReadonlySet<string>): void {
    const rows = this.#db.prepare('select sha256 from content').all() as { sha256: string }[]; // the column of the statement
    for (const { sha256 } of rows) if (!held.has(sha256)) this.#forget(sha256);
    this.#db.pragma('incremental_vacuum');
  }

  /**
   * Removes a content whose bytes differ from its SHA-256, so that it is fetched again. Returns false for one that waits for the
   * server: it stays, because no other copy is known.
   */
  dropDamaged(sha256: string): boolean {
    this.#forget(sha256);
    return !this.has(sha256);
  }

  #forget(sha256: string): void {
    this.#transact('evicting a file', () => {
      if (this.#db.prepare('select 1 from waiting where sha256 = ?').get(sha256) !== undefined) return;
      this.#db.prepare('delete from piece where owner = ?').run(sha256);
      this.#small.forget(sha256);
      this.#db.prepare('delete from content where sha256 = ?').run(sha256);
    });
  }

  close(): void {
    this.#db.close();
  }
}

const draftOwner = (draft: string): string => `draft ${draft}`;

function openOrSetAside(path: string, key: FileKey, nowMs: number): Database.Database {
  try {
    return openWriter(path, key);
  } catch (cause) {
    const fault = toStorageFault(cause, 'opening the files');
    if (fault.kind !== 'damaged' || !existsSync(path)) throw fault;
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${path}.damaged-${nowMs}${suffix}`);
    return openWriter(path, key);
  }
}
