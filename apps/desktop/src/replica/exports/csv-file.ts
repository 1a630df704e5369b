import { csvLine, guardForSpreadsheet } from '@outpost/domain/kernel/import/files/guard-for-spreadsheet';
import { accept } from '@outpost/domain/kernel/refusal';
import type { ExportColumn } from './export-columns.ts';
import { exportedCellText } from './exported-cell.ts';
import type { RowWindow } from './exported-rows.ts';
import type { FileWriter } from './file-writer.ts';

/** Spreadsheets read a file without this mark in the code page of the computer. */
const byteOrderMark = '\ufeff';

const line = (cells: readonly string[]): string => `${csvLine(cells.map(guardForSpreadsheet))}\r\n`;

/** Returns the beginning of a CSV file (RFC 4180, UTF-8, CRLF). */
export const csvHeader = (columns: readonly Pick<ExportColumn, 'label'>[]): string =>
  byteOrderMark + line(columns.map(({ label }) => label));

/** Returns the lines of these rows. Formulas are guarded. */
export const csvRows = <Row>(columns: readonly ExportColumn<Row>[], { rows, refs }: RowWindow<Row>): string =>
  rows.map((row) => line(columns.map(({ cell }) => exportedCellText(cell(row, refs))))).join('');

/** Writes a CSV file. */
export const csvFile: FileWriter = async function* ({ columns }, windows) {
  let text = csvHeader(columns);
  let done = 0;
  for await (const window of windows) {
    if (!window.ok) {
      yield window;
      return;
    }
    text += csvRows(columns, window.value);
    done += window.value.rows.length;
    yield accept({ bytes: Buffer.from(text), done });
    text = '';
  }
};
