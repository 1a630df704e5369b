import type Database from 'better-sqlite3';

/** The small version of a picture, as it was drawn on this device. */
export type SmallPicture = { readonly mediaType: string; readonly bytes: Uint8Array };

/** Chosen: some five thousand small versions. The whole pictures stay, and make new ones. */
export const mostSmallBytes = 100_000_000;

const schema = `
  create table if not exists small (
    sha256 text primary key references content (sha256), media_type text, bytes blob, size_bytes integer not null, used_at_ms integer not null
  ) strict;
`;

/** A row counts as at least this many bytes, so that the notes of pictures that cannot be drawn are bounded, too. */
const leastBytes = 200;

/**
 * The small versions of pictures, in the device's file of contents. Each belongs to one content and leaves the device with it. They
 * are made on this device and never sent. `ContentFile` runs each method that writes in a transaction of its own.
 */
export class SmallPictures {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
    db.exec(schema);
  }

  /** Returns a content's small version; null where its picture can't be drawn, undefined where nobody has tried. Notes the use. */
  read(sha256: string, nowMs: number): SmallPicture | null | undefined {
    const row = this.#db.prepare('select media_type as mediaType, bytes from small where sha256 = ?').get(sha256) as
      { mediaType: string | null; bytes: Uint8Array | null } | undefined; // the columns of the statement
    if (!row) return undefined;
    this.#db
      .prepare('update small set used_at_ms = ? where sha256 = ? and used_at_ms < ?')
      .run(nowMs, sha256, nowMs - useStepMs);
    return row.mediaType === null || row.bytes === null ? null : { mediaType: row.mediaType, bytes: row.bytes };
  }

  /**
   * Replaces a content's small version, and removes the least recently used ones beyond `mostBytes`. null: it can't be
   * drawn.
   */
  keep(sha256: string, small: SmallPicture | null, { nowMs, mostBytes }: { nowMs: number; mostBytes: number }): void {
    this.#db
      .prepare(
        'insert or replace into small (sha256, media_type, bytes, size_bytes, used_at_ms) values (?, ?, ?, ?, ?)',
      )
      .run(
        sha256,
        small?.mediaType ?? null,
        small?.bytes ?? null,
        Math.max(leastBytes, small?.bytes.length ?? 0),
        nowMs,
      );
    const rows = this.#db
      .prepare('select sha256, size_bytes as sizeBytes from small order by used_at_ms desc, rowid desc')
      .all() as { sha256: string; sizeBytes: number }[]; // the columns of the statement
    let kept = 0;
    for (const row of rows) {
      kept += row.sizeBytes;
      if (kept > mostBytes) this.forget(row.sha256);
    }
  }

  /** Removes a content's small version, with the content. */
  forget(sha256: string): void {
    this.#db.prepare('delete from small where sha256 = ?').run(sha256);
  }
}

/** Chosen: a flushed write each time that a tile is shown would cost more than an exact order of eviction gains. */
const useStepMs = 86_400_000;
