import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { FieldValue, NamedValue } from '../../fields/field-spec.ts';
import type { GridColumn, GridProps } from '../grid-model.ts';
import { Grid } from '../grid.tsx';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';

installDomLayout();

type Row = { readonly id: string; readonly account: FieldValue; readonly partner: FieldValue; readonly address: FieldValue }; // prettier-ignore
const street = { street: 'Hauptstraße 1', city: 'Bonn', country: 'DE' };
const rows: readonly Row[] = [
  { id: 'r0', account: 'a1', partner: 'c1', address: street },
  { id: 'r1', account: null, partner: null, address: null },
  { id: 'r2', account: null, partner: null, address: null },
];
const names: Readonly<Record<string, string>> = { a1: 'Acme', a2: 'Brook', c1: 'Ann' };
const search = () => Promise.resolve([]);
const nameOf = (id: string) => names[id];

function given(findByName?: (names: readonly string[]) => Promise<ReadonlyMap<string, NamedValue>>) {
  const onEditMany = vi.fn<NonNullable<GridProps<Row>['onEditMany']>>();
  const onEdit = vi.fn<NonNullable<GridProps<Row>['onEdit']>>();
  const columns: readonly GridColumn<Row>[] = [
    { id: 'account', header: 'Account', field: { id: 'account', label: 'Account', kind: 'ref', search, nameOf, named: 'crm/account', findByName }, value: (row) => row.account }, // prettier-ignore
    { id: 'partner', header: 'Partner', field: { id: 'partner', label: 'Partner', kind: 'ref', search, nameOf, named: 'crm/contact' }, value: (row) => row.partner }, // prettier-ignore
    { id: 'address', header: 'Address', field: { id: 'address', label: 'Address', kind: 'address' }, value: (row) => row.address }, // prettier-ignore
  ];
  renderInTheme(
    <Grid<Row>
      label="Deals"
      columns={columns}
      rowCount={rows.length}
      rowAt={(index) => rows[index]}
      rowKey={(row) => row.id}
      onVisibleRange={() => undefined}
      onOpen={() => undefined}
      onEdit={onEdit}
      onEditMany={onEditMany}
    />,
  );
  const grid = screen.getByLabelText('Deals');
  act(() => grid.focus());
  const press = (key: string, how: object = {}) => fireEvent.keyDown(grid, { key, ...how });
  press('ArrowRight');
  const data = new Map<string, string>();
  const clipboardData = {
    setData: (type: string, text: string) => data.set(type, text),
    getData: (type: string) => data.get(type) ?? '',
  };
  return {
    onEditMany,
    press,
    copy: () => fireEvent.copy(grid, { clipboardData }),
    paste: (text?: string) => {
      if (text !== undefined) {
        data.clear();
        data.set('text/plain', text);
      }
      fireEvent.paste(grid, { clipboardData });
    },
    edits: () => onEditMany.mock.calls.flatMap(([edits]) => edits.map(({ row, column, value }) => [row.id, column, value])), // prettier-ignore
    said: () => screen.queryByRole('note')?.textContent,
  };
}

describe('references and addresses in the clipboard of our own grid', () => {
  it('keep the record, and all parts of an address', () => {
    const { copy, paste, press, edits, said } = given();
    press('End', { shiftKey: true });
    copy();
    press('Escape');
    press('ArrowDown');
    press('Home');
    paste();
    expect(edits()).toEqual([
      ['r1', 'account', 'a1'],
      ['r1', 'partner', 'c1'],
      ['r1', 'address', street],
    ]);
    expect(said()).toBeUndefined();
  });

  it('are not taken by a reference to another kind of record', () => {
    const { copy, paste, press, onEditMany, said } = given();
    copy();
    press('ArrowRight');
    paste();
    expect(onEditMany).not.toHaveBeenCalled();
    expect(said()).toBe('Partner is chosen, not typed.');
  });

  it('fill the selected cells below', () => {
    const { press, edits } = given();
    press('End');
    press('ArrowDown', { shiftKey: true });
    press('d', { ctrlKey: true });
    expect(edits()).toEqual([['r1', 'address', street]]);
  });
});

describe('names pasted into a reference', () => {
  it('find their records by one question, and unclear ones leave the cell as it was', async () => {
    const findByName = vi.fn((asked: readonly string[]) =>
      Promise.resolve(
        new Map<string, NamedValue>(
          asked.map((name) => [
            name,
            name === 'Brook' ? { value: 'a2' } : { problem: `2 accounts are called “${name}”.` },
          ]),
        ),
      ),
    );
    const { paste, edits, said, onEditMany } = given(findByName);
    paste('Brook\nTwin\nBrook');
    await waitFor(() => expect(onEditMany).toHaveBeenCalled());
    expect(findByName.mock.calls).toEqual([[['Brook', 'Twin']]]);
    expect(edits()).toEqual([
      ['r0', 'account', 'a2'],
      ['r2', 'account', 'a2'],
    ]);
    expect(said()).toBe('1 of 3 cells were left as they were. 2 accounts are called “Twin”.');
  });

  it('change nothing where the records cannot be read', async () => {
    const { paste, said, onEditMany } = given(() => Promise.reject(new Error('Too costly.')));
    paste('Brook\nTwin');
    await waitFor(() => expect(said()).toBe('The records of these names could not be read, so nothing was pasted. Too costly.')); // prettier-ignore
    expect(onEditMany).not.toHaveBeenCalled();
  });

  it('empty the cell by an empty text', () => {
    const { paste, edits } = given(() => Promise.reject(new Error('not asked')));
    paste('\n');
    paste('\t\n\t');
    expect(edits()).toContainEqual(['r0', 'account', null]);
  });
});
