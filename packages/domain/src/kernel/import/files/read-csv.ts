import type { ByteSource } from './byte-source.ts';
import { type CellLimits, type ColumnCells, ColumnGatherer } from '../columns/column-cells.ts';
import { countWithNoun } from '../../text/count-words.ts';
import { type FileRefusal, type TextEncodingName, findEncoding, refuseFile, textPieces } from './decode-text.ts';
import { withoutMarks } from '../cells/workbook-marks.ts';
import { nameColumns } from '../columns/name-columns.ts';
import type { Newline } from './scan-records.ts';
import { type SniffedFormat, sniffFormat } from './sniff-format.ts';
import { type BrokenRecord, RecordSplitter } from './split-records.ts';

/** A row that cannot be read. `row` counts records below the header from 1 without blank lines; lines count from 1. */
export type RefusedRow = {
  readonly row: number;
  readonly line: number;
  /** The last line of the row: greater than `line` where quotes span line ends. */
  readonly lastLine: number;
  /** Lines from `line` to `lastLine`. Each counts as a refused row, because a stray quote hides the rows of many lines. */
  readonly lineCount: number;
  readonly reason: 'text-after-quote' | 'quote-never-closed' | 'cell-too-long';
  readonly message: string;
  /** A hint at a valid row. */
  readonly right: string;
  /** The beginning of the row, to recognise it by. */
  readonly text: string;
};

/** Information about the file for a person; no row is refused for it. */
export type FileNote = {
  readonly code:
    | 'empty-file'
    | 'no-rows'
    | 'long-rows'
    | 'extra-cells'
    | 'short-rows'
    | 'duplicate-headers'
    | 'guessed-encoding'
    | 'lost-letters';
  readonly message: string;
};

/** Cells beyond the header's columns. The plan refuses the row unless they are all blank. */
export type ExtraCells = { readonly row: number; readonly line: number; readonly cells: readonly string[] };

/**
 * A surveyed CSV file: the data about the file and its columns after one pass over all rows. It holds no rows; `rowsOf` reads
 * them again.
 */
export type CsvTable = {
  readonly source: ByteSource;
  readonly fileName: string;
  /** The header's cells as written. Columns are identified by their index. */
  readonly header: readonly string[];
  /** A distinct name for each column, to show: "Email", "Email (2)", "Column 5". */
  readonly columns: readonly string[];
  /** The cells of each column of the header. */
  readonly columnCells: readonly ColumnCells[];
  /** The number of rows that could be divided into cells. */
  readonly rowCount: number;
  /** At most the first `limits.reportedRows`. `refusedCount` counts all of them by their lines. */
  readonly refusedRows: readonly RefusedRow[];
  readonly refusedCount: number;
  /** At most the first `limits.reportedRows`. `extraCellsCount` counts all rows. */
  readonly extraCells: readonly ExtraCells[];
  readonly extraCellsCount: number;
  readonly shortRowCount: number;
  readonly blankLineCount: number;
  readonly encoding: TextEncodingName | null;
  readonly bom: boolean;
  readonly delimiter: string | null;
  readonly newline: Newline | null;
  readonly notes: readonly FileNote[];
  /** The format for `rowsOf`. */
  readonly format: SniffedFormat;
  readonly limits: CsvLimits;
};

/**
 * One row of a table, as long as the header. `row` counts records below the header from 1, `line` physical lines from 1. `beyond`
 * contains the cells after the header's columns if one of them is not blank; then the row was divided differently from its
 * writer's intention.
 */
export type CsvRow = {
  readonly row: number;
  readonly line: number;
  readonly cells: readonly string[];
  readonly beyond: readonly string[];
};

/** Rows in the order of the file, and the unreadable records between them. At most `rowsPerBatch` of both. */
export type RowBatch = { readonly rows: readonly CsvRow[]; readonly refused: readonly RefusedRow[] };

/** The result of reading: a table, or the refusal of the file. */
export type CsvAnswer = { readonly ok: true; readonly value: CsvTable } | FileRefusal;

/** The progress of reading: rows so far, and the share of the file that has been read, 0 to 1. */
export type CsvProgress = { readonly rowCount: number; readonly share: number };

/** The limits of a file (E-3). `cells` limits the cells kept for columns. */
export type CsvLimits = {
  readonly sizeBytes: number;
  readonly columns: number;
  readonly rows: number;
  readonly cellChars: number;
  readonly reportedRows: number;
  readonly cells?: CellLimits;
};

/** The default limits. Chosen: ten times the largest export we know of; no part of it is held in memory. */
export const defaultCsvLimits: CsvLimits = {
  sizeBytes: 2 * 1024 * 1024 * 1024,
  columns: 2_000,
  rows: 10_000_000,
  cellChars: 200_000,
  reportedRows: 1_000,
};

