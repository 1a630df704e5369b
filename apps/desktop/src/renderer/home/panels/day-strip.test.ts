import { describe, expect, it } from 'vitest';
import { hoursOf, placedInLanes } from './day-strip.tsx';

describe('the hours of a day', () => {
  it('include times before and after a usual day', () => {
    expect(hoursOf([])).toEqual({ first: 8, last: 18 });
    expect(hoursOf([{ start: 9 * 60, end: 10 * 60 }])).toEqual({ first: 8, last: 18 });
    expect(
      hoursOf([
        { start: 4 * 60 + 45, end: 5 * 60 + 15 },
        { start: 19 * 60, end: 19 * 60 + 30 },
      ]),
    ).toEqual({ first: 4, last: 20 });
    expect(hoursOf([{ start: 23 * 60 + 45, end: 24 * 60 + 15 }])).toEqual({ first: 8, last: 24 });
  });
  it('leave room for a name, use the lower lane if another name is shown, and are never shorter than the block', () => {
    const hours = { first: 8, last: 18 };
    const at = (start: number, end: number) => ({ start: start * 60, end: end * 60 });
    const placed = placedInLanes([at(9, 9.5), at(9.5, 10), at(10.25, 12), at(17.75, 18)], hours);
    expect(placed.map(({ start, lane, width }) => [start / 60, lane, width])).toEqual([
      [9, 0, 60],
      [9.5, 1, 60],
      [10.25, 0, 105],
      [17.75, 0, 15],
    ]);
  });
});
