/** The columns that a file of refused rows has behind the file's own. The last one holds what could not be put into a column. */
export const refusedRowsColumns = ['Row in the file', 'Why refused', 'What would be right', 'Not in a column'] as const;

/** The place of the first of our own columns in a file of refused rows that comes back; null for any other file. */
export function ownColumnsAt(header: readonly string[]): number | null {
  const at = header.length - refusedRowsColumns.length;
  return at > 0 && refusedRowsColumns.every((name, index) => header[at + index]?.trim() === name) ? at : null;
}

/** What a row of such a file still has that stands in no column; '' in any other file. */
export function leftOverOf(header: readonly string[], cells: readonly string[]): string {
  const at = ownColumnsAt(header);
  return at === null ? '' : (cells[at + refusedRowsColumns.length - 1] ?? '').trim();
}
