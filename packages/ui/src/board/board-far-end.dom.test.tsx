import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import { Board } from './board.tsx';
import type { BoardCard } from './board-model.ts';

// A column of 10,000 cards, which are loaded by windows of 100.

installDomLayout(1200, 640);
const count = 10_000;
const rowPx = 640; // jsdom has no layout: every element is as high as the column
const card = (index: number): BoardCard => ({ id: `c${index}`, title: `Deal ${index}` });

// jsdom has no layout: a list is as high as it says, and is scrolled later, as in a browser.
beforeEach(() => {
  Object.defineProperty(HTMLElement.prototype, 'scrollHeight', {
    configurable: true,
    get(this: HTMLElement) {
      return Number.parseFloat(this.querySelector('ul')?.style.height ?? '0');
    },
  });
  Element.prototype.scrollTo = function scrollTo(this: Element, to?: ScrollToOptions | number) {
    if (typeof to !== 'object' || to.top === undefined) return;
    this.scrollTop = to.top;
    setTimeout(() => fireEvent.scroll(this));
  };
});

/** Draws the board. A window of cards is loaded once it has been in sight. */
function Long({
  onMove,
  asked,
  ids,
  isSlow = false,
}: Readonly<Record<'onMove' | 'asked' | 'ids', (...told: readonly unknown[]) => void>> & {
  readonly isSlow?: boolean;
}) {
  const [pages, setPages] = useState<ReadonlySet<number>>(new Set([0]));
  const isLoaded = (index: number) => pages.has(Math.floor(index / 100));
  return (
    <Board
      label="Pipeline"
      columns={[
        {
          id: 'new',
          name: 'New',
          count,
          cardAt: (index) => {
            asked(index);
            return isLoaded(index) ? card(index) : undefined;
          },
          idAt: (index) => {
            ids(index);
            return isLoaded(index) ? card(index).id : undefined;
          },
        },
        { id: 'won', name: 'Won', count: 0, cardAt: () => undefined },
      ]}
      onOpen={() => undefined}
      onMove={(moved, to) => onMove(moved.id, to.column)}
      onVisibleRange={(column, start, end) => {
        if (column !== 'new' || isSlow) return;
        const wanted = [Math.floor(start / 100), Math.floor((end - 1) / 100)];
        setPages((before) => (wanted.every((page) => before.has(page)) ? before : new Set([...before, ...wanted])));
      }}
    />
  );
}
function draw(isSlow = false) {
  const ports = { onMove: vi.fn(), asked: vi.fn(), ids: vi.fn() };
  const { rerender } = renderInTheme(<Long {...ports} isSlow={isSlow} />);
  return { ...ports, answer: () => rerender(<Long {...ports} />) };
}
const board = () => screen.getByRole('application', { name: 'Pipeline' });
const press = (key: string) => fireEvent.keyDown(board(), { key });
const active = () => document.getElementById(board().getAttribute('aria-activedescendant') ?? '');

describe('a column of 10,000 cards', () => {
  it('draws only the cards in sight, and never requests others', () => {
    const { asked, ids } = draw();
    expect(screen.getAllByRole('article').length).toBeLessThan(20);
    act(() => board().focus());
    asked.mockClear();
    ids.mockClear();
    press('ArrowDown');
    expect(asked.mock.calls.length).toBeGreaterThan(0);
    expect(asked.mock.calls.length + ids.mock.calls.length).toBeLessThan(200);
  });

  it('moves to its last card by the keyboard, says so once it is loaded, and moves it', async () => {
    const { onMove } = draw();
    act(() => board().focus());
    press('End');
    await waitFor(() => expect(active()?.getAttribute('aria-label')).toBe('Deal 9999'));
    expect(screen.getByText('Deal 9999, New, 10000 of 10000')).toBeDefined();
    press('ArrowUp');
    expect(active()?.getAttribute('aria-label')).toBe('Deal 9998');
    press('2');
    expect(onMove).toHaveBeenCalledWith('c9998', 'won');
  });

  it('keeps the cards on the screen after a far jump until others are there, and a quarter of a second at most', () => {
    vi.useFakeTimers();
    try {
      const { answer } = draw(true);
      const shown = () => screen.queryAllByRole('article').map((one) => one.getAttribute('aria-label'));
      const before = shown();
      const jump = (top: number) => {
        const cards = document.querySelector('[data-cards]') ?? board();
        act(() => {
          cards.scrollTop = top;
          fireEvent.scroll(cards);
        });
      };
      jump(5_000 * rowPx);
      expect(before).toContain('Deal 0');
      expect(shown()).toEqual(before);
      expect(screen.getByRole('article', { name: 'Deal 0' }).closest('li')?.style.transform).toBe(
        'translateY(3200000px)',
      );
      act(() => void vi.advanceTimersByTime(300));
      expect(shown()).toEqual([]);
      answer();
      jump(5_001 * rowPx);
      expect(shown().length).toBeGreaterThan(0);
      expect(shown()).not.toContain('Deal 0');
    } finally {
      vi.useRealTimers();
    }
  });

  it('drags its last card', () => {
    const { onMove } = draw();
    const cards = document.querySelector('[data-cards]') ?? board();
    act(() => {
      cards.scrollTop = (count - 1) * rowPx;
      fireEvent.scroll(cards);
    });
    const [from, to] = document.querySelectorAll('[data-column]');
    if (from) from.getBoundingClientRect = () => new DOMRect(0, 0, 99, 640);
    if (to) to.getBoundingClientRect = () => new DOMRect(100, 0, 99, 640);
    const at = (clientX: number) => ({ button: 0, pointerId: 1, pointerType: 'mouse', clientX, clientY: 10 });
    const last = screen.getAllByRole('article').at(-1);
    expect(last?.getAttribute('aria-label')).toBe('Deal 9999');
    fireEvent.pointerDown(last ?? board(), at(10));
    fireEvent.pointerMove(window, at(40));
    fireEvent.pointerMove(window, at(150));
    fireEvent.pointerUp(window, at(150));
    expect(onMove).toHaveBeenCalledWith('c9999', 'won');
  });
});
