import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plantedBugs } from './planted-bugs.ts';

const root = join(import.meta.dirname, '..', '..', '..');

describe('bugs that are planted to prove the checker', () => {
  it('[S-6] are twenty and more, and each has its text in the source, once', () => {
    const missing = plantedBugs.filter(
      ({ file, text }) => readFileSync(join(root, file), 'utf8').split(text).length !== 2,
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
    expect(new Set(plantedBugs.map(({ name }) => name)).size).toBeGreaterThanOrEqual(20);
  });
});
