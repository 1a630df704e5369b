/** First characters with which a spreadsheet begins a formula (OWASP, "CSV Injection"), full-width forms included. */
const runnable = /^[\s\p{Cc}\ufeff]*[=+\-@＝＋－＠]/u;
const startsWithControl = /^[\t\r\n]/u;
/** Numbers and telephone numbers begin with the same signs and are no formulas. */
const harmless = /^[+-]?[\d\s().,]+%?$/u;

/**
 * A cell as an export writes it, so that no spreadsheet runs it: an apostrophe goes in front of what would be a formula, and in
 * front of cells that begin with apostrophes already, so that `unguardFromSpreadsheet` gives back every text exactly.
 */
export function guardForSpreadsheet(text: string): string {
  if (text.startsWith("'")) return `'${text}`;
  const isFormula = startsWithControl.test(text) || (runnable.test(text) && !harmless.test(text));
  return isFormula ? `'${text}` : text;
}

/**
 * Takes the guard off again: for files that we wrote ourselves. An apostrophe that is no guard, because a person typed it since, stays.
 * In files from elsewhere an apostrophe is the person's own, and import keeps it.
 */
export function unguardFromSpreadsheet(cell: string): string {
  if (!cell.startsWith("'")) return cell;
  const text = cell.slice(1);
  return guardForSpreadsheet(text) === cell ? text : cell;
}

/** One line of a CSV file, without its line end. Every cell that contains any common delimiter is quoted. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",;\t|\r\n]|^\s|\s$/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
