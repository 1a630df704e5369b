import type { ReportBook } from '../columns/column-reports.ts';
import type { DraftFile } from '../draft-import.ts';
import type { CsvRow, CsvTable } from '../files/read-csv.ts';
import type { RowRefusal } from '../records/record-draft.ts';
import { leftOverOf } from '../files/refused-rows-columns.ts';

/** Reports the parts of a file that are not imported: a file that no recipe takes, columns without a field, rows with too few cells. */
export function reportFile({ table, takenFor, columns }: DraftFile, report: ReportBook): void {
  const about = { file: table.fileName, column: null };
  if (takenFor === null) {
    report.add(
      { ...about, kind: 'left-out', code: 'not-taken' },
      { rows: table.rowCount, examples: [], words: 'the file is not recognised as one that can be imported' },
    );
    return;
  }
  for (const { name, slot, why, tally, isOurs } of columns) {
    if (slot !== null || isOurs) continue;
    report.add(
      { file: table.fileName, column: name, kind: 'left-out', code: 'no-field' },
      { rows: tally.valueCount + tally.placeholderCount, examples: tally.examples, words: why },
    );
  }
  report.add(
    { ...about, kind: 'changed', code: 'short-rows' },
    {
      rows: table.shortRowCount,
      examples: [],
      words: 'fewer cells than the header, the missing ones are read as empty',
    },
  );
}

/** Returns the refusal of a row with more cells than the header, or with text in no column; null for any other row. */
export function raggedRow(
  { fileName, header, delimiter }: CsvTable,
  { row, line, cells, beyond }: CsvRow,
): RowRefusal | null {
  const leftOver = leftOverOf(header, cells);
  if (beyond.length === 0 && leftOver === '') return null;
  const sign = delimiter ?? ',';
  const cell = beyond.length === 0 ? leftOver : beyond.join(sign);
  const width = header.length;
  return {
    file: fileName,
    row,
    line,
    entity: null,
    column: null,
    cell,
    reason: 'extra-cells',
    ...(beyond.length === 0
      ? {
          message: 'Some values of this row are still in no column',
          right: 'Move them to their columns, and empty that cell.',
        }
      : {
          message: `The row has ${width + beyond.length} cells and the header ${width}: “${cell}” is beyond it`,
          right: `A cell that contains “${sign}” must be in quotes.`,
        }),
  };
}
