import { countOf } from './count-words.ts';
import { type FileRefusal, type TextEncodingName, decodeText, refuseFile } from './decode-text.ts';
import { nameColumns } from './name-columns.ts';
import { type Newline, type RecordSpan, cellsOf, scanRecord } from './scan-records.ts';
import { sniffFormat } from './sniff-format.ts';
import { finish } from './finish.ts';

/** A row that can't be read. `row` counts records below the header from 1, blank lines not counted; lines count from 1. */
export type RefusedRow = {
  readonly row: number;
  readonly line: number;
  /** The last line that belongs to it: greater than `line` where quotes run over line ends. */
  readonly lastLine: number;
  readonly reason: 'text-after-quote' | 'quote-never-closed' | 'cell-too-long';
  readonly message: string;
  /** What would be right. */
  readonly right: string;
  /** The beginning of what stands there, to recognise it by. */
  readonly text: string;
};

/** Something about the file that a person should know, though nothing is refused for it. */
export type FileNote = {
  readonly code:
    'empty-file' | 'no-rows' | 'extra-cells' | 'short-rows' | 'duplicate-headers' | 'guessed-encoding' | 'lost-letters';
  readonly message: string;
};

/** Cells beyond the header's columns: not imported, and said. */
export type ExtraCells = { readonly row: number; readonly line: number; readonly cells: readonly string[] };

/** A CSV file read: every cell exactly as written. */
export type CsvTable = {
  readonly fileName: string;
  /** The header's cells as written; columns are told apart by their index. */
  readonly header: readonly string[];
  /** A distinct name for each column, to show: "Email", "Email (2)", "Column 5". */
  readonly columns: readonly string[];
  /** One array per row, as long as the header. */
  readonly rows: readonly (readonly string[])[];
  /** For each of `rows`, its row number and the physical line on which it begins. */
  readonly rowNumbers: readonly number[];
  readonly rowLines: readonly number[];
  /** The first `limits.reportedRows`; `refusedCount` counts all. */
  readonly refusedRows: readonly RefusedRow[];
  readonly refusedCount: number;
  readonly extraCells: readonly ExtraCells[];
  readonly extraCellsCount: number;
  readonly shortRowCount: number;
  readonly blankLineCount: number;
  readonly encoding: TextEncodingName | null;
  readonly bom: boolean;
  readonly delimiter: string | null;
  readonly newline: Newline | null;
  readonly notes: readonly FileNote[];
};

/** The answer of reading: a table, or the file's refusal. */
export type CsvAnswer = { readonly ok: true; readonly value: CsvTable } | FileRefusal;

/** How far the reading is: rows so far, and the share of the text that has been read, 0 to 1. */
export type CsvProgress = { readonly rowCount: number; readonly share: number };

/** Bounds of a file (E-3). The defaults are chosen: ten times the largest export we know of. */
export type CsvLimits = {
  readonly sizeBytes: number;
  readonly columns: number;
  readonly rows: number;
  readonly cellChars: number;
  readonly reportedRows: number;
};

/** What is allowed unless the caller says otherwise. */
export const defaultCsvLimits: CsvLimits = {
  sizeBytes: 256 * 1024 * 1024,
  columns: 2_000,
  rows: 2_000_000,
  cellChars: 200_000,
  reportedRows: 1_000,
};

/** Records read at once: a few milliseconds of work between two chances to cancel. */
const recordsPerStep = 2_000;

/** Reads a whole CSV file at once; `readCsvInSteps` is the same for callers that show progress. */
export function readCsv(bytes: Uint8Array, fileName: string, limits: CsvLimits = defaultCsvLimits): CsvAnswer {
  return finish(readCsvInSteps(bytes, fileName, limits));
}

/**
 * Reads a CSV file step by step: yields its progress, returns the table. To cancel, stop asking. Encoding, delimiter and line
 * ends are found by evidence; the first record that is not blank is the header. Rows with fewer cells are filled with empty
 * ones, cells beyond the header are reported; rows with broken quotes are refused one by one, with their lines.
 * Refuses the file whole (`import/unreadable`) when it is no text or beyond `limits`.
 */
export function* readCsvInSteps(
  bytes: Uint8Array,
  fileName: string,
  limits: CsvLimits = defaultCsvLimits,
): Generator<CsvProgress, CsvAnswer, void> {
  if (bytes.length > limits.sizeBytes) {
    return refuseFile(fileName, 'too-large', {
      message: `The file has ${inMegabytes(bytes.length)} MB; at most ${inMegabytes(limits.sizeBytes)} MB are read at once.`,
      right: 'Divide it into several files, each with the header.',
    });
  }
  const decoded = decodeText(bytes, fileName);
  if (!decoded.ok) return decoded;
  const { text } = decoded;
  const format = sniffFormat(text);
  const found = { ...noRows(), fileName, encoding: decoded.encoding, bom: decoded.bom };
  const rows: string[][] = [];
  let header: readonly string[] | null = null;
  let recordNumber = 0; // the header is record 0
  let at = { start: format.start, line: format.line };
  while (at.start < text.length) {
    for (let step = 0; step < recordsPerStep && at.start < text.length; step += 1) {
      const record = scanRecord(text, format, at);
      at = { start: record.next, line: record.lastLine + 1 };
      const fault = faultOf(record, limits);
      const row = fault === null ? cellsOf(text, record, format.delimiter) : undefined;
      if (row?.every((cell) => cell.trim() === '')) {
        found.blankLineCount += 1;
      } else if (header === null) {
        const problem = headerProblem(record, { fault, limits, fileName });
        if (problem !== null) return problem;
        header = row ?? [];
      } else {
        recordNumber += 1;
        if (row === undefined) {
          found.refusedCount += 1;
          if (fault !== null && found.refusedRows.length < limits.reportedRows)
            found.refusedRows.push(refuseRow(text, record, { fault, row: recordNumber, limits }));
          continue;
        }
        if (row.length > header.length) {
          found.extraCellsCount += 1;
          const extra = row.splice(header.length);
          if (found.extraCells.length < limits.reportedRows)
            found.extraCells.push({ row: recordNumber, line: record.line, cells: extra });
        } else if (row.length < header.length) {
          found.shortRowCount += 1;
          while (row.length < header.length) row.push('');
        }
        rows.push(row);
        found.rowNumbers.push(recordNumber);
        found.rowLines.push(record.line);
      }
    }
    if (recordNumber > limits.rows) {
      return refuseFile(fileName, 'too-many-rows', {
        message: `The file has more than ${limits.rows.toLocaleString('en')} rows.`,
        right: 'Divide it into several files, each with the header.',
      });
    }
    yield { rowCount: rows.length, share: at.start / text.length };
  }
  const names = nameColumns(header ?? []);
  const table = {
    ...found,
    rows,
    header: header ?? [],
    columns: names.columns,
    delimiter: header === null ? null : format.delimiter,
    newline: header === null ? null : format.newline,
  };
  return {
    ok: true,
    value: {
      ...table,
      notes: notesOn(table, { renamedCount: names.renamedCount, hasLostLetters: text.includes('\ufffd') }),
    },
  };
}

