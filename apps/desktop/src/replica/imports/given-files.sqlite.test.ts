import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GivenFiles } from './given-files.ts';
import { WorkFile } from './work-file.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const refused = (path: string, message: string) => ({ ok: false, code: 'request/invalid', message, details: { path } });

describe('the files of an import', () => {
  let folder: string;
  let work: WorkFile;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-given-'));
    work = new WorkFile(folder, 'one');
  });
  afterEach(() => {
    work.close();
    rmSync(folder, { recursive: true });
  });

  it('[E-2] arrive piece by piece, in order, and are complete when all of their bytes have arrived', () => {
    const files = new GivenFiles(work, [{ name: 'a.csv', sizeBytes: 7, takenFor: 'people' }, { name: 'b.csv', sizeBytes: 0 }]); // prettier-ignore
    expect(files.take({ file: 0, at: 0, base64: base64('one,') })).toEqual({ ok: true, value: { receivedBytes: 4 } });
    expect(files.whole()).toMatchObject(refused('importId', 'Only 4 of the 7 bytes of a.csv have arrived.'));
    expect(files.take({ file: 0, at: 4, base64: '' })).toEqual({ ok: true, value: { receivedBytes: 4 } });
    expect(files.take({ file: 0, at: 4, base64: base64('two') })).toEqual({ ok: true, value: { receivedBytes: 7 } });
    const whole = files.whole();
    if (!whole.ok) throw new Error(whole.message);
    const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(whole.value).toMatchObject([
      { digest: digestOf('one,two'), takenFor: 'people', source: { fileName: 'a.csv', sizeBytes: 7 } },
      { digest: digestOf(''), takenFor: null, source: { fileName: 'b.csv', sizeBytes: 0 } },
    ]);
    const textOf = (at: number) => Buffer.concat([...(whole.value[at]?.source.pieces() ?? [])]).toString();
    expect([textOf(0), textOf(0), textOf(1)]).toEqual(['one,two', 'one,two', '']);
  });

  it('[E-2] are refused out of order, beyond their size, and for an unknown file', () => {
    const files = new GivenFiles(work, [{ name: 'a.csv', sizeBytes: 5 }]);
    const take = (at: number, text: string, file = 0) => files.take({ file, at, base64: base64(text) });
    expect(take(0, 'x', 1)).toMatchObject(refused('file', 'The import has no file 1.'));
    expect(take(1, 'x')).toMatchObject(refused('at', 'The next piece of a.csv begins at byte 0.'));
    expect(take(0, 'too long')).toMatchObject(refused('base64', 'a.csv has more bytes than the announced 5.'));
    expect(take(0, 'one')).toMatchObject({ ok: true });
    expect(take(0, 'one')).toMatchObject(refused('at', 'The next piece of a.csv begins at byte 3.'));
    expect(take(3, 'two')).toMatchObject(refused('base64', 'a.csv has more bytes than the announced 5.'));
    expect(take(3, 'tw')).toMatchObject({ ok: true });
    expect(files.whole().ok).toBe(true);
  });

  it('are read in ranges: each piece is read once, also by many ranges inside of it', () => {
    const files = new GivenFiles(work, [{ name: 'a.xlsx', sizeBytes: 12 }]);
    for (const [at, text] of [[0, 'abcdef'], [6, 'ghijkl']] as const) files.take({ file: 0, at, base64: base64(text) }); // prettier-ignore
    const whole = files.whole();
    const bytes = whole.ok ? whole.value[0]?.bytes : undefined;
    const read = vi.spyOn(work, 'piece');
    const ranges = Array.from({ length: 6 }, (_, place) => bytes?.part(place * 2, place * 2 + 2) ?? []);
    expect(Buffer.concat(ranges.map((range) => Uint8Array.from(range))).toString()).toBe('abcdefghijkl');
    expect(read).toHaveBeenCalledTimes(2);
    expect(Buffer.from(bytes?.part(4, 9) ?? []).toString()).toBe('efghi');
  });

  it('[E-2] of one name get distinct names', () => {
    const files = new GivenFiles(work, ['a.csv', 'b.csv', 'a.csv', 'a.csv'].map((name) => ({ name, sizeBytes: 0 }))); // prettier-ignore
    const whole = files.whole();
    expect(whole.ok && whole.value.map(({ source }) => source.fileName)).toEqual([
      'a.csv',
      'b.csv',
      'a.csv (2)',
      'a.csv (3)',
    ]);
  });
});
