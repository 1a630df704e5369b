import { describe, expect, inject, it } from 'vitest';
import { runChild } from '../jobs.ts';
import { plantedBugs } from './planted-bugs.ts';

/** Bugs found within one or two histories each; `npm run test:long` plays the others. */
const quick = [
  'no-departure',
  'up-to-date-mid-pull',
  'superseded-forgotten',
  'acts-forgotten',
  'evicted-unsent',
  'removed-still-written',
  'move-by-anyone',
];
const planted = plantedBugs.filter(({ name }) => inject('effort') === 'long' || quick.includes(name));

describe('a planted bug', () => {
  it.each(planted)('[S-6] $name is found: $says', { timeout: 900_000 }, async ({ name }) => {
    const found = await runChild(name, ['--plant', name, '--histories', inject('effort') === 'long' ? '400' : '20']);
    expect(found).toMatchObject({ name, found: true });
  });
});
