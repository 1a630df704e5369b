import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import type { GridColumn, GridProps } from './grid-model.ts';
import { Grid } from './grid.tsx';

installDomLayout(1_000);
beforeEach(() => {
  window.ResizeObserver = class {
    readonly #told: ResizeObserverCallback;
    constructor(told: ResizeObserverCallback) {
      this.#told = told;
    }
    observe(): void {
      this.#told([], this);
    }
    unobserve(): void {}
    disconnect(): void {}
  };
});

const columnsOf = (count: number): readonly GridColumn<number>[] =>
  Array.from({ length: count }, (_, place) => ({
    id: `c${place}`,
    header: `Column ${place}`,
    ...(place === 0 ? { isName: true } : {}),
    width: 100,
    value: (row) => `${row}.${place}`,
  }));
const draw = (more: Partial<GridProps<number>>) =>
  renderInTheme(
    <Grid<number>
      label="Deals"
      columns={columnsOf(60)}
      rowCount={3}
      rowAt={(index) => index}
      rowKey={String}
      onVisibleRange={() => undefined}
      onOpen={() => undefined}
      {...more}
    />,
  );
/** Returns the places of the columns whose cells the second row has. */
function drawnInSecondRow(): readonly number[] {
  const row = within(screen.getAllByRole('row')[2] ?? document.body);
  return [...row.getAllByRole('rowheader'), ...row.getAllByRole('gridcell')]
    .map((cell) => Number(cell.getAttribute('aria-colindex')) - 2)
    .filter((place) => place >= 0);
}
const fromTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe('a grid with more columns than fit', () => {
  it('draws the cells in and near the visible part, and all heads', () => {
    draw({});
    expect(drawnInSecondRow()).toEqual(fromTo(0, 13));
    expect(screen.getAllByRole('columnheader')).toHaveLength(61);
    expect(screen.getByRole('grid').getAttribute('aria-colcount')).toBe('61');
  });

  it('draws others when it is scrolled sideways, beside the name and the pinned column, each at its place', () => {
    draw({ pinned: ['c7'] });
    const grid = screen.getByRole('grid');
    Object.defineProperty(grid, 'scrollLeft', { configurable: true, value: 3_000 });
    fireEvent.scroll(grid);
    expect(drawnInSecondRow()).toEqual([0, 1, ...fromTo(25, 43)]);
    const cell = screen.getByText('1.30');
    expect(cell.closest<HTMLElement>('[role="gridcell"]')?.style.gridColumn).toBe('32');
  });

  it('keeps the active cell drawn, which names the focus for screen readers', () => {
    draw({});
    const grid = screen.getByRole('grid');
    fireEvent.pointerDown(screen.getByText('1.3'), { button: 0, pointerType: 'mouse' });
    Object.defineProperty(grid, 'scrollLeft', { configurable: true, value: 4_000 });
    fireEvent.scroll(grid);
    expect(drawnInSecondRow()).toEqual([0, 3, ...fromTo(35, 53)]);
    expect(document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent).toBe('1.3');
  });

  it('draws whole rows where there are few columns, or where all of them fit', () => {
    draw({ columns: columnsOf(24) });
    expect(drawnInSecondRow()).toEqual(fromTo(0, 23));
  });
});
