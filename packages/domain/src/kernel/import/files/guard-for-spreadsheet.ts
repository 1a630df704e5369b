/** First characters that make a spreadsheet read a formula (OWASP, "CSV Injection"), full-width forms included. */
const runnable = /^[\s\p{Cc}\ufeff]*[=+\-@＝＋－＠]/u;
const startsWithControl = /^[\t\r\n]/u;
/** Numbers and telephone numbers begin with the same signs but are not formulas. */
const harmless = /^[+-]?[\d\s().,]+%?$/u;

/**
 * Guards a cell of an export, so that no spreadsheet runs it as a formula. An apostrophe is put before a possible formula, and
 * before cells that already begin with apostrophes. So `unguardFromSpreadsheet` restores every text exactly.
 */
export function guardForSpreadsheet(text: string): string {
  if (text.startsWith("'")) return `'${text}`;
  const isFormula = startsWithControl.test(text) || (runnable.test(text) && !harmless.test(text));
  return isFormula ? `'${text}` : text;
}

/**
 * Removes the guard, for files that we wrote ourselves. An apostrophe that is not a guard, because a person has typed
 * it since, stays. In files from elsewhere an apostrophe belongs to the text, and the import keeps it.
 */
export function unguardFromSpreadsheet(cell: string): string {
  if (!cell.startsWith("'")) return cell;
  const text = cell.slice(1);
  return guardForSpreadsheet(text) === cell ? text : cell;
}

/** Returns one line of a CSV file without its line end. Every cell that contains a common delimiter is quoted. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",;\t|\r\n]|^\s|\s$/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
