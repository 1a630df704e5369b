import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { noRows } from './grid-selection.ts';
import { Grid } from './grid.tsx';
import type { GridColumn, GridEdit, GridProps } from './grid-model.ts';
import type { FieldValue } from '../fields/field-spec.ts';
import { renderInTheme, installDomLayout } from '../testing/dom-layout.tsx';

installDomLayout();

type Row = { readonly id: string; readonly name: string; readonly amount: FieldValue; readonly stage: string };
const dollars = (amount: number) => ({ amount, currency: 'USD' });
const rows: readonly Row[] = Array.from({ length: 8 }, (_, index) => ({
  id: `r${index}`,
  name: `Deal ${index}`,
  amount: dollars((index + 1) * 100_00),
  stage: index < 5 ? 'open' : 'won',
}));
const columns: readonly GridColumn<Row>[] = [
  {
    id: 'name',
    header: 'Deal',
    isName: true,
    field: { id: 'name', label: 'Deal', kind: 'text', isRequired: true },
    value: (row) => row.name,
  },
  {
    id: 'amount',
    header: 'Amount',
    field: { id: 'amount', label: 'Amount', kind: 'money', currency: 'USD' },
    value: (row) => row.amount,
  },
  {
    id: 'stage',
    header: 'Stage',
    field: {
      id: 'stage',
      label: 'Stage',
      kind: 'choice',
      options: [
        { value: 'open', label: 'Open' },
        { value: 'won', label: 'Won' },
      ],
    },
    value: (row) => row.stage,
  },
];

type Spies = {
  readonly onOpen?: GridProps<Row>['onOpen'];
  readonly onSort?: GridProps<Row>['onSort'];
  readonly onDigit?: GridProps<Row>['onDigit'];
  readonly onEditMany?: GridProps<Row>['onEditMany'];
};
function Living({
  more = {},
  given = rows,
  onOpen = () => undefined,
  ...spies
}: Spies & { readonly more?: Partial<GridProps<Row>>; readonly given?: readonly Row[] }) {
  const [list, setList] = useState(given);
  const [selection, setSelection] = useState(noRows);
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>({});
  const put = (edits: readonly GridEdit<Row>[]) =>
    setList((current) =>
      current.map((row) => ({
        ...row,
        ...Object.fromEntries(edits.filter((edit) => edit.row.id === row.id).map((edit) => [edit.column, edit.value])),
      })),
    );
  return (
    <Grid<Row>
      label="Deals"
      columns={columns}
      rowCount={list.length}
      rowAt={(index) => list[index]}
      rowKey={(row) => row.id}
      onVisibleRange={() => undefined}
      selection={selection}
      onSelection={setSelection}
      widths={widths}
      onWidths={setWidths}
      onOpen={onOpen}
      onEdit={(row, column, value) => put([{ row, column, value }])}
      onEditMany={(edits, how) => {
        spies.onEditMany?.(edits, how);
        put(edits);
      }}
      {...(spies.onSort ? { onSort: spies.onSort } : {})}
      {...(spies.onDigit ? { onDigit: spies.onDigit } : {})}
      {...more}
    />
  );
}
const grid = () => screen.getByLabelText('Deals');
const press = (
  key: string,
  how: { readonly shiftKey?: boolean; readonly ctrlKey?: boolean; readonly altKey?: boolean } = {},
) => fireEvent.keyDown(grid(), { key, ...how });
const active = () => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');
const cell = (line: number, column: number) => grid().querySelector(`[data-line="${line}"][data-place="${column}"]`);
const click = (line: number, column: number) =>
  fireEvent.pointerDown(cell(line, column) ?? grid(), { button: 0, pointerType: 'mouse' });
const clipboard = () => {
  const data = new Map<string, string>();
  return {
    setData: (type: string, text: string) => data.set(type, text),
    getData: (type: string) => data.get(type) ?? '',
  };
};

