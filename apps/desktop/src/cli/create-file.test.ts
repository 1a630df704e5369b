import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFile } from './create-file.ts';

describe('a file that a command creates', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-created-'));
    path = join(folder, 'deals.csv');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('[D-6] appears whole under its name, and only its owner can read it', () => {
    const file = createFile(path, false);
    file?.append(Buffer.from('one,'));
    file?.append(Buffer.from('two'));
    const [part = ''] = readdirSync(folder);
    expect(part).toMatch(/^deals\.csv\..+\.part$/);
    expect(file?.finish()).toBe(true);
    expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['deals.csv'], 'one,two']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('does not replace a file that exists, or that appeared meanwhile, unless it may', () => {
    const early = createFile(path, false);
    early?.append(Buffer.from('late'));
    writeFileSync(path, 'mine');
    expect(createFile(path, false)).toBeUndefined();
    expect(early?.finish()).toBe(false);
    early?.discard();
    expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['deals.csv'], 'mine']);
    const forced = createFile(path, true);
    forced?.append(Buffer.from('new'));
    expect(forced?.finish()).toBe(true);
    expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['deals.csv'], 'new']);
  });

  it('has a part of its own: two commands to one name do not mix, and a foreign ".part" stays', () => {
    writeFileSync(`${path}.part`, 'of somebody else');
    const [one, two] = [createFile(path, true), createFile(path, true)];
    one?.append(Buffer.from('one'));
    two?.append(Buffer.from('two'));
    expect([one?.finish(), readFileSync(path, 'utf8')]).toEqual([true, 'one']);
    two?.discard();
    expect(readdirSync(folder).toSorted()).toEqual(['deals.csv', 'deals.csv.part']);
    expect(readFileSync(`${path}.part`, 'utf8')).toBe('of somebody else');
  });
});
