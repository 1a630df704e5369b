import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { GridColumn, GridProps } from '../grid-model.ts';
import { type GridSelection, noRows } from '../grid-selection.ts';
import { Grid } from '../grid.tsx';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';

installDomLayout();

type Row = { readonly id: string; readonly name: string };
const rowOf = (index: number): Row => ({ id: `r${index}`, name: `Deal ${index}` });
const columns: readonly GridColumn<Row>[] = [
  { id: 'name', header: 'Deal', isName: true, field: { id: 'name', label: 'Deal', kind: 'text' }, value: (row) => row.name }, // prettier-ignore
  { id: 'size', header: 'Size', field: { id: 'size', label: 'Size', kind: 'number' }, value: () => null },
];
const loaded = 60;

/** Draws a grid of `rowCount` rows, of which the first 60 are loaded. */
function given(rowCount: number, more: Partial<GridProps<Row>> = {}) {
  const onEditMany = vi.fn<NonNullable<GridProps<Row>['onEditMany']>>();
  const readRows = vi.fn<NonNullable<GridProps<Row>['readRows']>>(
    (stretches) =>
    Promise.resolve(stretches.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => rowOf(start + at)))), // prettier-ignore
  );
  const selected: GridSelection[] = [];
  function Living() {
    const [selection, setSelection] = useState(noRows);
    return (
      <Grid<Row>
        label="Deals"
        columns={columns}
        rowCount={rowCount}
        rowAt={(index) => (index < loaded || index >= rowCount - 10 ? rowOf(index) : undefined)}
        readRows={readRows}
        rowKey={(row) => row.id}
        onVisibleRange={() => undefined}
        onOpen={() => undefined}
        onEdit={() => undefined}
        onEditMany={onEditMany}
        selection={selection}
        onSelection={(next) => {
          selected.push(next);
          setSelection(next);
        }}
        {...more}
      />
    );
  }
  renderInTheme(<Living />);
  const grid = screen.getByLabelText('Deals');
  act(() => grid.focus());
  const press = (key: string, how: object = {}) => fireEvent.keyDown(grid, { key, ...how });
  const paste = (text: string) =>
    fireEvent.paste(grid, { clipboardData: { getData: (type: string) => (type === 'text/plain' ? text : '') } });
  const said = () => screen.queryByRole('note')?.textContent;
  return { onEditMany, readRows, selected, press, paste, said };
}
const lines = (count: number) => Array.from({ length: count }, (_, at) => `New ${at}`).join('\n');

describe('a change of rows that are not loaded', () => {
  it('[D-3] pastes into all rows of the clipboard, in order, after it has read them', async () => {
    const { press, paste, onEditMany, readRows } = given(500);
    press('ArrowRight');
    paste(lines(300));
    await waitFor(() => expect(onEditMany).toHaveBeenCalledOnce());
    expect(readRows).toHaveBeenCalledWith([{ start: 0, end: 300 }]);
    const [edits = [], how, left] = onEditMany.mock.calls[0] ?? [];
    expect(edits.map(({ row, value }) => [row.id, value])).toEqual(
      Array.from({ length: 300 }, (_, at) => [`r${at}`, `New ${at}`]),
    );
    expect([how, left]).toEqual(['paste', undefined]);
  });

  it('[D-3] fills, clears and pastes one value over a range of them', async () => {
    const { press, paste, onEditMany } = given(500);
    press('ArrowRight');
    press('End', { ctrlKey: true, shiftKey: true }); // to the last row and column
    for (const [change, count] of [
      [() => press('d', { ctrlKey: true }), 499],
      [() => press('Delete'), 500],
      [() => paste('7'), 500],
    ] as const) {
      onEditMany.mockClear();
      change();
      await waitFor(() => expect(onEditMany).toHaveBeenCalledOnce());
      expect(new Set(onEditMany.mock.calls[0]?.[0].map(({ row }) => row.id)).size).toBe(count);
    }
  });

  it('[D-3] says how many rows and columns did not fit, and which rows have left the list', async () => {
    const { press, paste, onEditMany, said } = given(100, {
      readRows: ([{ start, end } = { start: 0, end: 0 }]) =>
        Promise.resolve(Array.from({ length: end - start }, (_, at) => (start + at === 98 ? undefined : rowOf(start + at)))), // prettier-ignore
    });
    press('ArrowRight');
    for (let at = 0; at < 58; at += 1) press('ArrowDown');
    paste(`${lines(41)}\nlast\t4\tx\ty\nmore`);
    await waitFor(() => expect(onEditMany).toHaveBeenCalledOnce());
    expect(onEditMany.mock.calls[0]?.[0]).toHaveLength(42);
    expect(said()).toBe(
      '1 of 43 cells were left as they were. Their rows are not loaded, or have left the list. 1 row did not fit below the end of the list. 2 columns did not fit beyond the last column.',
    );
    expect(onEditMany.mock.calls[0]?.[2]).toBe(said());
  });

  it('[D-3] is refused as a whole, with both numbers, where there are too many rows', () => {
    const { press, onEditMany, readRows, said } = given(20_000);
    press('ArrowRight');
    press('ArrowDown', { ctrlKey: true, shiftKey: true });
    press('Delete');
    expect(said()).toContain('These are 20,000 rows, and at most 10,000 are changed at once. Nothing was changed.');
    expect(readRows).not.toHaveBeenCalled();
    expect(onEditMany).not.toHaveBeenCalled();
  });

  it('[D-3] changes nothing where the rows cannot be read, and says so', async () => {
    const { press, paste, onEditMany, said } = given(500, { readRows: () => Promise.reject(new Error('Too costly.')) });
    press('ArrowRight');
    paste(lines(300));
    await waitFor(() => expect(said()).toBe('The rows could not be read, so nothing was changed. Too costly.'));
    expect(onEditMany).not.toHaveBeenCalled();
  });
});

