import { csvLine, guardForSpreadsheet } from '@outpost/domain/kernel/import/reports/guard-for-spreadsheet';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { exportedRows } from './exported-rows.ts';
import type { ExportColumn } from './export-columns.ts';

/** Bytes of a file, and the number of records written so far. */
export type FilePart = { readonly bytes: Uint8Array; readonly done: number };

/** Spreadsheets read a file without this mark in the code page of the computer. */
const byteOrderMark = '\ufeff';

/** Yields a CSV file (RFC 4180, UTF-8, CRLF), one window of records at a time. Formulas are guarded. */
export async function* csvFile(
  columns: readonly ExportColumn[],
  windows: ReturnType<typeof exportedRows>,
): AsyncGenerator<Result<FilePart>, void, void> {
  const line = (cells: readonly string[]): string => `${csvLine(cells.map(guardForSpreadsheet))}\r\n`;
  let text = byteOrderMark + line(columns.map(({ label }) => label));
  let done = 0;
  for await (const window of windows) {
    if (!window.ok) {
      yield window;
      return;
    }
    const { rows, refs } = window.value;
    for (const record of rows) text += line(columns.map((column) => column.text(record, refs)));
    done += rows.length;
    yield accept({ bytes: Buffer.from(text), done });
    text = '';
  }
}