describe('moving in the grid', () => {
  it('is one tab stop that begins on the first row, and announces its size', () => {
    renderInTheme(<Living />);
    act(() => grid().focus());
    expect(active()?.getAttribute('aria-rowindex')).toBe('2');
    expect(grid().getAttribute('aria-rowcount')).toBe('9');
    expect(grid().getAttribute('aria-colcount')).toBe('4');
  });

  it('moves by J and K on rows, by arrows in cells, and back to the row with Escape', () => {
    renderInTheme(<Living />);
    act(() => grid().focus());
    press('j');
    press('ArrowRight');
    press('ArrowRight');
    expect(active()?.textContent).toBe('$200');
    press('End');
    expect(active()?.textContent).toBe('Open');
    press('End', { ctrlKey: true });
    expect(active()?.textContent).toBe('Won');
    press('Escape');
    expect(active()?.getAttribute('role')).toBe('row');
    press('k');
    expect(active()?.getAttribute('aria-rowindex')).toBe('8');
  });

  it('opens with Enter, selects with X and a range with Shift-X', () => {
    const onOpen = vi.fn();
    renderInTheme(<Living onOpen={onOpen} />);
    act(() => grid().focus());
    press('Enter');
    expect(onOpen).toHaveBeenCalledWith(expect.objectContaining({ id: 'r0' }), 0);
    press('x');
    press('j');
    press('j');
    press('X', { shiftKey: true });
    expect(screen.getAllByRole('row', { selected: true })).toHaveLength(3);
    expect(screen.getByText(/selected/u).textContent).toContain('3');
  });

  it('moves by J and K to the next record beside it, while one is open', () => {
    const onOpen = vi.fn();
    renderInTheme(<Living onOpen={onOpen} more={{ openKey: 'r0' }} />);
    act(() => grid().focus());
    press('k'); // the first row has none before it
    expect(onOpen).not.toHaveBeenCalled();
    press('j');
    expect(onOpen.mock.calls).toEqual([[expect.objectContaining({ id: 'r1' }), 1]]);
    press('ArrowDown');
    expect(onOpen).toHaveBeenCalledTimes(1);
  });

  it('passes digits on a row to the screen, but types them in a cell', () => {
    const onDigit = vi.fn();
    renderInTheme(<Living onDigit={onDigit} />);
    act(() => grid().focus());
    press('3');
    expect(onDigit).toHaveBeenCalledWith(expect.objectContaining({ id: 'r0' }), 3);
    click(0, 1);
    press('7');
    expect(onDigit).toHaveBeenCalledTimes(1);
    expect(screen.getByRole<HTMLInputElement>('textbox').value).toBe('7');
  });

  it('ignores single letters when they are turned off', () => {
    renderInTheme(<Living />, { shortcuts: false });
    act(() => grid().focus());
    press('x');
    press('j');
    expect(screen.queryAllByRole('row', { selected: true })).toHaveLength(0);
    expect(active()?.getAttribute('aria-rowindex')).toBe('2');
  });

  it('sorts and resizes from the head with the keyboard', () => {
    const onSort = vi.fn();
    renderInTheme(<Living onSort={onSort} more={{ sort: { column: 'amount', direction: 'asc' } }} />);
    expect(screen.getByRole('columnheader', { name: 'Amount' }).getAttribute('aria-sort')).toBe('ascending');
    click(0, 1);
    press('ArrowUp');
    press('Enter');
    expect(onSort).toHaveBeenCalledWith({ column: 'amount', direction: 'desc' });
    press('ArrowRight', { altKey: true });
    expect(grid().firstElementChild?.getAttribute('style')).toContain('1216px');
  });
});

