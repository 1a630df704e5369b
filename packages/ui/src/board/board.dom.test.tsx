import { act, fireEvent, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { Board } from './board.tsx';
import type { BoardCard } from './board-model.ts';
import { renderInTheme, installDomLayout } from '../testing/dom-layout.tsx';

installDomLayout();

const card = (id: string, more: Partial<BoardCard> = {}): BoardCard => ({
  id,
  title: `Deal ${id}`,
  amount: '$100',
  ...more,
});
const start = [
  [
    card('a', { time: { short: '9 days', text: '9 days in New. Too long: at most 7 days', isTooLong: true } }),
    card('b', { readOnlyReason: 'Only Noor moves this deal.' }),
    card('c'),
  ],
  [],
  [card('d')],
  [],
];
const names = ['New', 'Survey', 'Design', 'Won'];

function Living({
  onMove = () => undefined,
  onOpen = () => undefined,
  onAsked = () => undefined,
}: {
  readonly onMove?: (...args: readonly unknown[]) => void;
  readonly onOpen?: (card: BoardCard) => void;
  /** Called whenever the board requests the refusals of a card. */
  readonly onAsked?: (card: BoardCard) => void;
}) {
  const [lists, setLists] = useState<readonly (readonly BoardCard[])[]>(start);
  return (
    <Board
      label="Pipeline"
      columns={lists.map((list, place) => ({
        id: `s${place}`,
        name: names[place] ?? '',
        count: list.length,
        sum: '$300',
        isClosed: place === 3,
        cardAt: (index: number) => (place === 3 ? undefined : list[index]), // a folded stage has read no cards
      }))}
      refusalsOf={(moved) => {
        onAsked(moved);
        return new Map(moved.id === 'a' ? [['s1', 'A survey needs a date first.']] : []);
      }}
      onOpen={onOpen}
      onMove={(moved, to, from) => {
        onMove(moved.id, to.column, from);
        setLists((current) =>
          current.map((list, place) =>
            `s${place}` === from
              ? list.filter((other) => other.id !== moved.id)
              : `s${place}` === to.column
                ? [moved, ...list]
                : list,
          ),
        );
      }}
    />
  );
}
const board = () => screen.getByRole('application', { name: 'Pipeline' });
const activeName = () =>
  document.getElementById(board().getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-label');
const press = (key: string) => fireEvent.keyDown(board(), { key });

describe('the board', () => {
  it('moves between cards with the arrow keys, skipping empty and folded columns', () => {
    renderInTheme(<Living />);
    act(() => board().focus());
    expect(activeName()).toContain('Deal a');
    press('ArrowDown');
    expect(activeName()).toContain('Deal b');
    press('ArrowRight');
    expect(activeName()).toContain('Deal d');
    press('ArrowLeft');
    expect(activeName()).toContain('Deal a');
  });

  it('enters, by an arrow key, a column that the focus reached by Tab, and keeps the focus on the board', () => {
    renderInTheme(<Living />);
    const cards = within(screen.getByRole('region', { name: /Design/ })).getByRole('group', { name: 'Design' });
    act(() => cards.focus());
    fireEvent.keyDown(cards, { key: 'ArrowDown' });
    expect(activeName()).toContain('Deal d');
    expect(document.activeElement).toBe(board());
  });

  it('[T-14] shows how long a card has been in its stage, also in its accessible name', () => {
    renderInTheme(<Living />);
    expect(screen.getByTitle('9 days in New. Too long: at most 7 days').querySelector('svg')).not.toBeNull();
    expect(
      screen.getByRole('article', { name: /^Deal a, \$100, 9 days in New\. Too long: at most 7 days$/ }),
    ).toBeTruthy();
  });

  it('moves a card by the number of its stage, keeps it active and announces it', () => {
    const onMove = vi.fn();
    renderInTheme(<Living onMove={onMove} />);
    act(() => board().focus());
    press('3');
    expect(onMove).toHaveBeenCalledWith('a', 's2', 's0');
    expect(activeName()).toContain('Deal a');
    expect(screen.getByText('Moved Deal a to Design')).toBeTruthy();
    press('4');
    expect(onMove).toHaveBeenLastCalledWith('a', 's3', 's2');
  });

  it('keeps a card active that it moved into a folded stage: it opens, moves back, and the arrow keys go on from where it was', () => {
    const onMove = vi.fn();
    const onOpen = vi.fn();
    renderInTheme(<Living onMove={onMove} onOpen={onOpen} />);
    act(() => board().focus());
    press('4');
    expect(activeName()).toBe('Deal a, Won');
    press('Enter');
    expect(onOpen.mock.lastCall?.[0]).toMatchObject({ id: 'a' });
    press('ArrowDown');
    expect(activeName()).toContain('Deal b');
    expect(screen.queryByRole('article', { name: 'Deal a, Won' })).toBeNull();
    press('ArrowDown');
    press('4');
    press('1');
    expect(onMove).toHaveBeenLastCalledWith('c', 's0', 's3');
    expect(activeName()).toContain('Deal c');
  });

  it('places the cards below each other by their own heights, also after the first one moves away', () => {
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockImplementation(function height(this: HTMLElement) {
      return this.tagName === 'LI' ? (this.textContent.includes('Deal a') ? 200 : 100) : 640;
    });
    renderInTheme(<Living />);
    const tops = () =>
      within(screen.getByRole('region', { name: /New/ }))
        .getAllByRole('listitem')
        .map(({ style }) => style.transform);
    expect(tops()).toEqual(['translateY(0px)', 'translateY(204px)', 'translateY(308px)']);
    act(() => board().focus());
    press('3');
    expect(tops()).toEqual(['translateY(0px)', 'translateY(104px)']);
  });

  it('goes up or sideways from the place of a card that it moved into a folded stage, also when its own stage is empty now', () => {
    renderInTheme(<Living />);
    act(() => board().focus());
    press('ArrowRight');
    press('4');
    expect(activeName()).toBe('Deal d, Won');
    press('ArrowUp');
    press('End');
    expect(activeName()).toBe('Deal d, Won');
    press('ArrowLeft');
    expect(activeName()).toContain('Deal a');
  });

  it('shows why a card or a stage refuses a move, and moves nothing', () => {
    const onMove = vi.fn();
    renderInTheme(<Living onMove={onMove} />);
    act(() => board().focus());
    press('2');
    expect(screen.getByRole('note').textContent).toBe('A survey needs a date first.');
    press('ArrowDown');
    press('3');
    expect(screen.getByRole('note').textContent).toBe('Only Noor moves this deal.');
    expect(onMove).not.toHaveBeenCalled();
  });

  it('moves the card for which the menu was opened, also when that card leaves the board meanwhile', () => {
    const onMove = vi.fn();
    const drawn = (cards: readonly BoardCard[]) => (
      <Board
        label="Pipeline"
        columns={[
          { id: 's0', name: 'New', count: cards.length, cardAt: (index) => cards[index] },
          { id: 's1', name: 'Design', count: 0, cardAt: () => undefined },
        ]}
        onOpen={() => undefined}
        onMove={(moved, to, from) => {
          onMove(moved.id, to.column, from);
        }}
      />
    );
    const [a, b] = [card('a'), card('b')];
    const { rerender } = renderInTheme(drawn([a, b]));
    act(() => board().focus());
    press('m');
    rerender(drawn([b]));
    fireEvent.click(within(screen.getByRole('menu')).getByText('Design'));
    expect(onMove.mock.calls).toEqual([['a', 's1', 's0']]);
  });

  it('[T-14] requests the refusals of each card: the same stage accepts another card, and the menu shows the reason', () => {
    const onMove = vi.fn();
    renderInTheme(<Living onMove={onMove} />);
    act(() => board().focus());
    press('m');
    const survey = within(screen.getByRole('menu')).getByText('Survey').closest('button');
    expect([survey?.disabled, survey?.title]).toEqual([true, 'A survey needs a date first.']);
    press('Escape');
    press('ArrowRight');
    press('2');
    expect(onMove).toHaveBeenCalledWith('d', 's1', 's2');
  });

  it('offers every stage under M', () => {
    const onMove = vi.fn();
    renderInTheme(<Living onMove={onMove} />);
    act(() => board().focus());
    press('m');
    const menu = screen.getByRole('menu');
    fireEvent.click(within(menu).getByText('Design'));
    expect(onMove).toHaveBeenCalledWith('a', 's2', 's0');
  });

  it('opens the active card with Enter, and ignores single letters when they are turned off', () => {
    const onOpen = vi.fn();
    const onMove = vi.fn();
    renderInTheme(<Living onOpen={onOpen} onMove={onMove} />, { shortcuts: false });
    act(() => board().focus());
    press('3');
    expect(onMove).not.toHaveBeenCalled();
    press('Enter');
    expect(onOpen).toHaveBeenCalledWith(expect.objectContaining({ id: 'a' }));
  });

  it('starts a drag after a few pixels, never of a card that may not be moved, and cancels it with Escape', () => {
    const onMove = vi.fn();
    renderInTheme(<Living onMove={onMove} />);
    const drag = (text: string) => {
      fireEvent.pointerDown(screen.getByText(text), {
        button: 0,
        pointerId: 1,
        pointerType: 'mouse',
        clientX: 10,
        clientY: 10,
      });
      fireEvent.pointerMove(window, { pointerId: 1, clientX: 40, clientY: 10 });
    };
    drag('Deal b');
    expect(screen.getByRole('note').textContent).toBe('Only Noor moves this deal.');
    expect(screen.getAllByText('Deal b')).toHaveLength(1);
    drag('Deal a');
    expect(screen.getAllByText('Deal a')).toHaveLength(2);
    fireEvent.keyDown(window, { key: 'Escape' });
    expect(screen.getAllByText('Deal a')).toHaveLength(1);
    expect(onMove).not.toHaveBeenCalled();
  });

  it('[T-14] requests the refusals once for a drag, along any path of the pointer', () => {
    const onAsked = vi.fn();
    const onMove = vi.fn();
    renderInTheme(<Living onAsked={onAsked} onMove={onMove} />);
    const columns = document.querySelectorAll('[data-column]');
    for (const [place, column] of columns.entries())
      column.getBoundingClientRect = () => new DOMRect(place * 100, 0, 99, 400);
    const moveTo = (clientX: number) => fireEvent.pointerMove(window, { pointerId: 1, clientX, clientY: 10 });
    fireEvent.pointerDown(screen.getByText('Deal a'), {
      button: 0,
      pointerId: 1,
      pointerType: 'mouse',
      clientX: 10,
      clientY: 10,
    });
    for (const x of [40, 120, 130, 220, 240]) moveTo(x);
    expect(screen.getByText('Drop to move to Design')).toBeTruthy();
    expect(columns[1]?.getAttribute('data-refuses')).toBe('true');
    moveTo(150);
    expect(screen.getByText('A survey needs a date first.')).toBeTruthy();
    fireEvent.pointerUp(window, { pointerId: 1, clientX: 150, clientY: 10 });
    expect(screen.getByRole('note').textContent).toBe('A survey needs a date first.');
    expect(onMove).not.toHaveBeenCalled();
    expect(onAsked).toHaveBeenCalledTimes(1);
  });
});
