import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { Grid } from './grid.tsx';
import type { GridColumn, GridEdit } from './grid-model.ts';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';

installDomLayout();

const rows = ['a', 'b', 'c', 'd'];
const columns: readonly GridColumn<string>[] = ['name', 'note', 'city'].map((id) => ({
  id,
  header: id,
  field: { id, label: id, kind: 'text' },
  value: (row) => `${id} of ${row}`,
}));

function given() {
  const filled: GridEdit<string>[] = [];
  renderInTheme(
    <Grid<string>
      label="Deals"
      columns={columns}
      rowCount={rows.length}
      rowAt={(index) => rows[index]}
      rowKey={(row) => row}
      onVisibleRange={vi.fn()}
      onOpen={vi.fn()}
      onEdit={vi.fn()}
      onEditMany={(edits) => filled.push(...edits)}
    />,
  );
  return { filled };
}
const cell = (text: string) => screen.getByText(text);
const down = (text: string, more: object = {}) =>
  fireEvent.pointerDown(cell(text), { button: 0, pointerType: 'mouse', ...more });
const drag = (text: string, buttons = 1) => fireEvent.pointerMove(cell(text), { buttons });

describe('the pointer on the grid', () => {
  it('makes the pressed cell active, and drags a range with the mouse', () => {
    given();
    down('note of b');
    const grid = screen.getByRole('grid');
    expect(document.activeElement).toBe(grid);
    expect(document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent).toBe('note of b');
    drag('city of d');
    expect(screen.getByText('6 cells selected')).toBeTruthy();
    fireEvent.pointerUp(cell('city of d'));
    drag('city of c');
    expect(screen.getByText('6 cells selected')).toBeTruthy();
  });

  it('extends the range with Shift, and drags none with a finger or a raised button', () => {
    given();
    down('name of a', { pointerType: 'touch' });
    drag('city of c');
    expect(screen.queryByText(/cells selected/)).toBeNull();
    down('name of b', { shiftKey: true });
    expect(screen.getByText('2 cells selected')).toBeTruthy();
    drag('city of c', 0);
    expect(screen.getByText('2 cells selected')).toBeTruthy();
  });

  it('fills downwards by the handle of a range, in its own columns', () => {
    const { filled } = given();
    down('name of a');
    drag('name of b');
    fireEvent.pointerUp(cell('name of b'));
    const handle = document.querySelector('[data-handle]');
    expect(handle).not.toBeNull();
    if (handle) fireEvent.pointerDown(handle, { button: 0, pointerType: 'mouse' });
    drag('city of c');
    fireEvent.pointerUp(cell('city of c'));
    expect(filled.map(({ row, column, value }) => [row, column, value])).toEqual([
      ['b', 'name', 'name of a'],
      ['c', 'name', 'name of a'],
    ]);
  });

  it('opens the editor of a cell with a double press', () => {
    given();
    fireEvent.doubleClick(cell('note of b'));
    expect(screen.getByRole<HTMLInputElement>('textbox').value).toBe('note of b');
  });
});
