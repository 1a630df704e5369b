import { describe, expect, it } from 'vitest';
import { readRound, stopsOf, withShownStops } from './round-state.ts';

const idOf = (last: number) => `0190b1f2-7c00-7000-8000-000000000c0${last}`;

describe('the kept round of a device', () => {
  it('has the stops of its own day only', () => {
    const round = readRound({ day: '2026-11-20', stops: [idOf(1)] });
    expect(stopsOf(round, '2026-11-20')).toEqual([idOf(1)]);
    expect(stopsOf(round, '2026-11-21')).toEqual([]);
  });

  it('is none where nothing readable is kept', () => {
    for (const kept of [
      undefined,
      null,
      'x',
      { day: '2026-11-20' },
      { day: 'today', stops: [idOf(1)] },
      { day: '2026-11-20', stops: [] },
    ])
      expect(readRound(kept)).toBeUndefined();
  });

  it('keeps the places of stops that are not shown when the others are moved, removed or added', () => {
    const kept = ['a', 'hidden', 'b', 'c'];
    const shown = ['a', 'b', 'c'];
    expect(withShownStops(kept, shown, ['c', 'a', 'b'])).toEqual(['c', 'hidden', 'a', 'b']);
    expect(withShownStops(kept, shown, ['b', 'c'])).toEqual(['b', 'hidden', 'c']);
    expect(withShownStops(kept, shown, ['a', 'b', 'c', 'd'])).toEqual(['a', 'hidden', 'b', 'c', 'd']);
    expect(withShownStops(kept, shown, ['a', 'b', 'c', 'hidden'])).toEqual(['a', 'b', 'c', 'hidden']); // never twice
    expect(withShownStops(kept, shown, [])).toEqual(['hidden']);
  });
});
