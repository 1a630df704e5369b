/** The selected rows of a grid: the named ones or, with `all`, every row of the list but the named ones. */
export type GridSelection = { readonly all: boolean; readonly keys: ReadonlySet<string> };

/** The most rows that a selected range adds by name. Chosen: half of the values that one filter takes (`maxValues`). */
export const mostNamedRows = 1_000;

export const noRows: GridSelection = { all: false, keys: new Set() };
export const allRows: GridSelection = { all: true, keys: new Set() };

export const isSelected = ({ all, keys }: GridSelection, key: string): boolean => keys.has(key) !== all;

/** Returns the number of selected rows in a list of `rowCount`. */
export const selectedCount = ({ all, keys }: GridSelection, rowCount: number): number =>
  all ? Math.max(0, rowCount - keys.size) : keys.size;

/** Returns the selection with these rows in it, or without them. */
export function withRows(
  selection: GridSelection,
  rows: Iterable<string>,
  are: 'selected' | 'left out',
): GridSelection {
  const keys = new Set(selection.keys);
  for (const row of rows) {
    if ((are === 'selected') === selection.all) keys.delete(row);
    else keys.add(row);
  }
  return { ...selection, keys };
}
