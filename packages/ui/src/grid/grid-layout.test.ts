import { describe, expect, it } from 'vitest';
import { gridLayout } from './grid-layout.ts';
import type { GridColumn } from './grid-model.ts';

const column = (id: string, more: Partial<GridColumn<string>> = {}): GridColumn<string> => ({
  id,
  header: id,
  value: (row) => row,
  ...more,
});
const columns = [
  column('owner', { narrow: 'second' }),
  column('name', { isName: true, minWidth: 200, flex: 2 }),
  column('amount', { width: 110, field: { id: 'amount', label: 'Amount', kind: 'money', currency: 'USD' } }),
];
const wide = { isNarrow: false, width: 0 };
const small = { isNarrow: true, width: 420 };
const grid = { columns, rowCount: 1_200, density: 'comfortable' } as const;

describe('the layout of a grid', () => {
  it('gives columns their chosen width, their own, or a share that is not smaller than their minimum width', () => {
    const { template, minWidth, gutter, lineHeight } = gridLayout({ ...grid, widths: { owner: 140 } }, wide);
    expect(template).toBe('var(--gutter) 140px minmax(200px, 2fr) 110px');
    expect([minWidth - gutter, lineHeight]).toEqual([140 + 200 + 110, 40]);
    expect(gridLayout(grid, wide).template).toBe('var(--gutter) minmax(96px, 1fr) minmax(200px, 2fr) 110px');
  });

  it('draws a name over a second line, and an amount, in a narrow window that does not scroll sideways', () => {
    const narrow = gridLayout(grid, small);
    expect(narrow.columns.map(({ id }) => id)).toEqual(['name', 'amount']);
    expect([narrow.second?.id, narrow.lineHeight, narrow.minWidth - narrow.gutter]).toEqual(['owner', 52, 0]);
    expect(narrow.template).toBe('var(--gutter) minmax(0, 1fr) minmax(96px, max-content)');
    expect(gridLayout({ ...grid, columns: [column('only')] }, small)).toMatchObject({ second: undefined, lineHeight: 40 }); // prettier-ignore
  });

  it('puts pinned columns after the name, each at the end of the smallest widths before it', () => {
    const { columns: shown, template } = gridLayout({ ...grid, pinned: ['amount', 'owner'] }, wide);
    expect(shown.map(({ id, staysAt }) => [id, staysAt])).toEqual([
      ['name', undefined],
      ['owner', 200],
      ['amount', 296],
    ]);
    expect(template).toBe('var(--gutter) minmax(200px, 2fr) minmax(96px, 1fr) 110px');
    const other = gridLayout({ ...grid, widths: { name: 320 }, pinned: ['amount'] }, wide);
    expect(other.columns.map(({ id, staysAt }) => [id, staysAt])).toEqual([
      ['name', undefined],
      ['amount', 320],
      ['owner', undefined],
    ]);
    expect(gridLayout({ ...grid, pinned: ['gone', 'name'] }, wide).columns).toBe(columns);
  });

  it('leaves pinned columns free that would cover the others, and all of them in a narrow window', () => {
    const at = (width: number) =>
      gridLayout({ ...grid, pinned: ['owner', 'amount'] }, { isNarrow: false, width }).columns.map(
        ({ staysAt }) => staysAt,
      );
    expect(at(900)).toEqual([undefined, 200, 296]);
    expect(at(640)).toEqual([undefined, 200, undefined]);
    expect(at(480)).toEqual([undefined, undefined, undefined]);
    const narrow = gridLayout({ ...grid, pinned: ['owner', 'amount'] }, small);
    expect(narrow.columns.map(({ id, staysAt }) => [id, staysAt])).toEqual([
      ['name', undefined],
      ['amount', undefined],
    ]);
  });
});
