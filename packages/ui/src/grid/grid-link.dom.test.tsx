import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import type { GridColumn } from './grid-model.ts';
import { Grid } from './grid.tsx';

installDomLayout();

type Row = { readonly id: string; readonly name: string; readonly email: string | null };
const columns: readonly GridColumn<Row>[] = [
  {
    id: 'name',
    header: 'Name',
    isName: true,
    field: { id: 'name', label: 'Name', kind: 'text' },
    value: ({ name }) => name,
  },
  {
    id: 'email',
    header: 'E-mail',
    field: { id: 'email', label: 'E-mail', kind: 'email' },
    value: ({ email }) => email,
  },
];

function drawGrid(email: string | null) {
  const [onOpen, onEdit, followed] = [vi.fn(), vi.fn(), vi.fn()];
  const row: Row = { id: 'r0', name: 'Ada', email };
  renderInTheme(
    <Grid<Row>
      label="People"
      columns={columns}
      rowCount={1}
      rowAt={() => row}
      rowKey={({ id }) => id}
      onVisibleRange={() => undefined}
      onOpen={onOpen}
      onEdit={onEdit}
    />,
  );
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('a')) {
      event.preventDefault(); // jsdom follows no links
      followed(event.target.closest('a')?.getAttribute('href'));
    }
  });
  const grid = screen.getByRole('grid');
  act(() => grid.focus());
  const press = (key: string, more = {}) => fireEvent.keyDown(grid, { key, ...more });
  return { grid, press, onOpen, onEdit, followed };
}

describe('a link in a cell', () => {
  it('[E-2] is followed by a press on its sign, which neither moves the focus nor edits the cell', () => {
    const { grid, followed } = drawGrid('ada@example.com');
    const link = screen.getByRole('link', { name: 'Write to ada@example.com' });
    const active = grid.getAttribute('aria-activedescendant');
    fireEvent.pointerDown(link, { button: 0, pointerType: 'mouse' });
    fireEvent.click(link);
    fireEvent.doubleClick(link);
    expect(followed.mock.calls).toEqual([['mailto:ada@example.com']]);
    expect([document.activeElement, grid.getAttribute('aria-activedescendant')]).toEqual([grid, active]);
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('is followed by Alt and Enter in the active cell; Enter alone opens the record, and letters edit', () => {
    const { press, onOpen, followed } = drawGrid('ada@example.com');
    press('ArrowRight');
    press('ArrowRight');
    press('Enter', { altKey: true });
    expect(followed.mock.calls).toEqual([['mailto:ada@example.com']]);
    expect(onOpen).not.toHaveBeenCalled();
    press('Enter');
    expect(onOpen).toHaveBeenCalledOnce();
    press('b');
    expect(screen.getByRole('textbox')).toBeDefined();
  });

  it('[E-2] is missing where the value is not an address', () => {
    const { press, followed } = drawGrid('ask Dana');
    expect(screen.queryByRole('link')).toBeNull();
    press('ArrowRight');
    press('ArrowRight');
    press('Enter', { altKey: true });
    expect(followed).not.toHaveBeenCalled();
  });
});
