import { describe, expect, it } from 'vitest';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { RewindableMap } from './rewindable-map.ts';

describe('a map that can be rewound', () => {
  it('has the same entries as at the mark after any changes, in the same order', () => {
    const random = seededRandom(20261120);
    for (let round = 0; round < 200; round += 1) {
      const map = new RewindableMap<number, number>();
      const marks: { readonly mark: number; readonly held: readonly (readonly [number, number])[] }[] = [];
      for (let step = 0; step < 60; step += 1) {
        if (random.chance(0.2)) marks.push({ mark: map.mark(), held: [...map] });
        else map.set(random.below(12), random.below(100));
      }
      while (marks.length > 0) {
        const back = marks.splice(random.below(marks.length))[0]; // any mark; later ones are void then
        if (!back) break;
        map.rewind(back.mark);
        expect([...map]).toEqual(back.held);
        map.set(random.below(12), random.below(100));
      }
    }
  });
});