const noRows = () => ({
  rowNumbers: [] as number[],
  rowLines: [] as number[],
  refusedRows: [] as RefusedRow[],
  refusedCount: 0,
  extraCells: [] as ExtraCells[],
  extraCellsCount: 0,
  shortRowCount: 0,
  blankLineCount: 0,
});

const inMegabytes = (sizeBytes: number): string => (sizeBytes / 1024 / 1024).toFixed(1);

function faultOf(record: RecordSpan, limits: CsvLimits): RefusedRow['reason'] | null {
  return record.fault ?? (record.longestCell > limits.cellChars ? 'cell-too-long' : null);
}

function headerProblem(
  record: RecordSpan,
  {
    fault,
    limits,
    fileName,
  }: { readonly fault: RefusedRow['reason'] | null; readonly limits: CsvLimits; readonly fileName: string },
): FileRefusal | null {
  if (fault !== null) {
    return refuseFile(fileName, 'damaged-text', {
      message: `The header on line ${record.line} has a quote that doesn’t close where its cell ends.`,
      right: 'Mend the quotes of that line.',
    });
  }
  if (record.cellCount > limits.columns) {
    return refuseFile(fileName, 'too-many-columns', {
      message: `The file has ${record.cellCount} columns; at most ${limits.columns} are read.`,
      right: 'Leave out the columns that are not needed.',
    });
  }
  return null;
}

function refuseRow(
  text: string,
  record: RecordSpan,
  { fault, row, limits }: { readonly fault: RefusedRow['reason']; readonly row: number; readonly limits: CsvLimits },
): RefusedRow {
  const place = {
    row,
    line: record.line,
    lastLine: record.lastLine,
    text: text.slice(record.start, Math.min(record.end, record.start + 200)),
  };
  switch (fault) {
    case 'text-after-quote':
      return {
        ...place,
        reason: fault,
        message: `Text follows a closing quote on line ${record.lastLine}.`,
        right: 'Inside a quoted cell a quote is written twice: "".',
      };
    case 'quote-never-closed':
      return {
        ...place,
        reason: fault,
        message:
          record.lastLine > record.line
            ? `A quote opens on line ${record.line} and never closes, so lines ${record.line} to ${record.lastLine} can’t be told apart and none of them was read`
            : `A quote opens on line ${record.line} and never closes.`,
        right: `Close the quote on line ${record.line}, or write it twice if it belongs to the text.`,
      };
    case 'cell-too-long':
      return {
        ...place,
        reason: fault,
        message: `A cell of ${record.longestCell.toLocaleString('en')} characters is longer than the ${limits.cellChars.toLocaleString('en')} that fit.`,
        right: 'Shorten it, or see whether a quote is missing on that line.',
      };
  }
}

function notesOn(
  table: Omit<CsvTable, 'notes'>,
  { renamedCount, hasLostLetters }: { readonly renamedCount: number; readonly hasLostLetters: boolean },
): readonly FileNote[] {
  const notes: FileNote[] = [];
  if (table.header.length === 0)
    notes.push({ code: 'empty-file', message: 'The file is empty: there is nothing to import.' });
  else if (table.rows.length === 0 && table.refusedCount === 0)
    notes.push({ code: 'no-rows', message: 'The file has a header and no rows: nothing would be made.' });
  if (table.encoding === 'windows-1252')
    notes.push({
      code: 'guessed-encoding',
      message: 'The file is not UTF-8 and was read as Windows-1252. Look whether letters with accents are right.',
    });
  if (hasLostLetters)
    notes.push({
      code: 'lost-letters',
      message:
        'Letters had been lost before this file was written: they stand in it as \ufffd. They come in as they stand.',
    });
  if (renamedCount > 0)
    notes.push({
      code: 'duplicate-headers',
      message: `${countOf(renamedCount, 'column')} had no name of their own and are told apart by their place.`,
    });
  if (table.extraCellsCount > 0)
    notes.push({
      code: 'extra-cells',
      message: `More cells than the header has: ${countOf(table.extraCellsCount, 'row')}. The cells beyond it are not imported.`,
    });
  if (table.shortRowCount > 0)
    notes.push({
      code: 'short-rows',
      message: `Fewer cells than the header has: ${countOf(table.shortRowCount, 'row')}. The missing ones are read as empty.`,
    });
  return notes;
}
