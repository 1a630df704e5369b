import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finishRebuilding, putRebuiltInPlace, removeAside } from './put-in-place.ts';

describe('a new file in the place of a damaged one', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-place-'));
    file = join(folder, 'replica.sqlite');
    for (const suffix of ['', '-wal', '-shm', '-key']) writeFileSync(`${file}${suffix}`, `damaged${suffix}`);
    for (const suffix of ['', '-key']) writeFileSync(`${file}.rebuilding${suffix}`, 'new');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const whole = { '': 'new', '-key': 'damaged-key', '.damaged': 'damaged', '.damaged-wal': 'damaged-wal' };
  const found = () =>
    Object.fromEntries(
      readdirSync(folder).map((name) => [
        name.slice('replica.sqlite'.length),
        readFileSync(join(folder, name), 'utf8'),
      ]),
    );

  it('[S-5] keeps the damaged one beside it, with its log', () => {
    putRebuiltInPlace(file);
    expect(found()).toEqual(whole);
    finishRebuilding(file);
    expect(found()).toEqual(whole);
    removeAside(file);
    expect(Object.keys(found()).toSorted()).toEqual(['', '-key']);
  });

  // Each list: the files that were renamed before the process was killed.
  for (const done of [[], [''], ['', '-wal']]) {
    it(`[S-5] has the same result after a kill with ${done.length} renames done`, () => {
      renameSync(`${file}.rebuilding`, `${file}.rebuilt`);
      rmSync(`${file}.rebuilding-key`);
      for (const suffix of done) renameSync(`${file}${suffix}`, `${file}.damaged${suffix}`);
      finishRebuilding(file);
      expect(found()).toEqual(whole);
    });
  }

  it('[S-5] leaves a damaged file alone while the new one is incomplete', () => {
    finishRebuilding(file);
    expect(found()['']).toBe('damaged');
  });
});
