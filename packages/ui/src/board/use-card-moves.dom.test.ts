import { act, renderHook } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { BoardColumn } from './board-model.ts';
import { useCardMoves } from './use-card-moves.ts';

const column = (id: string): BoardColumn => ({ id, name: `Stage ${id}`, count: 0, cardAt: () => undefined });
const card = { id: 'a', title: 'Deal a' };
const refusals = new Map([['won', 'A won deal needs a value.']]);

function given(isOrdered = false) {
  const ports = { isOrdered, refusalsOf: vi.fn(() => refusals), onMove: vi.fn() };
  const onMoved = vi.fn();
  return { ...ports, onMoved, ...renderHook(() => useCardMoves(ports, onMoved)) };
}

describe('moves of cards', () => {
  it('[T-14] are refused with the reason of the column, which is announced', () => {
    const { result, onMove, onMoved } = given();
    act(() => result.current.move(card, { from: 'new', to: column('won'), index: 0 }));
    expect([result.current.notice, result.current.said]).toEqual(Array(2).fill('A won deal needs a value.'));
    act(() => result.current.move({ ...card, readOnlyReason: 'Only Noor.' }, { from: 'new', to: column('lost'), index: 0 })); // prettier-ignore
    expect(result.current.notice).toBe('Only Noor.');
    expect(onMove).not.toHaveBeenCalled();
    expect(onMoved).not.toHaveBeenCalled();
    act(() => result.current.announce('Deal b, Stage new, 1 of 2'));
    expect([result.current.notice, result.current.said]).toEqual([undefined, 'Deal b, Stage new, 1 of 2']);
  });

  it('use refusals that were requested before, and announce a move that is made', () => {
    const { result, refusalsOf, onMove, onMoved } = given();
    act(() => result.current.move(card, { from: 'new', to: column('won'), index: 2, refusals: new Map() }));
    expect(refusalsOf).not.toHaveBeenCalled();
    expect(onMove).toHaveBeenCalledWith(card, { column: 'won', index: 2 }, 'new');
    expect(onMoved).toHaveBeenCalledWith(card, 'won');
    expect(result.current.said).toBe('Moved Deal a to Stage won');
  });

  it('stay within a column only where its order has a meaning', () => {
    const [plain, ordered] = [given(), given(true)];
    for (const { result } of [plain, ordered])
      act(() => result.current.move(card, { from: 'won', to: column('won'), index: 1 }));
    expect([plain.onMove.mock.calls.length, ordered.onMove.mock.calls.length]).toEqual([0, 1]);
  });
});
