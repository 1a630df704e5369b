/**
 * Finds where each record of a CSV text begins and ends, which records break the quoting rules (RFC 4180), and the cells of the
 * others. It is our own code for two reasons. A refused row must name its lines, and the rows after it must still be read;
 * csv-parse cannot do that. And csv-parse needs Node's Buffer, which the domain does not have. The tests compare both.
 */

/** The supported delimiters. */
export const delimiters = [',', ';', '\t', '|'] as const;
/** One of `delimiters`. */
export type Delimiter = (typeof delimiters)[number];
/** The line ends of a file. Old Macs wrote 'CR'. */
export type Newline = 'CRLF' | 'LF' | 'CR';

/** How a text is divided: found by `sniff-format.ts`, or chosen by a person. */
export type CsvFormat = { readonly delimiter: Delimiter; readonly newline: Newline | null };

/** The error in a record's quotes. */
export type QuoteFault = 'text-after-quote' | 'quote-never-closed';

/** One record: `text.slice(start, end)` without its line end. The next record begins at `next`. Lines count from 1. */
export type RecordSpan = {
  readonly start: number;
  readonly end: number;
  readonly next: number;
  readonly line: number;
  readonly lastLine: number;
  readonly cellCount: number;
  readonly longestCell: number;
  readonly fault: QuoteFault | null;
};

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A record that continues after the available text: where its last cell begins, and whether a quote is open. */
export type UnfinishedRecord = { readonly cellStart: number; readonly isQuoted: boolean };

type Place = { readonly start: number; readonly line: number };

/** Scans a record of a complete text: it may end with the text. */
export function scanRecord(text: string, format: CsvFormat, at: Place): RecordSpan {
  const scanned = scan(text, format, { ...at, isWhole: true });
  if ('isQuoted' in scanned) throw new Error('The last record of a whole text ends with it');
  return scanned;
}

/** Scans a record of a text that continues: a record that touches its end may continue, too. */
export function scanPart(text: string, format: CsvFormat, at: Place): RecordSpan | UnfinishedRecord {
  return scan(text, format, { ...at, isWhole: false });
}

/**
 * Returns the record that begins at `start`, on physical line `line`. A quote opens a quoted cell only as the cell's first
 * character; elsewhere it is an ordinary character (`12" monitor`). A record with a broken quote ends with the physical line of
 * the error. A record whose quote never closes ends with the text.
 */
function scan(
  text: string,
  format: CsvFormat,
  at: Place & { readonly isWhole: boolean },
): RecordSpan | UnfinishedRecord {
  const delimiter = format.delimiter.charCodeAt(0);
  const lineEnd = format.newline === 'CR' ? carriageReturn : lineFeed;
  const size = text.length;
  let position = at.start;
  let line = at.line;
  let cellStart = at.start;
  let cellCount = 1;
  let longestCell = 0;
  let fault: QuoteFault | null = null;
  while (position < size) {
    let code = text.charCodeAt(position);
    if (code === quote && position === cellStart) {
      const close = closingQuote(text, position + 1);
      if (!at.isWhole && (close === -1 || close + 1 >= size)) return { cellStart, isQuoted: true };
      if (close === -1) {
        line += countLineEnds(text, { from: position, to: size, lineEnd });
        return {
          start: at.start,
          end: size,
          next: size,
          line: at.line,
          lastLine: lineAtEnd(text, line, lineEnd),
          cellCount,
          longestCell: Math.max(longestCell, size - position),
          fault: 'quote-never-closed',
        };
      }
      line += countLineEnds(text, { from: position, to: close, lineEnd });
      position = close + 1;
      if (position >= size) break;
      code = text.charCodeAt(position);
      if (!at.isWhole && code === carriageReturn && position + 1 >= size) return { cellStart, isQuoted: false };
      if (code !== delimiter && !endsLine(text, position, lineEnd)) {
        fault = 'text-after-quote';
        const found = text.indexOf(lineEnd === lineFeed ? '\n' : '\r', position);
        position = found === -1 ? size : found;
        break;
      }
    }
    if (code === delimiter) {
      longestCell = Math.max(longestCell, position - cellStart);
      cellCount += 1;
      cellStart = position + 1;
    } else if (code === lineEnd) {
      break;
    }
    position += 1;
  }
  if (!at.isWhole && position >= size) return { cellStart, isQuoted: false };
  longestCell = Math.max(longestCell, position - cellStart);
  // A CRLF line end is found by its LF; the CR before it is not part of the record.
  const isReturnBefore = position > at.start && text.charCodeAt(position - 1) === carriageReturn;
  const isCutShort = position >= size && position > 1 && text.charCodeAt(position - 2) === quote; // "…"CR without its LF
  const end = lineEnd === lineFeed && isReturnBefore && (position < size || isCutShort) ? position - 1 : position;
  return {
    start: at.start,
    end,
    next: Math.min(position + 1, size),
    line: at.line,
    lastLine: line,
    cellCount,
    longestCell,
    fault,
  };
}

/** Returns the cells of a valid record: quotes around a cell are removed, doubled quotes inside become single. */
export function cellsOf(text: string, record: Pick<RecordSpan, 'start' | 'end'>, delimiter: Delimiter): string[] {
  const code = delimiter.charCodeAt(0);
  const cells: string[] = [];
  let position = record.start;
  for (;;) {
    if (position < record.end && text.charCodeAt(position) === quote) {
      const close = closingQuote(text, position + 1);
      const cell = text.slice(position + 1, close);
      cells.push(cell.includes('"') ? cell.replaceAll('""', '"') : cell);
      position = close + 1;
    } else {
      const from = position;
      // Not indexOf: after the record's last delimiter it would search the rest of the file for each row.
      while (position < record.end && text.charCodeAt(position) !== code) position += 1;
      cells.push(text.slice(from, position));
    }
    if (position >= record.end) return cells;
    position += 1; // the delimiter
  }
}

/** Returns the index of the quote that closes a cell whose text begins at `from` (`""` is an escaped quote), or -1. */
export function closingQuote(text: string, from: number): number {
  let position = text.indexOf('"', from);
  while (position !== -1 && text.charCodeAt(position + 1) === quote) position = text.indexOf('"', position + 2);
  return position;
}

function endsLine(text: string, position: number, lineEnd: number): boolean {
  const code = text.charCodeAt(position);
  if (code === lineEnd) return true;
  return (
    lineEnd === lineFeed &&
    code === carriageReturn &&
    (position + 1 >= text.length || text.charCodeAt(position + 1) === lineFeed)
  );
}

function countLineEnds(
  text: string,
  range: { readonly from: number; readonly to: number; readonly lineEnd: number },
): number {
  return countOfLines(text, { ...range, newline: range.lineEnd === lineFeed ? 'LF' : 'CR' });
}

/** Counts the line ends in part of a text. */
export function countOfLines(
  text: string,
  range: { readonly from: number; readonly to: number; readonly newline: Newline | null },
): number {
  const end = range.newline === 'CR' ? '\r' : '\n';
  let count = 0;
  for (
    let position = text.indexOf(end, range.from);
    position !== -1 && position < range.to;
    position = text.indexOf(end, position + 1)
  )
    count += 1;
  return count;
}

/** Returns the line at the end of a record. A text that ends with a line end has no further line after it. */
function lineAtEnd(text: string, line: number, lineEnd: number): number {
  return text.charCodeAt(text.length - 1) === lineEnd ? line - 1 : line;
}