describe('a long range of a selection', () => {
  const range = ({ press }: ReturnType<typeof given>) => {
    press('x');
    press('End');
    press('X', { shiftKey: true });
  };

  it('selects rows that are not loaded', async () => {
    const grid = given(800);
    range(grid);
    await waitFor(() => expect(grid.selected.at(-1)?.keys.size).toBe(800));
  });

  it('becomes all rows but the others, where there are too many to name', async () => {
    const grid = given(8_800);
    grid.press('ArrowDown');
    range(grid);
    await waitFor(() => expect(grid.selected.at(-1)).toEqual({ all: true, keys: new Set(['r0']) }));
  });

  it('is refused with both numbers, where too many rows are in it and outside of it', () => {
    let go: (index: number) => void = () => undefined;
    const apiRef: NonNullable<GridProps<Row>['apiRef']> = (api) => {
      if (api) ({ go } = api);
    };
    const grid = given(8_800, { rowAt: rowOf, apiRef });
    act(() => go(1_500));
    grid.press('x');
    act(() => go(4_000));
    grid.press('X', { shiftKey: true });
    expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toContain(
      'These are 2,501 rows, and a range of at most 1,000 can be selected. Nothing more was selected. Select all rows of the list, or filter it.',
    );
    expect(grid.selected).toHaveLength(1);
  });
});

describe('Shift with an arrow on whole rows', () => {
  const keys = ({ selected }: ReturnType<typeof given>) => [...(selected.at(-1)?.keys ?? [])];

  it('selects the rows up to the active one, and fewer on the way back', () => {
    const grid = given(50);
    grid.press('ArrowDown', { shiftKey: true });
    grid.press('ArrowDown', { shiftKey: true });
    expect(keys(grid)).toEqual(['r0', 'r1', 'r2']);
    grid.press('ArrowUp', { shiftKey: true });
    expect(keys(grid)).toEqual(['r0', 'r1']);
    expect(screen.getAllByRole('row', { selected: true })).toHaveLength(2);
  });

  it('keeps what was selected before, and begins again after a move without Shift', () => {
    const grid = given(50);
    grid.press('x');
    for (let at = 0; at < 4; at += 1) grid.press('ArrowDown');
    grid.press('ArrowDown', { shiftKey: true });
    expect(keys(grid)).toEqual(['r0', 'r4', 'r5']);
    grid.press('ArrowDown');
    grid.press('ArrowUp', { shiftKey: true });
    expect(keys(grid)).toEqual(['r0', 'r4', 'r5', 'r6']);
  });

  it('selects rows that are not loaded, to the end of the list', async () => {
    const grid = given(800);
    grid.press('End', { shiftKey: true });
    await waitFor(() => expect(keys(grid)).toHaveLength(800));
  });

  it('takes the newest range, where the rows of an earlier one arrive last', async () => {
    const waiting: (() => void)[] = [];
    const grid = given(800, {
      readRows: ([{ start, end } = { start: 0, end: 0 }]) =>
        new Promise((done) => {
          waiting.push(() => done(Array.from({ length: end - start }, (_, at) => rowOf(start + at))));
        }),
    });
    grid.press('End', { shiftKey: true });
    grid.press('ArrowUp', { shiftKey: true });
    expect(waiting).toHaveLength(2);
    await act(async () => {
      waiting[1]?.();
      await Promise.resolve();
    });
    await act(async () => {
      waiting[0]?.();
      await Promise.resolve();
    });
    expect(keys(grid)).toHaveLength(799);
  });
});

describe('rows that are selected before they are read', () => {
  it('are selected once they are, each of them, and not lost', async () => {
    const { press, selected, readRows } = given(500, { rowAt: () => undefined });
    press('x');
    press('j');
    press('x');
    press('j');
    press(' ');
    await waitFor(() => expect(selected.at(-1)).toEqual({ ...noRows, keys: new Set(['r0', 'r1', 'r2']) }));
    expect(readRows.mock.calls).toEqual([0, 1, 2].map((start) => [[{ start, end: start + 1 }]]));
    press('x');
    await waitFor(() => expect(selected.at(-1)).toEqual({ ...noRows, keys: new Set(['r0', 'r1']) }));
  });
});
