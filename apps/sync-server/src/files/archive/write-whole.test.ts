import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWhole } from './write-whole.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-whole-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('[PLT-45b] the file of an archive', () => {
  it('appears as a whole, for its owner alone', async () => {
    const path = join(folder, 'all.zip');
    expect(await writeWhole(path, Readable.from([Buffer.from('one '), Buffer.from('two')]))).toBe(7);
    expect(await readFile(path, 'utf8')).toBe('one two');
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(await readdir(folder)).toEqual(['all.zip']);
  });

  it('does not appear where the stream breaks', async () => {
    async function* broken() {
      yield Buffer.from('one ');
      throw new Error('The database has gone');
    }
    await expect(writeWhole(join(folder, 'all.zip'), Readable.from(broken()))).rejects.toThrow('has gone');
    expect(await readdir(folder)).toEqual([]);
  });

  it('never replaces another file', async () => {
    const path = join(folder, 'all.zip');
    await writeFile(path, 'mine');
    await expect(writeWhole(path, Readable.from([Buffer.from('other')]))).rejects.toThrow(/EEXIST/);
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['all.zip']);
  });
});