/**
 * Surveys a CSV file in one pass over its bytes and one over its records. Yields its progress and returns the table. To
 * cancel, stop calling it. Encoding, delimiter and line ends are found by evidence. The first record that is not blank
 * is the header. Short rows are filled with empty cells, and cells beyond the header are reported. Rows with broken
 * quotes are refused one by one, with their lines. Refuses the whole file (`import/unreadable`) if it is not a text or
 * exceeds `limits`.
 */
export function* readCsvInSteps(
  source: ByteSource,
  limits: CsvLimits = defaultCsvLimits,
): Generator<CsvProgress, CsvAnswer, void> {
  const { fileName, sizeBytes } = source;
  if (sizeBytes > limits.sizeBytes) {
    return refuseFile(fileName, 'too-large', {
      message: `The file has ${inMegabytes(sizeBytes)} MB; at most ${inMegabytes(limits.sizeBytes)} MB are read.`,
      right: 'Divide it into several files, each with the header.',
    });
  }
  const finding = findEncoding(source);
  let found = finding.next();
  while (!found.done) {
    yield { rowCount: 0, share: 0 };
    found = finding.next();
  }
  const decoded = found.value;
  if (!decoded.ok) return decoded;
  const format = sniffFormat(decoded.head);
  const counts = { rowCount: 0, refusedCount: 0, extraCellsCount: 0, shortRowCount: 0, blankLineCount: 0 };
  const refusedRows: RefusedRow[] = [];
  const extraCells: ExtraCells[] = [];
  const longRows: LongRow[] = [];
  let header: readonly string[] | null = null;
  let columns = new ColumnGatherer(0);
  const charBytes = decoded.encoding === 'utf-16le' || decoded.encoding === 'utf-16be' ? 2 : 1;
  const splitter = new RecordSplitter(format, limits);
  for (const { rows, broken, blankLineCount, readChars } of splitter.split(textPieces(source, decoded))) {
    counts.blankLineCount += blankLineCount;
    const first = broken[0];
    if (first?.row === 0) return brokenHeader(first, fileName);
    for (const { row, line, lastLine, cells } of rows) {
      if (header === null) {
        if (cells.length > limits.columns) return tooManyColumns(cells.length, { limits, fileName });
        header = cells;
        columns = new ColumnGatherer(cells.length, limits.cells);
        continue;
      }
      counts.rowCount += 1;
      if (lastLine - line >= linesOfLongRow) longRows.push({ line, lastLine });
      longRows.splice(mostLongRows);
      if (cells.length > header.length) {
        counts.extraCellsCount += 1;
        if (extraCells.length < limits.reportedRows) extraCells.push({ row, line, cells: cells.slice(header.length) });
      } else if (cells.length < header.length) counts.shortRowCount += 1;
      columns.add(cells);
    }
    for (const record of broken) {
      const refused = refuseRow(record, limits);
      counts.refusedCount += refused.lineCount;
      if (refusedRows.length < limits.reportedRows) refusedRows.push(refused);
    }
    if (counts.rowCount + counts.refusedCount > limits.rows) {
      return refuseFile(fileName, 'too-many-rows', {
        message: `The file has more than ${limits.rows.toLocaleString('en')} rows.`,
        right: 'Divide it into several files, each with the header.',
      });
    }
    yield { rowCount: counts.rowCount, share: sizeBytes === 0 ? 1 : Math.min(1, (readChars * charBytes) / sizeBytes) };
  }
  const shownHeader = (header ?? []).map(withoutMarks);
  const names = nameColumns(shownHeader);
  const table = {
    ...counts,
    source,
    fileName,
    refusedRows,
    extraCells,
    columnCells: columns.columns(),
    header: shownHeader,
    columns: names.columns,
    encoding: decoded.encoding,
    bom: decoded.bom,
    delimiter: header === null ? null : format.delimiter,
    newline: header === null ? null : format.newline,
    format,
    limits,
  };
  const notes = notesOn(table, {
    renamedCount: names.renamedCount,
    hasLostLetters: decoded.hasLostLetters,
    longRows,
  });
  return { ok: true, value: { ...table, notes } };
}

/** The first and last line of a row that spans many lines. */
type LongRow = { readonly line: number; readonly lastLine: number };
/** Chosen: a note or an address has a few lines. A longer cell may well be a missing closing quote. */
const linesOfLongRow = 20;
const mostLongRows = 3;

/** Reads the rows of a surveyed table again, in order, batch by batch. Only one batch is in memory at a time. */
export function* rowsOf(table: CsvTable): Generator<RowBatch, void, void> {
  const { source, header, format, limits } = table;
  const splitter = new RecordSplitter(format, limits);
  for (const { rows, broken } of splitter.split(textPieces(source, table))) {
    yield {
      rows: rows.flatMap(({ row, line, cells }) => (row === 0 ? [] : [{ row, line, ...asLong(cells, header) }])),
      refused: broken.map((record) => refuseRow(record, limits)),
    };
  }
}

