import { describe, expect, inject, it } from 'vitest';
import { runChild } from '../jobs.ts';
import { plantedBugs } from './planted-bugs.ts';

/** Found within a history or two each; the rest take `npm run test:long`. */
const quick = ['no-departure', 'up-to-date-mid-pull', 'superseded-forgotten', 'acts-forgotten'];
const planted = plantedBugs.filter(({ name }) => inject('effort') === 'long' || quick.includes(name));

describe('a planted bug', () => {
  it.each(planted)('[S-6] $name is found: $says', { timeout: 900_000 }, async ({ name }) => {
    const found = await runChild(name, ['--plant', name, '--histories', inject('effort') === 'long' ? '400' : '20']);
    expect(found).toMatchObject({ name, found: true });
  });
});
