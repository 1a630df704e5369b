import { renderHook } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { gridLines } from './grid-lines.ts';
import { useShownRows } from './use-shown-rows.ts';

describe('visible rows', () => {
  it('are reported once until other rows are visible, without those of folded groups', () => {
    const onVisibleRange = vi.fn();
    const group = (key: string, count: number, isCollapsed = false) => ({ key, label: key, count, isCollapsed });
    const lines = gridLines(9, [group('new', 2), group('lost', 4, true), group('won', 3)]);
    const { rerender } = renderHook(({ drawn }) => useShownRows(lines, drawn, onVisibleRange), {
      initialProps: { drawn: [0, 1, 2, 3, 4, 5] },
    });
    rerender({ drawn: [0, 1, 2, 3, 4, 5] });
    const stretches = [
      { start: 0, end: 2 },
      { start: 6, end: 7 },
    ];
    expect(onVisibleRange.mock.calls).toEqual([[0, 7, stretches]]);
    rerender({ drawn: [5, 6, 7] });
    expect(onVisibleRange).toHaveBeenLastCalledWith(6, 9, [{ start: 6, end: 9 }]);
    rerender({ drawn: [] });
    expect(onVisibleRange).toHaveBeenCalledTimes(2);
  });
});
