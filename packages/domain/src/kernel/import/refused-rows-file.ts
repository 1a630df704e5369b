import type { DraftFile } from './draft-import.ts';
import { csvLine, guardForSpreadsheet } from './guard-for-spreadsheet.ts';
import type { RowRefusal } from './read-records.ts';

/**
 * The refused rows of one file as a CSV to mend and import again: the file's own columns, then where each row stood, why it
 * was refused and what would be right. A row that couldn't be divided into cells stands in the first column as text. Cells
 * that a spreadsheet would run are guarded. CRLF, no byte order mark.
 */
export function refusedRowsFile(file: DraftFile, refusals: readonly RowRefusal[]): string {
  const { table } = file;
  const indexes = new Map(table.rowNumbers.map((row, index) => [row, index]));
  const byRow = new Map<number, RowRefusal[]>();
  for (const refusal of refusals) {
    if (refusal.file !== table.fileName) continue;
    const list = byRow.get(refusal.row);
    if (list) list.push(refusal);
    else byRow.set(refusal.row, [refusal]);
  }
  const lines = [[...table.header, 'Row in the file', 'Why refused', 'What would be right']];
  for (const [row, reasons] of byRow) {
    const index = indexes.get(row);
    const cells =
      index === undefined
        ? [reasons[0]?.cell ?? '', ...table.header.slice(1).map(() => '')]
        : (table.rows[index] ?? []);
    const why = reasons.map(({ column, message }) => (column === null ? message : `${column}: ${message}`)).join('. ');
    lines.push([
      ...cells.map(guardForSpreadsheet),
      String(row),
      guardForSpreadsheet(why),
      guardForSpreadsheet(reasons.map(({ right }) => right).join(' ')),
    ]);
  }
  return lines.map((line) => `${csvLine(line)}\r\n`).join('');
}