describe('choosing columns', () => {
  it('keeps the chosen columns that are not shown at the moment, as beside an open record', () => {
    const onColumns = vi.fn();
    const allColumns = ['name', 'amount', 'stage', 'owner', 'source'].map((id) => ({ id, header: id }));
    const chosenColumns = ['name', 'amount', 'stage', 'owner'];
    renderInTheme(<Living more={{ columns: columns.slice(0, 2), allColumns, chosenColumns, onColumns }} />);
    fireEvent.click(screen.getByRole('button', { name: 'Choose columns' }));
    expect(screen.getAllByRole('checkbox', { checked: true })).toHaveLength(4);
    fireEvent.click(screen.getByLabelText('source'));
    fireEvent.click(screen.getByLabelText('stage'));
    fireEvent.click(screen.getByRole('button', { name: 'Move owner up' }));
    expect(onColumns.mock.calls).toEqual([
      [['name', 'amount', 'stage', 'owner', 'source']],
      [['name', 'amount', 'owner']],
      [['name', 'amount', 'owner', 'stage']],
    ]);
  });

  it('offers the columns of linked records by reference, folded until a person opens them', async () => {
    const onColumns = vi.fn();
    const own = ['name', 'amount'].map((id) => ({ id, header: id }));
    const linked = (heading: string, id: string) => ({ id, header: `${heading}: ${id}`, heading });
    const allColumns = [...own, linked('Account', 'sector'), linked('Account', 'size'), linked('Contact', 'mail')];
    const chosenColumns = ['name', 'size'];
    renderInTheme(<Living more={{ columns: columns.slice(0, 2), allColumns, chosenColumns, onColumns }} />);
    fireEvent.click(screen.getByRole('button', { name: 'Choose columns' }));
    const boxes = () => [...document.querySelectorAll<HTMLElement>('[data-row]')].map((row) => row.dataset['row']);
    expect(boxes()).toEqual(['name', 'size', 'amount']);
    const groups = [...document.querySelectorAll('details')];
    expect(groups.map((group) => group.textContent)).toEqual(['Fields of Account', 'Fields of Contact']);
    const [first] = groups;
    if (first) first.open = true;
    if (first) fireEvent(first, new Event('toggle'));
    await screen.findByRole('checkbox', { name: 'Account: sector' });
    expect(boxes()).toEqual(['name', 'size', 'amount', 'sector']);
    fireEvent.click(screen.getByRole('checkbox', { name: 'Account: sector' }));
    expect(onColumns).toHaveBeenCalledWith(['name', 'size', 'sector']);
  });

  it('closes by Escape also where a chosen column has moved and nothing in the list has the focus', async () => {
    const allColumns = ['name', 'amount'].map((id) => ({ id, header: id }));
    renderInTheme(<Living more={{ columns: columns.slice(0, 2), allColumns, onColumns: vi.fn() }} />);
    fireEvent.click(screen.getByRole('button', { name: 'Choose columns' }));
    expect(screen.getByRole('checkbox', { name: 'amount' })).toBeDefined();
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('checkbox', { name: 'amount' })).toBeNull());
  });
});

