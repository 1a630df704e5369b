import { describe, expect, it } from 'vitest';
import { pagesOf } from './use-windows.ts';

describe('the pages that a sight needs', () => {
  it('[Q-3] are those in sight and a little around them', () => {
    expect(pagesOf([{ start: 0, end: 30 }])).toEqual([0]);
    expect(pagesOf([{ start: 50, end: 90 }])).toEqual([0, 1]);
    expect(pagesOf([{ start: 8_740, end: 8_800 }])).toEqual([87, 88]);
  });

  it('leave out what a folded group hides, and none is asked twice', () => {
    expect(
      pagesOf([
        { start: 0, end: 20 },
        { start: 5_000, end: 5_020 },
      ]),
    ).toEqual([0, 49, 50]);
    expect(
      pagesOf([
        { start: 0, end: 20 },
        { start: 30, end: 40 },
      ]),
    ).toEqual([0]);
  });
});
