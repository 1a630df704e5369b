import type { DraftFile } from '../draft-import.ts';
import { withoutMarks, writtenError } from '../cells/workbook-marks.ts';
import { csvLine, guardForSpreadsheet } from '../files/guard-for-spreadsheet.ts';
import type { ImportStore, RefusalPlace, StoredRefusal } from '../records/import-store.ts';
import { countWithNoun } from '../../text/count-words.ts';
import { mostFileBytes } from '../../files/file-types.ts';
import { type CsvRow, rowsOf } from '../files/read-csv.ts';
import type { RowRefusal } from '../records/record-draft.ts';
import { leftOverOf, ownColumnsAt, refusedRowsColumns } from '../files/refused-rows-columns.ts';

/**
 * The columns that a file of refused rows leaves out, by index. Cells of a row that does not fit its columns may belong to any
 * of them: all cells of such a row are left out, too.
 */
export type HiddenColumns = ReadonlySet<number>;

const line = (cells: readonly string[]): string => `${csvLine(cells)}\r\n`;
/** Returns the number of the file's own columns. A file that was refused before already has ours after them. */
const fileColumnsOf = (header: readonly string[]): number => ownColumnsAt(header) ?? header.length;

/** The number of refusals read from the store at once. */
const perPage = 500;

/**
 * Yields the refused rows of one file as CSV to mend and import again, piece by piece. Each row has the file's own columns, its
 * line, the reason and a hint. The last column contains the rest: cells beyond the header, or the beginning of a row that could
 * not be divided into cells. A row is refused again while its last column is not empty. An error of a workbook is moved to that
 * column, so that it is not imported as a text. Cells that a spreadsheet would run are guarded; the import removes the guards.
 * CRLF, no byte order mark. Reads the file once more, in step with its refusals. The first piece is the header, and each
 * other one a row.
 */
export function* refusedRowsFile(
  { table, unguard }: DraftFile,
  store: Pick<ImportStore, 'refusals'>,
  hidden?: HiddenColumns,
): Generator<string, void, void> {
  const rows = rowsInTurn(rowsOf(table));
  const kept = fileColumnsOf(table.header);
  const isShown = (_: string, column: number): boolean => hidden?.has(column) !== true;
  let isFirst = true;
  for (const reasons of byRow(refusalsOf(table.fileName, store))) {
    const [first] = reasons;
    if (!first) continue;
    if (isFirst)
      yield line([...table.header.slice(0, kept).filter(isShown).map(guardForSpreadsheet), ...refusedRowsColumns]);
    isFirst = false;
    const row = rows(first.row);
    if (hidden && (row === undefined || row.beyond.length > 0 || leftOverOf(table.header, row.cells) !== '')) {
      yield line([
        ...table.header
          .slice(0, kept)
          .filter(isShown)
          .map(() => ''),
        String(first.row),
        'The row does not fit the columns of its file.',
        'Look into the file that was imported.',
        'Its cells are not kept with the import: some of them may be sealed.',
      ]);
      continue;
    }
    const cells = row?.cells ?? table.header.map(() => '');
    const refusedIn = new Set(reasons.map(({ column }) => column));
    const errorAt = (column: number) =>
      refusedIn.has(table.columns[column] ?? null) ? writtenError(cells[column] ?? '') : undefined;
    const errors = cells.slice(0, kept).flatMap((_, at) => {
      const error = errorAt(at);
      return error === undefined ? [] : `${table.columns[at] ?? ''}: ${error}`;
    });
    const leftOver =
      row === undefined
        ? first.cell
        : row.beyond.join(table.delimiter ?? ',') || unguard(leftOverOf(table.header, cells));
    const stray = [leftOver, ...errors].filter((part) => part !== '').join('; ');
    const why = reasons.map(({ column, message }) => (column === null ? message : `${column}: ${message}`)).join('. ');
    yield line([
      ...cells
        .slice(0, kept)
        .map((cell, at) => (errorAt(at) === undefined ? guardForSpreadsheet(unguard(withoutMarks(cell))) : ''))
        .filter(isShown),
      String(first.row),
      guardForSpreadsheet(why),
      guardForSpreadsheet(reasons.map(({ right }) => right).join(' ')),
      guardForSpreadsheet(stray),
    ]);
  }
}

/**
 * Returns the last line of a file that leaves out refused rows because it is full. Its last column is not empty, so an import
 * of the file refuses it as long as it is there.
 */
export function rowsLeftOutLine({ table }: DraftFile, rows: number, hidden?: HiddenColumns): string {
  const own = table.header.slice(0, fileColumnsOf(table.header)).filter((_, column) => hidden?.has(column) !== true);
  return line([
    ...own.map(() => ''),
    '',
    `${countWithNoun(rows, 'more refused row')} ${rows === 1 ? 'is' : 'are'} left out: a file has at most ${mostFileBytes / 1_000_000} MB.`,
    'Import the rows of this file first, then the original file again.',
    'Delete this line before you import the file.',
  ]);
}

function* refusalsOf(file: string, store: Pick<ImportStore, 'refusals'>): Generator<RowRefusal, void, void> {
  let after: RefusalPlace | null = null;
  for (;;) {
    const page: readonly StoredRefusal[] = store.refusals({ after, limit: perPage, file });
    for (const { refusal, at } of page) {
      after = at;
      yield refusal;
    }
    if (page.length < perPage) return;
  }
}

/** Groups the refusals of each row; they arrive in the order of the rows. */
function* byRow(refusals: Iterable<RowRefusal>): Generator<readonly RowRefusal[], void, void> {
  let reasons: RowRefusal[] = [];
  for (const refusal of refusals) {
    if (reasons[0] !== undefined && reasons[0].row !== refusal.row) {
      yield reasons;
      reasons = [];
    }
    reasons.push(refusal);
  }
  if (reasons.length > 0) yield reasons;
}

/** Finds rows by their numbers, which must be requested in ascending order; returns `undefined` for a row without cells. */
function rowsInTurn(batches: ReturnType<typeof rowsOf>): (row: number) => CsvRow | undefined {
  let rows: readonly CsvRow[] = [];
  let at = 0;
  return (wanted) => {
    for (;;) {
      const row = rows[at];
      if (row === undefined) {
        const next = batches.next();
        if (next.done) return undefined;
        rows = next.value.rows;
        at = 0;
      } else if (row.row === wanted) return row;
      else if (row.row > wanted) return undefined;
      else at += 1;
    }
  };
}
