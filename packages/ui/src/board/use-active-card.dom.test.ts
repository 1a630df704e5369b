import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { BoardColumn } from './board-model.ts';
import { useActiveCard } from './use-active-card.ts';

const columnsOf = (...lists: readonly (readonly string[])[]): readonly BoardColumn[] =>
  lists.map((ids, place) => ({
    id: `s${place}`,
    name: `Stage ${place}`,
    count: ids.length,
    cardAt: (index) => (ids[index] === undefined ? undefined : { id: ids[index], title: ids[index] }),
  }));

describe('the active card', () => {
  it('remains the same record when it moves, and is replaced by its neighbour when it leaves the board', () => {
    const { result, rerender } = renderHook(({ columns }) => useActiveCard(columns), {
      initialProps: { columns: columnsOf(['a', 'b', 'c'], ['d']) },
    });
    expect(result.current.place).toBeUndefined();
    act(() => result.current.go({ column: 0, index: 1 }));
    expect(result.current.card?.id).toBe('b');
    rerender({ columns: columnsOf(['a', 'c'], ['d', 'b']) });
    expect([result.current.place, result.current.column?.id]).toEqual([{ column: 1, index: 1 }, 's1']);
    rerender({ columns: columnsOf(['a', 'c'], ['d']) });
    expect(result.current.card?.id).toBe('c');
    rerender({ columns: columnsOf([], ['d']) });
    expect(result.current.card).toBeUndefined();
  });

  it('remains the record that this person moved until its new column has read it, and then leaves with it', () => {
    const { result, rerender } = renderHook(({ columns }) => useActiveCard(columns), {
      initialProps: { columns: columnsOf(['a', 'b'], ['d']) },
    });
    act(() => result.current.go({ column: 0, index: 0 }));
    act(() => result.current.follow({ id: 'a', title: 'a' }, 's1'));
    expect([result.current.place, result.current.column?.id]).toEqual([{ column: 0, index: 0 }, 's0']);
    rerender({ columns: columnsOf(['b'], ['d']) });
    expect([result.current.card?.id, result.current.column?.id]).toEqual(['a', 's1']);
    expect(result.current.place).toEqual({ column: 0, index: 0, isLeft: true });
    rerender({ columns: columnsOf(['b'], ['a', 'd']) });
    expect([result.current.card?.id, result.current.place]).toEqual(['a', { column: 1, index: 0 }]);
    rerender({ columns: columnsOf(['b'], ['d']) });
    expect(result.current.card?.id).toBe('b');
  });
});
