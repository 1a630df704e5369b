import { act, fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import type { GridColumn } from './grid-model.ts';
import { Grid } from './grid.tsx';

installDomLayout();

type Row = { readonly id: string; readonly name: string; readonly done: boolean };
const columns: readonly GridColumn<Row>[] = [
  { id: 'name', header: 'Task', isName: true, field: { id: 'name', label: 'Task', kind: 'text' }, value: ({ name }) => name }, // prettier-ignore
  { id: 'done', header: 'Done', field: { id: 'done', label: 'Done', kind: 'flag' }, value: ({ done }) => done },
];

it('a grid cell draws a yes or no as a checkbox, names it for screen readers, and changes it with F2', () => {
  const onEdit = vi.fn();
  const rows: readonly Row[] = [
    { id: 'r0', name: 'Call', done: true },
    { id: 'r1', name: 'Write', done: false },
  ];
  renderInTheme(
    <Grid<Row>
      label="Tasks"
      columns={columns}
      rowCount={2}
      rowAt={(place) => rows[place]}
      rowKey={({ id }) => id}
      onVisibleRange={() => undefined}
      onOpen={() => undefined}
      onEdit={onEdit}
    />,
  );
  const [, yes, , no] = screen.getAllByRole('gridcell'); // each row begins with its number
  expect([yes?.textContent, no?.textContent]).toEqual(['Yes', 'No']);
  expect([yes, no].map((cell) => cell?.querySelector('[data-checked]') !== null)).toEqual([true, false]);
  const grid = screen.getByRole('grid');
  act(() => grid.focus());
  for (const key of ['ArrowRight', 'ArrowRight', 'F2']) fireEvent.keyDown(grid, { key });
  expect(onEdit).toHaveBeenCalledWith(rows[0], 'done', false);
});

it('a grid cell shows the words for an empty value in rows that are loaded', () => {
  const numbered: readonly GridColumn<Row>[] = [
    ...columns,
    { id: 'number', header: 'Number', field: { id: 'number', label: 'Number', kind: 'text', emptyText: 'Number follows' }, value: ({ id }) => (id === 'r0' ? null : 'T-0001') }, // prettier-ignore
  ];
  const rows = new Map([0, 1].map((place) => [place, { id: `r${place}`, name: 'Call', done: true }]));
  renderInTheme(
    <Grid<Row>
      label="Tasks"
      columns={numbered}
      rowCount={3}
      rowAt={(place) => rows.get(place)}
      rowKey={({ id }) => id}
      onVisibleRange={() => undefined}
      onOpen={() => undefined}
    />,
  );
  expect(screen.getAllByRole('gridcell').filter((_, place) => place % 3 === 2).map((cell) => cell.textContent)).toEqual(['Number follows', 'T-0001', '']); // prettier-ignore
});
