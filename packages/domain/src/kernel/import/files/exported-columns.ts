/** The last column of an exported list. The import recognises our own files by it. */
export const exportedIdColumn = 'Outpost ID';

/** Returns the header of the column with the currencies of an exported column of amounts. */
export const currencyColumn = (label: string): string => `${label} currency`;

/** Returns the header of the column with the ids of the records that an exported column names. */
export const refIdColumn = (label: string): string => `${exportedIdColumn} of ${label}`;

/** The columns of an exported list that is imported again: our own ones, and where the currency of each amount is. */
export type ExportedColumns = {
  readonly isOurs: (column: number) => boolean;
  /** Returns the index of the column with the currency of this column's amounts, if there is one. */
  readonly currencyAt: (column: number) => number | undefined;
};

/** Returns the columns of an exported list; null for any other file. */
export function exportedColumns(header: readonly string[]): ExportedColumns | null {
  const names = header.map((name) => name.trim());
  const idAt = names.indexOf(exportedIdColumn);
  if (idAt < 0) return null;
  const isCurrency = (column: number): boolean =>
    column > 0 && names[column] === currencyColumn(names[column - 1] ?? '');
  const isRefId = (column: number): boolean => column > 0 && names[column] === refIdColumn(names[column - 1] ?? '');
  return {
    isOurs: (column) => column === idAt || isCurrency(column) || isRefId(column),
    currencyAt: (column) => (isCurrency(column + 1) ? column + 1 : undefined),
  };
}
