import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReplicaLog, readLog } from './log-damage.ts';

const head = 32;
const frame = 24 + 4_096;

describe('the log of a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outpost-log-'));
  const path = join(folder, 'made.db');
  /** A log written by SQLite itself: each of twenty commits has one page or more. */
  let log: Buffer;
  let fileBytes = 0;
  let frames = 0;

  beforeAll(() => {
    const made = new Database(path);
    made.pragma('page_size = 4096');
    made.pragma('journal_mode = wal');
    made.pragma('wal_autocheckpoint = 0');
    made.exec('create table told (n integer primary key, note text)');
    made.pragma('wal_checkpoint(truncate)');
    const tell = made.prepare('insert into told values (?, ?)');
    for (let n = 1; n <= 20; n += 1) tell.run(n, 'x'.repeat(1_000));
    for (const name of ['made.db', 'made.db-wal']) copyFileSync(join(folder, name), join(folder, `kept-${name}`));
    made.close();
    log = readFileSync(join(folder, 'kept-made.db-wal'));
    fileBytes = statSync(join(folder, 'kept-made.db')).size;
    frames = (log.length - head) / frame;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const at = (number: number, byte = 0): number => head + (number - 1) * frame + byte;
  /** Returns a log with inverted bits in these bytes: a single bit in each where `mask` has one bit. */
  const turned = (bytes: readonly number[], mask = 1): ReplicaLog => {
    const changed = Buffer.from(log);
    for (const byte of bytes) changed[byte] = (changed[byte] ?? 0) ^ mask;
    return new ReplicaLog(changed, fileBytes);
  };
  const torn = (from: number, to: number, bytes = log): Buffer => {
    const changed = Buffer.from(bytes);
    changed.fill(0x5a, from, to);
    return changed;
  };
  /** Returns the rows that SQLite reads from the file with this log. */
  const readWith = (bytes: Buffer): readonly number[] => {
    const file = join(folder, 'read.db');
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    copyFileSync(join(folder, 'kept-made.db'), file);
    writeFileSync(`${file}-wal`, bytes);
    const opened = new Database(file);
    try {
      return opened.prepare<[], number>('select n from told order by n').pluck().all();
    } finally {
      opened.close();
    }
  };
  const all = Array.from({ length: 20 }, (_unused, index) => index + 1);

  it('[S-5] is sound as SQLite writes it, truncated anywhere, or empty', () => {
    expect(frames).toBeGreaterThan(20);
    for (const length of [log.length, log.length - 1, log.length - frame, at(5), at(5, 100), at(1, 100), head, 12])
      expect(new ReplicaLog(log.subarray(0, length), fileBytes).findDamage()).toBeUndefined();
    expect(readLog(join(folder, 'nothing.db'))).toBeUndefined();
    writeFileSync(join(folder, 'empty.db-wal'), '');
    expect(readLog(join(folder, 'empty.db'))).toBeUndefined();
    expect(readLog(join(folder, 'kept-made.db'))?.findDamage()).toBeUndefined();
  });

  it('[S-5] is damaged by one wrong bit in any part of it, even in the last commit', () => {
    for (const number of [1, 7, frames])
      for (const byte of [0, 3, 5, 8, 15, 16, 23, 24, 31, 2_000, frame - 8, frame - 1])
        for (const mask of [1, 0x10, 0x80])
          expect([number, byte, mask, turned([at(number, byte)], mask).findDamage()]).toEqual([
            number,
            byte,
            mask,
            `page ${number} of its log`,
          ]);
    for (const byte of [0, 3, 9, 17, 24, 31])
      expect([byte, turned([byte]).findDamage()]).toEqual([byte, 'the head of its log']);
  });

  it('[S-5] is torn, not damaged, where no synced frame follows', () => {
    const damageAfter = (from: number, to: number) => new ReplicaLog(torn(from, to), fileBytes).findDamage();
    expect(damageAfter(at(frames, 500), log.length)).toBeUndefined();
    expect(damageAfter(at(frames - 3), log.length)).toBeUndefined();
    expect(damageAfter(at(frames - 1, 100), at(frames - 1, 900))).toBeUndefined(); // a single commit after it may belong to the same moment
    expect(damageAfter(at(5, 100), at(5, 900))).toBe('page 5 of its log');
    expect(damageAfter(at(5, 100), at(8, 900))).toBe('page 5 of its log');
    expect(damageAfter(at(1), at(2))).toBe('page 1 of its log');
  });

  it('[S-5] ignores the frames of an older log after a restart', () => {
    const older = Buffer.from(log);
    const end = [5, 6, 7, 8].find((number) => log.readUInt32BE(at(number, 4)) > 0) ?? 0; // of a transaction
    for (const number of [end + 1, end + 2]) older.fill(0x77, at(number, 8), at(number, 16)); // another log's name
    const renewed = new ReplicaLog(older.subarray(0, at(end + 3)), fileBytes);
    expect(renewed.findDamage()).toBeUndefined();
    expect([...renewed.pages()]).toHaveLength(end);
  });

  it('[S-5] loses in SQLite all commits after a damaged place, and none once it is repaired', () => {
    const broken = [at(7, 16), at(7, 17), at(7, 20)]; // only the checksum is broken; the page itself is intact
    const damaged = turned(broken, 0xff);
    expect(damaged.findDamage()).toBe('page 7 of its log');
    const bytes = Buffer.from(log);
    for (const byte of broken) bytes[byte] = (bytes[byte] ?? 0) ^ 0xff;
    expect(readWith(bytes).length).toBeLessThan(20);
    const mended = damaged.mend();
    expect(readWith(mended)).toEqual(all);
    expect(mended.equals(log)).toBe(true);
    expect(new ReplicaLog(mended, fileBytes).findDamage()).toBeUndefined();
  });

  it('[S-5] with a damaged header is repaired from its frames, and the given bytes stay unchanged', () => {
    for (const byte of [0, 9, 17, 25]) {
      const given = Buffer.from(log);
      given[byte] = (given[byte] ?? 0) ^ 0x40;
      const before = Buffer.from(given);
      const mended = new ReplicaLog(given, fileBytes).mend();
      expect([byte, readWith(mended)]).toEqual([byte, all]);
      expect(given.equals(before)).toBe(true);
    }
    expect(new ReplicaLog(Buffer.alloc(head, 7), fileBytes).mend()).toEqual(Buffer.alloc(head, 7));
  });

  it('[S-5] yields the pages of its commits in order, and none of an unfinished transaction', () => {
    const pages = [...new ReplicaLog(log, fileBytes).pages()];
    expect(pages).toHaveLength(frames);
    expect(pages.map(({ data }) => data.length)).toEqual(pages.map(() => 4_096));
    expect(pages.map(({ page }) => page)).toEqual(pages.map((_page, index) => log.readUInt32BE(at(index + 1))));
    const open = Buffer.from(log);
    open.writeUInt32BE(0, at(frames, 4)); // the last frame no longer ends a transaction
    const ended = [...new ReplicaLog(open, fileBytes).pages()].length;
    expect(ended).toBeLessThan(frames);
    expect(log.readUInt32BE(at(ended, 4))).toBeGreaterThan(0);
  });

  it.each([512, 65_536])('[S-5] is read with its stated page size: %i bytes', (pageSize) => {
    const file = join(folder, `pages-${pageSize}.db`);
    const made = new Database(file);
    made.pragma(`page_size = ${pageSize}`);
    made.pragma('journal_mode = wal');
    made.exec('create table told (n integer); insert into told values (1); insert into told values (2)');
    const found = [...(readLog(file)?.pages() ?? [])];
    expect(readLog(file)?.findDamage()).toBeUndefined();
    made.close();
    expect(found.length).toBeGreaterThan(2);
    expect(new Set(found.map(({ data }) => data.length))).toEqual(new Set([pageSize]));
  });
});
