import {
  type CsvFormat,
  type RecordSpan,
  cellsOf,
  closingQuote,
  countOfLines,
  scanPart,
  scanRecord,
} from './scan-records.ts';
import type { SniffedFormat } from './sniff-format.ts';

/** A record that was divided into cells. `row` 0 is the header; the cells are as written. */
export type SplitRow = {
  readonly row: number;
  readonly line: number;
  readonly lastLine: number;
  readonly cells: string[];
};

/** A record that could not be divided. `text` is its beginning, to recognise it by. */
export type BrokenRecord = {
  readonly row: number;
  readonly line: number;
  readonly lastLine: number;
  readonly fault: 'text-after-quote' | 'quote-never-closed' | 'cell-too-long';
  readonly longestCell: number;
  readonly text: string;
};

/** Records in the order of the file. `readChars` counts the characters read from the pieces so far. */
export type RecordBatch = {
  readonly rows: readonly SplitRow[];
  readonly broken: readonly BrokenRecord[];
  readonly blankLineCount: number;
  readonly readChars: number;
};

/** The number of records in one batch: a few milliseconds of work between two chances to stop. It limits the rows in memory. */
export const rowsPerBatch = 1_000;

/** Chosen: a row with twenty cells of the greatest length. A longer record is skipped without being held in memory. */
const mostRecordChars = 4 * 1024 * 1024;

const shownChars = 200;

/** A record that is too long; its beginning has been discarded. */
type Skipped = { readonly line: number; readonly text: string };

/**
 * Divides a text that arrives in pieces into records and cells. It holds one piece and one record in memory. A quote that never
 * closes is followed to the end of the file without keeping the text after it. Blank lines are counted.
 */
export class RecordSplitter {
  readonly #format: CsvFormat;
  readonly #cellChars: number;
  #buffer = '';
  #start: number;
  #line: number;
  #readChars = 0;
  #nextRow = 0;
  #skipped: Skipped | null = null;
  #inQuotes = false;
  #isAtLineEnd = false;
  #rows: SplitRow[] = [];
  #broken: BrokenRecord[] = [];
  #blankLineCount = 0;

  constructor(format: SniffedFormat, { cellChars }: { readonly cellChars: number }) {
    this.#format = format;
    this.#cellChars = cellChars;
    this.#start = format.start;
    this.#line = format.line;
  }

  /** Yields the records of all pieces, in batches. */
  *split(pieces: Iterable<string>): Generator<RecordBatch, void, void> {
    for (const piece of pieces) {
      if (this.#start > this.#buffer.length) {
        this.#buffer += piece; // the line "sep=;" is still incomplete
      } else {
        this.#buffer = this.#buffer.slice(this.#start) + piece;
        this.#start = 0;
      }
      this.#readChars += piece.length;
      yield* this.#take(false);
    }
    yield* this.#take(true);
    if (this.#inQuotes) {
      if (this.#isAtLineEnd) this.#line -= 1; // no further line follows the last line end
      this.#breakOff('quote-never-closed');
    }
    yield this.#batch();
  }

  *#take(isLast: boolean): Generator<RecordBatch, void, void> {
    while (this.#start < this.#buffer.length) {
      if (this.#inQuotes && !this.#closeQuotes(isLast)) return;
      if (this.#start >= this.#buffer.length) return;
      const at = { start: this.#start, line: this.#line };
      const scanned = isLast ? scanRecord(this.#buffer, this.#format, at) : scanPart(this.#buffer, this.#format, at);
      if ('isQuoted' in scanned) {
        if (this.#buffer.length - this.#start > mostRecordChars) this.#skip(scanned);
        return;
      }
      this.#enter(scanned);
      this.#start = scanned.next;
      this.#line = scanned.lastLine + 1;
      if (this.#rows.length + this.#broken.length >= rowsPerBatch) yield this.#batch();
    }
  }

  #batch(): RecordBatch {
    const batch = {
      rows: this.#rows,
      broken: this.#broken,
      blankLineCount: this.#blankLineCount,
      readChars: this.#readChars,
    };
    this.#rows = [];
    this.#broken = [];
    this.#blankLineCount = 0;
    return batch;
  }

  #enter(record: RecordSpan): void {
    if (this.#skipped !== null) {
      this.#line = record.lastLine;
      this.#breakOff(record.fault ?? 'cell-too-long');
      return;
    }
    // Copies the text: a slice would keep the whole piece in memory for as long as one of its cells is in use.
    const text = ownText(this.#buffer.slice(record.start, record.end));
    const fault = record.fault ?? (record.longestCell > this.#cellChars ? 'cell-too-long' : null);
    if (fault !== null) {
      const { line, lastLine, longestCell } = record;
      this.#broken.push({ row: this.#nextRow, line, lastLine, fault, longestCell, text: text.slice(0, shownChars) });
      this.#nextRow += 1;
      return;
    }
    const cells = cellsOf(text, { start: 0, end: text.length }, this.#format.delimiter);
    if (cells.every((cell) => cell.trim() === '')) {
      this.#blankLineCount += 1;
      return;
    }
    this.#rows.push({ row: this.#nextRow, line: record.line, lastLine: record.lastLine, cells });
    this.#nextRow += 1;
  }

  /** Discards a record that is too long to hold, and keeps its first line. */
  #skip({ cellStart, isQuoted }: { readonly cellStart: number; readonly isQuoted: boolean }): void {
    this.#skipped ??= {
      line: this.#line,
      text: ownText(this.#buffer.slice(this.#start, this.#start + shownChars)),
    };
    const to = isQuoted ? this.#buffer.length : cellStart;
    this.#line += countOfLines(this.#buffer, { from: this.#start, to, newline: this.#format.newline });
    this.#inQuotes = isQuoted;
    // Puts a letter in place of the cell's beginning, so that the next character is not taken for the first of a cell.
    this.#letGo(isQuoted ? quotesAtEnd(this.#buffer) : cellStart === this.#buffer.length ? '' : 'x');
  }

  #letGo(kept: string): void {
    this.#isAtLineEnd = /[\r\n]/u.test(this.#buffer.slice(-1));
    this.#buffer = kept;
    this.#start = 0;
  }

  /** Looks for the quote that closes a skipped record's cell. Returns false where the available text does not contain it. */
  #closeQuotes(isLast: boolean): boolean {
    const { newline } = this.#format;
    const close = closingQuote(this.#buffer, this.#start);
    if (close === -1 || (!isLast && close + 1 >= this.#buffer.length)) {
      this.#line += countOfLines(this.#buffer, { from: this.#start, to: this.#buffer.length, newline });
      this.#letGo(isLast ? '' : quotesAtEnd(this.#buffer));
      return false;
    }
    this.#line += countOfLines(this.#buffer, { from: this.#start, to: close, newline });
    this.#start = close + 1;
    this.#inQuotes = false;
    return true;
  }

  #breakOff(fault: BrokenRecord['fault']): void {
    const { line, text } = this.#skipped ?? { line: this.#line, text: '' };
    const longestCell = mostRecordChars;
    this.#broken.push({ row: this.#nextRow, line, lastLine: this.#line, fault, longestCell, text });
    this.#nextRow += 1;
    this.#skipped = null;
    this.#inQuotes = false;
  }
}

/** Returns the quotes at the end of a text. Only the next characters show whether they close a cell or are doubled. */
function quotesAtEnd(text: string): string {
  let from = text.length;
  while (from > 0 && text.charAt(from - 1) === '"') from -= 1;
  return text.slice(from);
}

/** Returns the same characters in memory of their own. */
const ownText = (text: string): string => ` ${text}`.slice(1);