function asLong(written: string[], header: readonly string[]): Pick<CsvRow, 'cells' | 'beyond'> {
  const extra = written.length > header.length ? written.splice(header.length) : [];
  while (written.length < header.length) written.push('');
  return { cells: written, beyond: extra.some((cell) => cell.trim() !== '') ? extra : [] };
}

const inMegabytes = (sizeBytes: number): string => (sizeBytes / 1024 / 1024).toFixed(1);

function brokenHeader(record: BrokenRecord, fileName: string): FileRefusal {
  return refuseFile(fileName, 'damaged-text', {
    message: `The header on line ${record.line} has a quote that doesn’t close where its cell ends.`,
    right: 'Correct the quotes of that line.',
  });
}

function tooManyColumns(
  count: number,
  { limits, fileName }: { readonly limits: CsvLimits; readonly fileName: string },
): FileRefusal {
  return refuseFile(fileName, 'too-many-columns', {
    message: `The file has ${count} columns; at most ${limits.columns} are read.`,
    right: 'Leave out the columns that are not needed.',
  });
}

function refuseRow(
  { row, line, lastLine, fault, longestCell, text }: BrokenRecord,
  { cellChars }: CsvLimits,
): RefusedRow {
  const place = { row, line, lastLine, lineCount: lastLine - line + 1, reason: fault, text };
  const swallowed =
    place.lineCount > 1
      ? ` A quote runs from line ${line} to line ${lastLine}, and none of these ${place.lineCount.toLocaleString('en')} lines was read`
      : '';
  switch (fault) {
    case 'text-after-quote':
      return {
        ...place,
        message: `Text follows a closing quote on line ${lastLine}.${swallowed}`,
        right: 'Inside a quoted cell a quote is written twice: "".',
      };
    case 'quote-never-closed':
      return {
        ...place,
        message:
          lastLine > line
            ? `A quote opens on line ${line} and never closes, so lines ${line} to ${lastLine} can’t be separated and none of these ${place.lineCount.toLocaleString('en')} lines was read`
            : `A quote opens on line ${line} and never closes.`,
        right: `Close the quote on line ${line}, or write it twice if it belongs to the text.`,
      };
    case 'cell-too-long':
      return {
        ...place,
        message: `A cell of ${longestCell.toLocaleString('en')} characters is longer than the ${cellChars.toLocaleString('en')} that are allowed.${swallowed}`,
        right: 'Shorten it, or check whether a quote is missing on that line.',
      };
  }
}

function notesOn(
  table: Pick<CsvTable, 'header' | 'rowCount' | 'refusedCount' | 'encoding' | 'extraCellsCount' | 'shortRowCount'>,
  {
    renamedCount,
    hasLostLetters,
    longRows,
  }: { readonly renamedCount: number; readonly hasLostLetters: boolean; readonly longRows: readonly LongRow[] },
): readonly FileNote[] {
  const notes: FileNote[] = [];
  if (table.header.length === 0)
    notes.push({ code: 'empty-file', message: 'The file is empty: there is nothing to import.' });
  else if (table.rowCount === 0 && table.refusedCount === 0)
    notes.push({ code: 'no-rows', message: 'The file has a header and no rows: there is nothing to import.' });
  if (table.encoding === 'windows-1252')
    notes.push({
      code: 'guessed-encoding',
      message: 'The file is not UTF-8 and was read as Windows-1252. Check that letters with accents are right.',
    });
  if (hasLostLetters)
    notes.push({
      code: 'lost-letters',
      message:
        'Letters had been lost before this file was written: it contains them as \ufffd. They are imported as they are.',
    });
  for (const { line, lastLine } of longRows)
    notes.push({
      code: 'long-rows',
      message: `A quoted cell runs from line ${line} to line ${lastLine}, and its ${(lastLine - line + 1).toLocaleString('en')} lines are read as one row. Check whether a quote is missing on line ${line}.`,
    });
  if (renamedCount > 0)
    notes.push({
      code: 'duplicate-headers',
      message: `${countWithNoun(renamedCount, 'column')} without a distinct name got a number.`,
    });
  if (table.extraCellsCount > 0)
    notes.push({
      code: 'extra-cells',
      message: `More cells than the header has: ${countWithNoun(table.extraCellsCount, 'row')}. A row is refused if one of these cells is not empty.`,
    });
  if (table.shortRowCount > 0)
    notes.push({
      code: 'short-rows',
      message: `Fewer cells than the header has: ${countWithNoun(table.shortRowCount, 'row')}. The missing ones are read as empty.`,
    });
  return notes;
}
