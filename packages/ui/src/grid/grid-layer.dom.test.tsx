import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { Grid } from './grid.tsx';
import type { GridProps } from './grid-model.ts';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';

installDomLayout();

const given = (rows: readonly (string | undefined)[], more: Partial<GridProps<string>> = {}) => (
  <Grid<string>
    label="Deals"
    columns={[{ id: 'name', header: 'Name', isName: true, value: (row) => `Deal ${row}` }]}
    rowCount={rows.length}
    rowAt={(index) => rows[index]}
    rowKey={(row) => row}
    onVisibleRange={vi.fn()}
    onOpen={vi.fn()}
    {...more}
  />
);
const rowOf = (text: string) => screen.getByText(text).closest('[role="row"]');

describe('the drawn lines of the grid', () => {
  it('show other records in the same elements when rows arrive above them', () => {
    const { rerender } = renderInTheme(given(['a', 'b']));
    const second = rowOf('Deal b');
    rerender(given(['new', 'a', 'b']));
    expect(rowOf('Deal a')).toBe(second);
    expect(rowOf('Deal b')?.getAttribute('aria-rowindex')).toBe('4');
  });

  it('show the records of a far jump in the same elements', () => {
    renderInTheme(given(Array.from({ length: 1_000 }, (_, index) => String(index))));
    const grid = screen.getByRole('grid');
    const elements = () => [...grid.querySelectorAll('[data-line]:is([role="row"])')];
    const before = elements();
    Object.defineProperty(grid, 'scrollTop', { configurable: true, writable: true, value: 20_000 });
    fireEvent.scroll(grid);
    expect(rowOf('Deal 625')).not.toBe(null);
    expect(screen.queryByText('Deal 0')).toBe(null);
    expect(elements().slice(0, before.length)).toEqual(before);
    Object.defineProperty(grid, 'scrollTop', { configurable: true, writable: true, value: 20_096 });
    fireEvent.scroll(grid);
    expect(rowOf('Deal 625')).toBe(before[8]);
  });

  it('show a placeholder for a row that is not loaded, under the head of its group', () => {
    renderInTheme(
      given([undefined, 'b'], {
        groups: [
          { key: 'open', label: 'Open', count: 1 },
          { key: 'won', label: 'Won', count: 1, isCollapsed: true },
        ],
      }),
    );
    const lines = within(screen.getByRole('treegrid')).getAllByRole('row');
    expect(lines.map((line) => [line.getAttribute('aria-busy'), line.getAttribute('aria-expanded')])).toEqual([
      [null, null],
      [null, 'true'],
      ['true', null],
      [null, 'false'],
    ]);
  });
});