describe('dragging a column by its handle', () => {
  /** Draws the list of columns, whose rows are 32 px high, and drags the handle of one from its place to a height. */
  function drag(header: string, toY: number, end: 'drop' | 'Escape' = 'drop') {
    const onColumns = vi.fn();
    const ids = ['name', 'amount', 'stage', 'owner'];
    const allColumns = ids.map((id) => ({ id, header: id }));
    renderInTheme(<Living more={{ columns: columns.slice(0, 2), allColumns, chosenColumns: ids, onColumns }} />);
    fireEvent.click(screen.getByRole('button', { name: 'Choose columns' }));
    const order = () => [...document.querySelectorAll<HTMLElement>('[aria-label="Shown columns"] [data-row]')];
    Element.prototype.getBoundingClientRect = function (this: Element) {
      return new DOMRect(0, order().findIndex((row) => row === this) * 32, 200, 32); // rows move during the drag
    };
    const from = ids.indexOf(header) * 32 + 16;
    const pointer = { button: 0, pointerId: 1, pointerType: 'mouse', clientX: 190 };
    fireEvent.pointerDown(screen.getByTitle(`Drag ${header} to another place`), { ...pointer, clientY: from });
    for (const clientY of [(from + toY) / 2, toY])
      fireEvent.pointerMove(window, { pointerId: 1, clientX: 190, clientY });
    const shown = order().map((row) => row.dataset['row']);
    if (end === 'drop') fireEvent.pointerUp(window, { pointerId: 1, clientX: 190, clientY: toY });
    else fireEvent.keyDown(window, { key: end });
    return { onColumns, shown, after: order().map((row) => row.dataset['row']) };
  }
  const box = Element.prototype.getBoundingClientRect;
  afterEach(() => {
    Element.prototype.getBoundingClientRect = box;
  });

  it('shows the new order during the drag, and keeps it', () => {
    const { onColumns, shown } = drag('owner', 40);
    expect(shown).toEqual(['name', 'owner', 'amount', 'stage']);
    expect(onColumns.mock.calls).toEqual([[['name', 'owner', 'amount', 'stage']]]);
  });

  it('leaves the column of the names in its place', () => {
    expect(drag('stage', 2).onColumns.mock.calls).toEqual([[['name', 'stage', 'amount', 'owner']]]);
  });

  it('is taken back with Escape', () => {
    const { onColumns, after } = drag('owner', 40, 'Escape');
    expect(onColumns).not.toHaveBeenCalled();
    expect(after).toEqual(['name', 'amount', 'stage', 'owner']);
  });
});

