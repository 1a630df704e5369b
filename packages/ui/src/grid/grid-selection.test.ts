import { describe, expect, it } from 'vitest';
import { allRows, isSelected, noRows, selectedCount, withRows } from './grid-selection.ts';

describe('the selected rows of a grid', () => {
  it('are the named ones, or all but the named ones', () => {
    const two = withRows(noRows, ['a', 'b'], 'selected');
    expect([isSelected(two, 'a'), isSelected(two, 'c'), selectedCount(two, 10)]).toEqual([true, false, 2]);
    const others = withRows(allRows, ['a', 'b'], 'left out');
    expect([isSelected(others, 'a'), isSelected(others, 'c'), selectedCount(others, 10)]).toEqual([false, true, 8]);
  });

  it('lose and get rows again', () => {
    expect(withRows(withRows(noRows, ['a', 'b'], 'selected'), ['a'], 'left out').keys).toEqual(new Set(['b']));
    expect(withRows(withRows(allRows, ['a', 'b'], 'left out'), ['a'], 'selected').keys).toEqual(new Set(['b']));
    expect(selectedCount(withRows(allRows, ['a', 'b'], 'left out'), 1)).toBe(0);
  });
});
