import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useHeld } from './use-held.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Draws the lines 0 to 2 with all of them there, and returns a function that draws others. */
function draw() {
  const held = (indexes: readonly number[], there: readonly number[], startIndex = indexes[0] ?? 0) => ({
    wanted: { indexes },
    about: { range: { startIndex, endIndex: indexes.at(-1) ?? 0 }, isThere: (index: number) => there.includes(index) },
  });
  const { result, rerender } = renderHook(({ wanted, about }) => useHeld(wanted, about).indexes, {
    initialProps: held([0, 1, 2], [0, 1, 2]),
  });
  return (...to: Parameters<typeof held>): readonly number[] => {
    rerender(held(...to));
    return result.current;
  };
}

it('the lines from before stay for a quarter of a second, until one of those in sight is there', () => {
  const lines = draw();
  expect(lines([7, 8, 9], [0, 1, 2])).toEqual([0, 1, 2]);
  expect(lines([7, 8, 9], [0, 1, 2, 8])).toEqual([7, 8, 9]);
  expect(lines([20, 21], [7, 8, 9])).toEqual([7, 8, 9]);
  act(() => void vi.advanceTimersByTime(250));
  expect(lines([20, 21], [7, 8, 9])).toEqual([20, 21]);
});

it('a line outside of the sight does not end the stay', () => {
  const lines = draw();
  expect(lines([7, 8, 9], [0, 1, 2, 7], 8)).toEqual([0, 1, 2]);
});

it('lines from before that are gone do not stay', () => {
  const lines = draw();
  expect(lines([7, 8, 9], [])).toEqual([7, 8, 9]);
});
