/** The columns that a file of refused rows has after the file's own. The last one contains text that fits no column. */
export const refusedRowsColumns = ['Row in the file', 'Why refused', 'Accepted values', 'Not in a column'] as const;

/**
 * Returns the index of the first of our own columns in a file of refused rows that is imported again; null for any other file.
 */
export function ownColumnsAt(header: readonly string[]): number | null {
  const at = header.length - refusedRowsColumns.length;
  return at > 0 && refusedRowsColumns.every((name, index) => header[at + index]?.trim() === name) ? at : null;
}

/** Returns the text in such a file's row that is still in no column; '' in any other file. */
export function leftOverOf(header: readonly string[], cells: readonly string[]): string {
  const at = ownColumnsAt(header);
  return at === null ? '' : (cells[at + refusedRowsColumns.length - 1] ?? '').trim();
}