describe('changing cells', () => {
  it('begins with the typed letter, commits with Enter and moves down', () => {
    renderInTheme(<Living />);
    click(1, 1);
    press('4');
    const input = screen.getByRole('textbox');
    fireEvent.change(input, { target: { value: '40.5k' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(cell(1, 1)?.textContent).toBe('$40,500');
    expect(active()).toBe(cell(2, 1));
    expect(document.activeElement).toBe(grid());
  });

  it('moves sideways with Tab and cancels with Escape', () => {
    renderInTheme(<Living />);
    click(1, 0);
    press('F2');
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'New name' } });
    fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Tab' });
    expect(cell(1, 0)?.textContent).toBe('New name');
    expect(active()).toBe(cell(1, 1));
    press('9');
    fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Escape' });
    expect(cell(1, 1)?.textContent).toBe('$200');
  });

  it('keeps unreadable text in the editor with a hint', () => {
    renderInTheme(<Living />);
    click(1, 1);
    press('n');
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'n/a' } });
    fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Enter' });
    expect(screen.getByRole<HTMLInputElement>('textbox').value).toBe('n/a');
    expect(screen.getByRole('alert').textContent).toContain('is not a sum of money');
  });

  it('keeps a text that cannot be read, its error and the focus when the person presses elsewhere in the grid', () => {
    renderInTheme(<Living />);
    click(1, 1);
    press('x');
    click(2, 1);
    const editor = within(grid()).getByRole('textbox');
    expect(document.activeElement).toBe(editor);
    expect(editor).toHaveProperty('value', 'x');
    expect(screen.getByRole('alert').textContent).toContain('is not a sum of money');
    fireEvent.keyDown(editor, { key: 'Escape' });
    expect(active()?.textContent).toBe('$200');
    click(2, 1);
    expect(active()?.textContent).toBe('$300');
  });

  it('shows why a cell can’t be changed, and changes nothing', () => {
    renderInTheme(
      <Living
        more={{
          readOnlyReason: (row, column) =>
            column === 'amount' && row.stage === 'won' ? 'Won deals keep their sum.' : undefined,
        }}
      />,
    );
    click(6, 1);
    press('5');
    expect(screen.getByRole('note').textContent).toBe('Won deals keep their sum.');
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('[A-2] marks read-only cells before an attempt, with the reason at the active one', () => {
    const readOnlyReason = (row: Row) => (row.stage === 'won' ? 'Won deals keep their sum.' : undefined);
    const { rerender } = renderInTheme(<Living more={{ readOnlyReason }} />);
    const isReadOnly = (line: number) => cell(line, 1)?.getAttribute('aria-readonly') === 'true';
    expect([4, 5].map(isReadOnly)).toEqual([false, true]);
    expect([4, 5].map((line) => cell(line, 1)?.hasAttribute('data-readonly'))).toEqual([false, true]);
    expect(screen.queryByRole('img', { name: 'Won deals keep their sum.' })).toBeNull();
    click(5, 1);
    const lock = screen.getByRole('img', { name: 'Won deals keep their sum.' });
    expect(cell(5, 1)?.contains(lock)).toBe(true);
    click(4, 1);
    expect(screen.queryByRole('img', { name: 'Won deals keep their sum.' })).toBeNull();
    rerender(<Living more={{ readOnlyReason, onEdit: undefined }} />); // a grid without edits is not drawn in grey
    expect([4, 5].map(isReadOnly)).toEqual([false, false]);
  });

  it('[S-4] keeps the editor at its record when rows arrive above it', () => {
    const shown = { list: rows };
    const onEdit = vi.fn();
    const element = () => (
      <Grid<Row>
        label="Deals"
        columns={columns}
        rowCount={shown.list.length}
        rowAt={(index) => shown.list[index]}
        rowKey={(row) => row.id}
        onVisibleRange={() => undefined}
        onOpen={() => undefined}
        onEdit={onEdit}
      />
    );
    const { rerender } = renderInTheme(element());
    click(1, 1);
    press('5');
    shown.list = [{ id: 'new', name: 'From a pull', amount: null, stage: 'open' }, ...rows];
    rerender(element());
    expect(screen.getByRole('textbox').closest('[role="row"]')?.textContent).toContain('Deal 1');
    fireEvent.change(screen.getByRole('textbox'), { target: { value: '55' } });
    fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Enter' });
    expect(onEdit).toHaveBeenCalledWith(expect.objectContaining({ id: 'r1' }), 'amount', dollars(55_00));
  });

  it('[S-4] keeps a text being typed when its record leaves the shown lines, and stores it', () => {
    const shown = { list: rows };
    const onEdit = vi.fn();
    const onDraft = vi.fn<NonNullable<GridProps<Row>['onDraft']>>();
    const element = () => (
      <Grid<Row>
        label="Deals"
        columns={columns}
        rowCount={shown.list.length}
        rowAt={(index) => shown.list[index]}
        rowKey={(row) => row.id}
        onVisibleRange={() => undefined}
        onOpen={() => undefined}
        onEdit={onEdit}
        onDraft={onDraft}
      />
    );
    const { rerender } = renderInTheme(element());
    click(1, 1);
    press('5');
    const editor = screen.getByRole('textbox');
    fireEvent.change(editor, { target: { value: '55' } });
    const many = Array.from({ length: 200 }, (_, place) => ({ id: `n${place}`, name: `New ${place}`, amount: null, stage: 'open' })); // prettier-ignore
    for (const list of [[...many, ...rows], many, []]) {
      shown.list = list;
      rerender(element());
      expect(screen.getByRole('textbox')).toBe(editor);
      expect(editor).toHaveProperty('value', '55');
    }
    fireEvent.keyDown(editor, { key: 'Enter' });
    expect(onEdit).toHaveBeenCalledWith(expect.objectContaining({ id: 'r1' }), 'amount', dollars(55_00));
    expect(onDraft.mock.calls.map(([row, column, text]) => [row.id, column, text])).toEqual([
      ['r1', 'amount', '5'],
      ['r1', 'amount', '55'],
      ['r1', 'amount', undefined],
    ]);
  });

  it('[S-4] shows both values of a merge at the mark, and restores the person’s own', () => {
    const onRestore = vi.fn();
    renderInTheme(
      <Living
        more={{
          markOf: (row, column) =>
            row.id === 'r1' && column === 'amount'
              ? { replaced: { by: 'Dana', lost: '$150', kept: '$200', onRestore, onKeep: () => undefined } }
              : undefined,
        }}
      />,
    );
    click(1, 1);
    press(' ');
    expect(screen.getByText('Dana’s value replaced yours')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Restore mine' }));
    expect(onRestore).toHaveBeenCalledOnce();
  });
});

describe('ranges', () => {
  it('sums the range, copies it as tab-separated text and pastes readable cells', () => {
    const onEditMany = vi.fn();
    renderInTheme(<Living onEditMany={onEditMany} />);
    click(0, 1);
    press('ArrowDown', { shiftKey: true });
    press('ArrowRight', { shiftKey: true });
    expect(screen.getByText('4 cells selected')).toBeTruthy();
    expect(screen.getByText(/Sum of Amount/u).textContent).toBe('Sum of Amount $300');
    const copied = clipboard();
    fireEvent.copy(grid(), { clipboardData: copied });
    expect(copied.getData('text/plain')).toBe('100\tOpen\n200\tOpen');
    expect(copied.getData('application/x-outpost-cells')).toBe('100\tOpen\n200\tOpen');
    const pasted = clipboard();
    pasted.setData('text/plain', '$1k\twon\nlots\topen\n');
    click(4, 1);
    fireEvent.paste(grid(), { clipboardData: pasted });
    expect(onEditMany).toHaveBeenCalledWith(
      [
        expect.objectContaining({ column: 'amount', value: dollars(1000_00) }),
        expect.objectContaining({ column: 'stage', value: 'won' }),
        expect.objectContaining({ column: 'stage', value: 'open' }),
      ],
      'paste',
    );
    expect(screen.getByRole('note').textContent).toContain('1 of 4 cells were left as they were.');
  });

  it('refuses 50 MB pasted into a cell immediately and whole, and says how to proceed', () => {
    const onEditMany = vi.fn();
    renderInTheme(<Living onEditMany={onEditMany} />);
    const pasted = clipboard();
    pasted.setData('text/plain', 'x\t'.repeat(25_000_000));
    click(0, 1);
    const began = performance.now();
    fireEvent.paste(grid(), { clipboardData: pasted });
    expect(performance.now() - began).toBeLessThan(500);
    expect(onEditMany).not.toHaveBeenCalled();
    expect(screen.getByRole('note').textContent).toBe(
      'This text has 50,000,000 characters, and cells take at most 2,000,000 in one paste. Nothing was pasted. Import it as a file.',
    );
  });

  it('escapes copied cells that a spreadsheet would run, and pastes its own cells unchanged', () => {
    const onEditMany = vi.fn();
    const formula = '=HYPERLINK("http://evil.example")';
    renderInTheme(
      <Living onEditMany={onEditMany} given={rows.map((row, at) => (at === 0 ? { ...row, name: formula } : row))} />,
    );
    click(0, 0);
    const copied = clipboard();
    fireEvent.copy(grid(), { clipboardData: copied });
    expect(copied.getData('text/plain')).toBe(`"'=HYPERLINK(""http://evil.example"")"`);
    click(1, 0);
    fireEvent.paste(grid(), { clipboardData: copied });
    expect(onEditMany).toHaveBeenCalledWith([expect.objectContaining({ column: 'name', value: formula })], 'paste');
  });

  it('fills down with Ctrl-D and clears with Delete, except required fields', () => {
    const onEditMany = vi.fn();
    renderInTheme(<Living onEditMany={onEditMany} />);
    click(0, 1);
    press('ArrowDown', { shiftKey: true });
    press('ArrowDown', { shiftKey: true });
    press('d', { ctrlKey: true });
    expect(onEditMany).toHaveBeenCalledWith(
      [expect.objectContaining({ value: dollars(100_00) }), expect.objectContaining({ value: dollars(100_00) })],
      'fill',
    );
    expect(cell(2, 1)?.textContent).toBe('$100');
    click(0, 0);
    press('Delete');
    expect(screen.getByRole('note').textContent).toBe('Deal can’t be empty.');
    expect(cell(0, 0)?.textContent).toBe('Deal 0Deal can’t be empty.');
  });
});

describe('ranges with read-only cells', () => {
  it('[A-2] paste, fill and clear leave these cells unchanged', () => {
    const onEditMany = vi.fn();
    renderInTheme(
      <Living
        onEditMany={onEditMany}
        more={{
          readOnlyReason: (row, column) =>
            column === 'amount' && row.stage === 'won' ? 'Won deals keep their sum.' : undefined,
        }}
      />,
    );
    click(4, 1);
    press('ArrowDown', { shiftKey: true });
    press('ArrowDown', { shiftKey: true });
    press('d', { ctrlKey: true });
    expect(onEditMany).not.toHaveBeenCalled();
    expect(screen.getByRole('note').textContent).toBe('2 of 2 cells were left as they were. Won deals keep their sum.');
    press('Delete');
    expect(cell(4, 1)?.textContent).toBe('');
    expect(cell(5, 1)?.textContent).toBe('$600');
  });
});

describe('pinned columns', () => {
  const onPin = vi.fn();
  const stays = (column: number) => {
    const cellAt = cell(2, column);
    return [cellAt?.getAttribute('data-pinned'), cellAt instanceof HTMLElement ? cellAt.style.left : ''];
  };
  it('stay beside the name in every row, in the order of the columns', () => {
    renderInTheme(<Living more={{ pinned: ['stage'], onPin }} />);
    const heads = screen.getAllByRole('columnheader').map((head) => head.textContent);
    expect(heads.slice(1)).toEqual(['Deal', 'Stage', 'Amount']);
    expect(stays(1)).toEqual(['true', 'calc(var(--gutter) + 96px)']);
    expect(stays(2)).toEqual([null, '']);
  });

  it('are pinned and released by P in the head, which says so, and never by the name', () => {
    const { rerender } = renderInTheme(<Living more={{ pinned: [], onPin }} />);
    act(() => grid().focus());
    press('ArrowUp');
    press('p');
    expect(onPin).not.toHaveBeenCalled();
    press('ArrowRight');
    press('p');
    expect(onPin).toHaveBeenLastCalledWith(['amount']);
    expect(screen.getByText('Amount is pinned.')).toBeDefined();
    rerender(<Living more={{ pinned: ['amount', 'stage'], onPin }} />);
    press('P');
    expect(onPin).toHaveBeenLastCalledWith(['stage']);
  });

  it('have a menu, which Alt with the down arrow or the other button of the mouse opens', async () => {
    const onSort = vi.fn();
    renderInTheme(<Living onSort={onSort} more={{ pinned: ['amount'], onPin }} />);
    act(() => grid().focus());
    press('ArrowUp');
    press('ArrowRight');
    press('ArrowDown', { altKey: true });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Unpin column' }));
    expect(onPin).toHaveBeenLastCalledWith([]);
    await waitFor(() => expect(document.activeElement).toBe(grid()));
    fireEvent.contextMenu(screen.getByRole('columnheader', { name: /Stage/ }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Sort descending' }));
    expect(onSort).toHaveBeenLastCalledWith({ column: 'stage', direction: 'desc' });
  });
});

describe('groups and size', () => {
  const groups = [
    { key: 'open', label: 'Open', count: 5, sums: { amount: '$1,500' } },
    { key: 'won', label: 'Won', count: 3 },
  ];
  it('draws heads with counts and sums, folds them, and requests only visible rows', () => {
    const onToggleGroup = vi.fn();
    const onVisibleRange = vi.fn();
    const { rerender } = renderInTheme(<Living more={{ groups, onToggleGroup, onVisibleRange }} />);
    expect(screen.getAllByRole('row')).toHaveLength(1 + 2 + 8);
    act(() => grid().focus());
    expect(active()?.getAttribute('aria-expanded')).toBe('true');
    press('ArrowLeft');
    expect(onToggleGroup).toHaveBeenCalledWith('open');
    rerender(
      <Living
        more={{
          groups: groups.map((group) => ({ ...group, isCollapsed: group.key === 'open' })),
          onToggleGroup,
          onVisibleRange,
        }}
      />,
    );
    expect(screen.getAllByRole('row')).toHaveLength(1 + 2 + 3);
    expect(onVisibleRange).toHaveBeenLastCalledWith(5, 8, [{ start: 5, end: 8 }]);
  });

  it('moves from a row to the head of its group, folds all groups by Shift with an arrow, and says how it is grouped', () => {
    const onFoldGroups = vi.fn();
    const onToggleGroup = vi.fn();
    const more = { groups, onToggleGroup, onFoldGroups, notice: 'Grouped by Stage: 2 groups' };
    const { rerender } = renderInTheme(<Living more={more} />);
    act(() => grid().focus());
    for (const _step of [1, 2, 3, 4, 5, 6, 7, 8]) press('ArrowDown');
    expect([active()?.dataset['line'], active()?.getAttribute('aria-level')]).toEqual(['8', '2']);
    expect(press('ArrowLeft', { altKey: true })).toBe(true); // the browser's own key: back
    expect(active()?.dataset['line']).toBe('8');
    press('ArrowLeft');
    expect([active()?.dataset['line'], active()?.getAttribute('aria-level')]).toEqual(['6', '1']);
    press('ArrowLeft', { shiftKey: true });
    expect(onFoldGroups).toHaveBeenLastCalledWith(true);
    const folded = groups.map((group) => ({ ...group, isCollapsed: true }));
    rerender(<Living more={{ ...more, groups: folded }} />);
    expect(active()?.textContent).toContain('Won');
    press('ArrowRight', { shiftKey: true });
    expect(onFoldGroups).toHaveBeenLastCalledWith(false);
    rerender(<Living more={more} />);
    expect(active()?.textContent).toContain('Won');
    expect(onToggleGroup).not.toHaveBeenCalled();
    expect(screen.getByText('Grouped by Stage: 2 groups').getAttribute('role')).toBe('status');
    fireEvent.pointerDown(screen.getByText('Open', { selector: 'b' }), { button: 0, pointerType: 'mouse' });
    expect(active()?.dataset['line']).toBe('0');
  });

  it('draws some forty rows of a million, and a blank line for a row that is not loaded yet', () => {
    const onVisibleRange = vi.fn();
    renderInTheme(
      <Living
        more={{ rowCount: 1_000_000, rowAt: (index) => (index < 3 ? rows[index] : undefined), onVisibleRange }}
      />,
    );
    const drawn = within(grid()).getAllByRole('row');
    expect(drawn.length).toBeLessThan(60);
    expect(drawn.at(-1)?.getAttribute('aria-busy')).toBe('true');
    expect(grid().getAttribute('aria-rowcount')).toBe('1000001');
  });

  it('keeps the rows on the screen after a far jump until others are there, and a quarter of a second at most', () => {
    vi.useFakeTimers();
    try {
      const shown = (loaded: number) => (
        <Living
          more={{
            rowCount: 1_000_000,
            rowAt: (index) => (index < 60 || index >= loaded ? rows[index % 3] : undefined),
          }}
        />
      );
      const { rerender } = renderInTheme(shown(1_000_000));
      const jump = (top: number) => {
        Object.defineProperty(grid(), 'scrollTop', { configurable: true, writable: true, value: top });
        fireEvent.scroll(grid());
      };
      const firstLine = () => Number(within(grid()).getAllByRole('row')[1]?.dataset['line']);
      const blank = () => within(grid()).queryAllByRole('row', { busy: true }).length;
      jump(4_000_000);
      expect([firstLine(), blank()]).toEqual([0, 0]);
      act(() => void vi.advanceTimersByTime(300));
      expect(firstLine()).toBeGreaterThan(400_000);
      expect(blank()).toBeGreaterThan(20);
      rerender(shown(0));
      expect(blank()).toBe(0);
      jump(2_000_000);
      expect(firstLine()).toBeLessThan(300_000);
    } finally {
      vi.useRealTimers();
    }
  });
});
