import { describe, expect, it } from 'vitest';
import { printedParts, printedPieces } from './printed-parts.ts';

const group = (count: number, isFolded = false) => ({ count, isFolded });

describe('the rows of a printed list', () => {
  it('are those of its unfolded groups', () => {
    const { parts, all } = printedParts([group(2), group(3, true), group(0), group(4)], 100);
    expect(parts.map(({ rows }) => [rows.start, rows.end])).toEqual([
      [0, 2],
      [2, 2],
      [5, 5],
      [5, 9],
    ]);
    expect(all).toBe(6);
  });

  it('end at the limit, and groups behind it are left out', () => {
    const { parts, all } = printedParts([group(3), group(4), group(2), group(5, true)], 5);
    expect(parts.map(({ rows }) => [rows.start, rows.end])).toEqual([
      [0, 3],
      [3, 5],
    ]);
    expect(all).toBe(9);
  });

  it('keep a group that ends exactly at the limit, and folded groups after it', () => {
    expect(printedParts([group(5), group(5, true)], 5).parts).toHaveLength(2);
  });

  it('are read in pieces of at most 1,000, in order', () => {
    const { parts } = printedParts([group(600), group(300), group(50, true), group(1_300)], 5_000);
    expect(printedPieces(parts)).toEqual([
      [
        { start: 0, end: 900 },
        { start: 950, end: 1_050 },
      ],
      [{ start: 1_050, end: 2_050 }],
      [{ start: 2_050, end: 2_250 }],
    ]);
  });
});
