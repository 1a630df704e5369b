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
const grid = { columns, rowCount: 1_200, density: 'comfortable' } as const;

describe('the layout of a grid', () => {
  it('gives columns their chosen width, their own, or a share that is not smaller than their minimum width', () => {
    const { template, minWidth, gutter, lineHeight } = gridLayout({ ...grid, widths: { owner: 140 } }, false);
    expect(template).toBe('var(--gutter) 140px minmax(200px, 2fr) 110px');
    expect([minWidth - gutter, lineHeight]).toEqual([140 + 200 + 110, 40]);
    expect(gridLayout(grid, false).template).toBe('var(--gutter) minmax(96px, 1fr) minmax(200px, 2fr) 110px');
  });

  it('draws a name over a second line, and an amount, in a narrow window that does not scroll sideways', () => {
    const narrow = gridLayout(grid, true);
    expect(narrow.columns.map(({ id }) => id)).toEqual(['name', 'amount']);
    expect([narrow.second?.id, narrow.lineHeight, narrow.minWidth - narrow.gutter]).toEqual(['owner', 52, 0]);
    expect(narrow.template).toBe('var(--gutter) minmax(0, 1fr) minmax(96px, max-content)');
    expect(gridLayout({ ...grid, columns: [column('only')] }, true)).toMatchObject({ second: undefined, lineHeight: 40 }); // prettier-ignore
  });
});
