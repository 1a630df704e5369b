import { describe, expect, it } from 'vitest';
import { unbrokenSince } from './unbroken-since.ts';

describe('access without a gap', () => {
  it.each([
    ['there was no earlier stretch', 9, [], 9],
    ['the act that ended one stretch began the next', 9, [[3, 9]], 3],
    ['a stretch ended one act too early', 9, [[3, 8]], 9],
    [
      'two stretches overlap, and a third ends where they begin',
      20,
      [
        [12, 25],
        [5, 14],
        [1, 5],
      ],
      1,
    ],
    [
      'a longer stretch ended before a shorter one',
      20,
      [
        [18, 20],
        [2, 19],
      ],
      2,
    ],
    [
      'a gap hides all earlier stretches',
      20,
      [
        [15, 20],
        [1, 14],
      ],
      15,
    ],
    [
      'one stretch is within another',
      20,
      [
        [10, 30],
        [12, 20],
      ],
      10,
    ],
  ] as const)('[S-9] [A-4] begins at the right number where %s', (_, since, past, begin) => {
    const stretches = past.map(([from, until]) => ({ since: from, until }));
    expect(unbrokenSince(since, stretches)).toBe(begin);
    expect(unbrokenSince(since, stretches.toReversed())).toBe(begin);
  });
});
