import { writtenError } from './workbook-marks.ts';
import { type CellRefusal, refuseCell, shown } from './refuse-cell.ts';

/** Returns the refusal of a cell that a workbook has no value for; undefined for every other cell. */
export function refuseSpreadsheetError(cell: string): CellRefusal | undefined {
  const error = writtenError(cell);
  if (error === undefined) return undefined;
  const written = shown(error);
  return written.startsWith('=')
    ? refuseCell(
        'spreadsheet-error',
        `The formula “${written}” has no result in the file`,
        'Open the workbook in a spreadsheet program and save it there, or write the value itself.',
      )
    : refuseCell(
        'spreadsheet-error',
        `“${written}” is an error of the spreadsheet and not a value`,
        'Correct the formula in the workbook, or empty the cell.',
      );
}
