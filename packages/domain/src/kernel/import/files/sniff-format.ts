import { type CsvFormat, type Delimiter, type Newline, delimiters, scanRecord } from './scan-records.ts';

/** The number of records in the sample: enough to tell a delimiter from punctuation, few enough to be fast. */
const sampleRecords = 200;

/** A format, and where the table begins: after Excel's `sep=;` line if the file has one. */
export type SniffedFormat = CsvFormat & { readonly start: number; readonly line: number };

/**
 * Finds delimiter and line end from the beginning of a CSV text. The chosen delimiter gives most of the first records as many
 * cells as the header; among equals, the one with more columns wins. Punctuation inside quoted cells does not count. A text with
 * a single column gets a comma. `newline` is null for a text of one line.
 */
export function sniffFormat(text: string): SniffedFormat {
  const newline = sniffNewline(text);
  const named = /^sep=([,;\t|])\r?\n?/i.exec(text);
  const start = named?.[0].length ?? 0;
  const line = start === 0 ? 1 : 2;
  const said = delimiters.find((delimiter) => delimiter === named?.[1]);
  return { delimiter: said ?? sniffDelimiter(text, { newline, start }), newline, start, line };
}

/**
 * Returns the line end of a text. The first line feed outside quotes decides; then a lone CR is data. If no line feed
 * is outside quotes, a CR ends lines.
 */
function sniffNewline(text: string): Newline | null {
  let inQuotes = false;
  let hasReturn = false;
  for (let position = 0; position < text.length; position += 1) {
    const code = text.charCodeAt(position);
    if (code === quote) {
      // A quote opens only at a cell's beginning: the quote of `12" wide` would swap inside and outside.
      if (inQuotes) inQuotes = false;
      else inQuotes = position === 0 || beginsCell.has(text.charAt(position - 1));
    } else if (inQuotes) continue;
    else if (code === 0x0a) return position > 0 && text.charCodeAt(position - 1) === 0x0d ? 'CRLF' : 'LF';
    else if (code === 0x0d) hasReturn = true;
  }
  return hasReturn ? 'CR' : null; // null: all line feeds are inside quotes, so there is one record
}

const quote = 0x22;
/** The characters after which a cell begins. A closing quote before a doubled one counts too. */
const beginsCell: ReadonlySet<string> = new Set([...delimiters, '\n', '\r', '"']);

function sniffDelimiter(text: string, format: { readonly newline: Newline | null; readonly start: number }): Delimiter {
  let best: { readonly delimiter: Delimiter; readonly agreement: number; readonly columns: number } = {
    delimiter: ',',
    agreement: 0,
    columns: 1,
  };
  for (const delimiter of delimiters) {
    const sampled = sample(text, { delimiter, ...format });
    if (sampled.columns < 2) continue;
    const better = sampled.agreement - best.agreement;
    if (better > 0.1 || (better > -0.1 && sampled.columns > best.columns)) best = { delimiter, ...sampled };
  }
  return best.delimiter;
}

/** Returns the number of cells in the header, and the share of the following records with the same number. */
function sample(
  text: string,
  format: CsvFormat & { readonly start: number },
): { readonly agreement: number; readonly columns: number } {
  let at = { start: format.start, line: 1 };
  let columns = 0;
  let records = 0;
  let agreeing = 0;
  while (at.start < text.length && records < sampleRecords) {
    const record = scanRecord(text, format, at);
    at = { start: record.next, line: 1 };
    if (text.slice(record.start, record.end).trim() === '') continue;
    if (columns === 0) {
      columns = record.cellCount;
      continue;
    }
    records += 1;
    if (record.fault === null && record.cellCount === columns) agreeing += 1;
  }
  return { agreement: records === 0 ? 1 : agreeing / records, columns };
}
