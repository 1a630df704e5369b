import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWriter } from '../storage/files/keyed-connection.ts';
import { StorageFault } from '../storage/files/storage-fault.ts';
import { ContentFile } from './content-file.ts';

const key = new Uint8Array(32).fill(7);
const [first, second] = ['a'.repeat(64), 'b'.repeat(64)] as const;
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-contents-'));
  path = join(folder, 'replica.sqlite.files');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (): ContentFile => new ContentFile(path, key, 0);
const bytes = (text: string): Uint8Array => Buffer.from(text);
function add(contents: ContentFile, sha256: string, text: string, record?: string): void {
  contents.writePiece('draft-1', 0, bytes(text));
  const waiting = record === undefined ? undefined : { record, entity: 'platform/file', field: 'content' };
  contents.keep('draft-1', { sha256, sizeBytes: text.length, nowMs: Number(sha256 === second) }, waiting);
}
const read = (contents: ContentFile, sha256: string, from = 0): string =>
  Buffer.from(contents.read(sha256, from) ?? []).toString();

describe('the bytes of files on a device', () => {
  it('[D-4] are encrypted on the disk, and are kept over a restart', () => {
    const contents = open();
    add(contents, first, 'gate code 4711', 'r1');
    contents.close();
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes('gate code')).toBe(false);
    const again = open();
    expect([read(again, first), read(again, first, 10)]).toEqual(['gate code 4711', '4711']);
    expect(again.waiting()).toMatchObject([
      { record: 'r1', sha256: first, sizeBytes: 14, sentBytes: 0, location: null },
    ]);
    again.close();
  });

  it('[S-5] are evicted by their last use, and never before the server has them', () => {
    const contents = open();
    add(contents, first, 'one', 'r1');
    add(contents, second, 'two');
    contents.evict(0);
    expect([contents.has(first), contents.has(second)]).toEqual([true, false]);
    contents.arrived({ record: 'r1', sha256: first });
    contents.evict(3);
    expect(contents.has(first)).toBe(true);
    contents.evict(0);
    expect([contents.has(first), read(contents, first)]).toEqual([false, '']);
    contents.close();
  });

  it('[A-4] are removed with the last record that names them, unless the server lacks them', () => {
    const contents = open();
    add(contents, first, 'one', 'r1');
    add(contents, second, 'two');
    contents.keepOnly(new Set([second]));
    expect([contents.has(first), contents.has(second)]).toEqual([true, true]);
    contents.arrived({ record: 'r1', sha256: first });
    contents.keepOnly(new Set([second]));
    expect([contents.has(first), read(contents, first), contents.has(second)]).toEqual([false, '', true]);
    contents.close();
  });

  it('are kept once where two records have the same', () => {
    const contents = open();
    add(contents, first, 'one', 'r1');
    add(contents, first, 'one', 'r2');
    contents.arrived({ record: 'r1', sha256: first });
    contents.evict(0);
    expect(read(contents, first)).toBe('one');
    expect(contents.waiting().map(({ record }) => record)).toEqual(['r2']);
    contents.close();
  });

  it('of a draft of an earlier process are removed, and those of a download continue', () => {
    const contents = open();
    contents.writePiece('0190b1f2-7c00-7000-8000-0000000000a1', 0, bytes('left'));
    contents.writePiece(first, 0, bytes('half'));
    contents.writePiece(first, 9, bytes('gap'));
    contents.dropLeftDrafts();
    expect([contents.draftBytes('0190b1f2-7c00-7000-8000-0000000000a1'), contents.draftBytes(first)]).toEqual([0, 4]);
    contents.close();
  });

  it('[S-5] have small versions that stay over a restart, and are removed with their content', () => {
    const contents = open();
    add(contents, first, 'one', 'r1');
    const small = { mediaType: 'image/webp', bytes: bytes('small one') };
    expect([contents.small(first, 0), contents.keepSmall(second, small, 0)]).toEqual([undefined, false]);
    expect(contents.keepSmall(first, small, 0)).toBe(true);
    contents.close();
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes('small one')).toBe(false);
    const again = open();
    expect(Buffer.from(again.small(first, 1)?.bytes ?? []).toString()).toBe('small one');
    again.keepOnly(new Set()); // it still waits for the server
    expect(again.small(first, 1)?.mediaType).toBe('image/webp');
    again.arrived({ record: 'r1', sha256: first });
    again.keepOnly(new Set());
    expect(again.small(first, 1)).toBe(undefined);
    again.close();
  });

  it('[S-5] have small versions within a bound, and keep those that were looked at last', () => {
    const contents = open();
    const third = 'c'.repeat(64);
    for (const sha256 of [first, second, third]) add(contents, sha256, sha256.slice(0, 3));
    const small = { mediaType: 'image/webp', bytes: new Uint8Array(400) };
    contents.keepSmall(first, small, 0, 1_000);
    contents.keepSmall(second, null, 1, 1_000);
    contents.small(first, 200_000_000);
    contents.keepSmall(third, small, 200_000_001, 1_000);
    const kept = [first, second, third].map((sha256) => contents.small(sha256, 200_000_002)?.bytes.length);
    expect(kept).toEqual([400, undefined, 400]);
    expect(contents.small(second, 0)).toBe(null); // 200 bytes of a note fit in
    contents.keepSmall(third, { ...small, bytes: new Uint8Array(900) }, 200_000_003, 1_000);
    expect([contents.small(first, 0), contents.small(second, 0)]).toEqual([undefined, undefined]);
    expect(contents.has(first)).toBe(true);
    contents.close();
  });

  it('[S-5] stay as they are where the disk is full, which is reported', () => {
    const contents = new ContentFile(path, key, 0, { mostPages: 40 });
    add(contents, first, 'one', 'r1');
    const writeAll = () => {
      for (let at = 0; at < 10_000_000; at += 100_000)
        contents.writePiece('draft-2', at, new Uint8Array(100_000).fill(1));
    };
    let met: unknown;
    try {
      writeAll();
    } catch (cause) {
      met = cause;
    }
    expect(met instanceof StorageFault ? met.kind : met).toBe('disk-full');
    expect(read(contents, first)).toBe('one');
    expect(contents.waiting()).toHaveLength(1);
    contents.close();
  });

  it('[S-5] are removed at the next start where the process ended before it made their record', () => {
    const contents = open();
    add(contents, first, 'one', 'r1');
    contents.recordsMade(['r1']);
    add(contents, second, 'two', 'r2');
    add(contents, 'c'.repeat(64), 'three', 'r3');
    contents.close();
    const again = open();
    again.dropUnmade(({ record }) => record === 'r3');
    expect(again.waiting().map(({ record }) => record)).toEqual(['r1', 'r3']);
    again.dropUnmade(() => false);
    expect(again.waiting().map(({ record }) => record)).toEqual(['r1', 'r3']);
    again.evict(0);
    expect([again.has(first), again.has(second)]).toEqual([true, false]);
    again.close();
  });

  it('[S-5] of the build before replaced files were noted still wait, and can be replaced', () => {
    rmSync(path, { force: true });
    const file = open();
    add(file, first, 'one', 'r1');
    file.recordsMade(['r1']);
    file.close();
    const db = openWriter(path, key);
    db.exec('alter table waiting drop column replaced_at_ms');
    db.close();
    const again = open();
    expect(again.waiting()).toMatchObject([{ record: 'r1', sha256: first }]);
    again.noteReplaced({ record: 'r1', sha256: first }, 5);
    expect([again.waiting(), again.replaced()]).toMatchObject([[], [{ sha256: first, replacedAtMs: 5 }]]);
    again.close();
  });

  it('[S-5] of earlier builds still wait for the server, beside others of the same record', () => {
    for (const lastColumn of ['', ', has_record integer not null default 1']) {
      rmSync(path, { force: true });
      const db = openWriter(path, key);
      db.exec(`
        create table waiting (
          record text primary key, entity text not null, field text not null, sha256 text not null, size_bytes integer not null,
          location text, sent_bytes integer not null default 0, failures integer not null default 0, problem text,
          made_at_ms integer not null ${lastColumn}
        ) strict;
        insert into waiting (record, entity, field, sha256, size_bytes, location, sent_bytes, made_at_ms)
          values ('r1', 'platform/file', 'content', '${first}', 3, '/files/uploads/u1', 2, 4);
      `);
      db.close();
      const again = open();
      again.dropUnmade(() => false);
      expect(again.waiting()).toMatchObject([
        { record: 'r1', location: '/files/uploads/u1', sentBytes: 2, madeAtMs: 4 },
      ]);
      add(again, second, 'two', 'r1');
      again.recordsMade(['r1']);
      again.note({ record: 'r1', sha256: first }, { sentBytes: 1 });
      again.close();
      const third = open();
      expect(third.waiting().map(({ sha256, sentBytes }) => [sha256, sentBytes])).toEqual([[second, 0], [first, 1]]); // prettier-ignore
      third.arrived({ record: 'r1', sha256: first });
      expect(third.waiting().map(({ sha256 }) => sha256)).toEqual([second]);
      third.close();
    }
  });

  it('[S-5] that another key has written are kept aside, not overwritten', () => {
    const contents = open();
    add(contents, first, 'one');
    contents.close();
    const other = new ContentFile(path, new Uint8Array(32).fill(8), 5);
    expect(other.has(first)).toBe(false);
    other.close();
    expect(readdirSync(folder)).toContain('replica.sqlite.files.damaged-5');
  });
});
