import { describe, expect, it } from 'vitest';
import { pagesOf } from './use-windows.ts';

describe('the pages of visible rows', () => {
  it('[Q-3] are the visible ones and a few around them', () => {
    expect(pagesOf([{ start: 0, end: 30 }])).toEqual([0]);
    expect(pagesOf([{ start: 50, end: 90 }])).toEqual([0, 1]);
    expect(pagesOf([{ start: 8_740, end: 8_800 }])).toEqual([87, 88]);
  });

  it('leave out rows of folded groups, and none is requested twice', () => {
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
