import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { runChild } from './jobs.ts';
import { plantedBugs } from './planted-bugs.ts';

const root = join(import.meta.dirname, '..', '..');
/** Found within a history or two each; the rest take `npm run test:long`. */
const quick = ['no-departure', 'up-to-date-mid-pull', 'superseded-forgotten', 'acts-forgotten'];
const planted = plantedBugs.filter(({ name }) => inject('effort') === 'long' || quick.includes(name));

describe('bugs that are planted to prove the checker', () => {
  it('[S-6] there are twenty and more, and each has its text in the source, once', () => {
    const missing = plantedBugs.filter(
      ({ file, text }) => readFileSync(join(root, file), 'utf8').split(text).length !== 2,
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
    expect(new Set(plantedBugs.map(({ name }) => name)).size).toBeGreaterThanOrEqual(20);
  });

  it.each(planted)('[S-6] $name is found: $says', { timeout: 900_000 }, async ({ name }) => {
    const found = await runChild(name, ['--plant', name, '--histories', inject('effort') === 'long' ? '400' : '20']);
    expect(found).toMatchObject({ name, found: true });
  });
});
