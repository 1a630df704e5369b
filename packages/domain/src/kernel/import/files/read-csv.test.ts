import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTable, type WholeTable } from '../../../testing/import-in-memory.ts';
import { type ByteSource, sourceOfBytes } from './byte-source.ts';
import { findEncoding, textPieces } from './decode-text.ts';
import { finish } from '../finish.ts';
import { defaultCsvLimits, readCsvInSteps } from './read-csv.ts';
import { sniffFormat } from './sniff-format.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const seed = 20261120;

function read(text: string): WholeTable {
  const answer = readTable(bytesOf(text), 'test.csv');
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

/** Writes CSV independently of our own writer, so that reader and writer cannot share a mistake. */
function write(rows: readonly (readonly string[])[], delimiter: string, newline: string): string {
  const cell = (text: string) =>
    /["\r\n]/u.test(text) || text.includes(delimiter) || text.trim() !== text || text === ''
      ? `"${text.split('"').join('""')}"`
      : text;
  return rows.map((row) => row.map(cell).join(delimiter)).join(newline);
}

const cellText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom('a', 'ß', '李', '🎉', ' ', '.', '7'), maxLength: 8 }) },
  {
    weight: 2,
    arbitrary: fc.string({ unit: fc.constantFrom('a', '"', '\n', '\r\n', ',', ';', '\t', '|'), maxLength: 6 }),
  },
);

describe('reading CSV files', () => {
  it(`[E-2] returns any table that was written by the rules, seed ${seed}`, () => {
    let quoted = 0;
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 6 })
          .chain((width) =>
            fc.array(fc.array(cellText, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
          ),
        fc.record({
          delimiter: fc.constantFrom(',', ';', '\t', '|'),
          newline: fc.constantFrom('\r\n', '\n'),
          ends: fc.boolean(),
        }),
        (rows, { delimiter, newline, ends }) => {
          const header = rows[0]?.map((_cell, index) => `Column ${String.fromCharCode(65 + index)}`) ?? [];
          const text = write([header, ...rows], delimiter, newline) + (ends ? newline : '');
          if (text.includes('"')) quoted += 1;
          const table = read(text);
          expect(table.delimiter).toBe(delimiter);
          expect(table.rows).toEqual(rows.filter((row) => row.some((cell) => cell.trim() !== '')));
          expect(table.refusedRows).toEqual([]);
          // An independent reader must return the same cells.
          const others = parse(text, { delimiter, record_delimiter: newline, relax_quotes: true }).slice(1);
          expect(table.rows).toEqual(others.filter((row) => row.some((cell) => cell.trim() !== '')));
        },
      ),
      { seed, numRuns: 400 },
    );
    expect(quoted).toBeGreaterThan(100);
  });

  it('[E-2] keeps a quote inside an unquoted cell, and finds the delimiter past punctuation in quotes', () => {
    expect(read('item;size\n"Monitor, wide, black";27" wide\n').rows).toEqual([['Monitor, wide, black', '27" wide']]);
    expect(sniffFormat('sep=;\r\na,b;c\r\n1,2;3').delimiter).toBe(';');
    expect(read('sep=;\r\na;b\r\n1;2').rowLines).toEqual([3]);
  });

  it('[E-2] reads old Mac line ends, mixed line ends and a file of one column', () => {
    expect(read('a,b\r1,2\r3,4').rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(read('a,b\r\n1,2\n3,4\r\n').rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(read('name\nAda\nGrace').rows).toEqual([['Ada'], ['Grace']]);
  });

  it('[E-2] continues after a broken quote in the middle of a file', () => {
    const table = read('a,b\n1,"x\ny"z,\n2,ok\n');
    expect(table.refusedRows).toMatchObject([{ row: 1, line: 2, lastLine: 3, reason: 'text-after-quote' }]);
    expect(table.rows).toEqual([['2', 'ok']]);
    expect(table.rowLines).toEqual([4]);
    expect(table.rowNumbers).toEqual([2]);
  });

  it('[E-3] refuses whole files beyond the limits, and rows with cells beyond them', () => {
    const limits = { ...defaultCsvLimits, sizeBytes: 40, columns: 3, rows: 2, cellChars: 5 };
    const problem = (text: string) => {
      const answer = readTable(bytesOf(text), 'test.csv', limits);
      return answer.ok ? answer.value.refusedRows.map(({ reason }) => reason) : answer.details.problem;
    };
    expect(problem('a,b\n'.repeat(20))).toBe('too-large');
    expect(problem('a,b,c,d\n1,2,3,4')).toBe('too-many-columns');
    expect(problem('a\n1\n2\n3\n')).toBe('too-many-rows');
    expect(problem('a,b\n123456,1\n1,2')).toEqual(['cell-too-long']);
  });

  it('[E-2] reads a lone CR in a file of LF as data, and CRs as line ends where LFs occur only in cells', () => {
    const cells = (text: string) => read(text).rows;
    expect(cells('a,b\nx\ry,2\n3,"4\r5"\n')).toEqual([
      ['x\ry', '2'],
      ['3', '4\r5'],
    ]);
    expect(cells('a\rb,12" c\n1,"2\r"\n3,4\r\r\n')).toEqual([
      ['1', '2\r'],
      ['3', '4\r'],
    ]);
    expect(cells('"a\nb",c\r1,"2\n2"\r3,4')).toEqual([
      ['1', '2\n2'],
      ['3', '4'],
    ]);
  });

  it('[E-2] counts the lines hidden by a stray quote as refused rows', () => {
    const lines = Array.from({ length: 500 }, (_, index) => `${index},x`).join('\n');
    const open = read(`a,b\n1,2\n3,"4\n${lines}\n`);
    expect(open).toMatchObject({ rowCount: 1, refusedCount: 501 });
    expect(open.refusedRows).toMatchObject([{ line: 3, lastLine: 503, lineCount: 501, reason: 'quote-never-closed' }]);
    expect(open.refusedRows[0]?.message).toContain('none of these 501 lines was read');
    const closedLater = read(`a,b\n3,"4\n${lines}\n5,"6"\n7,8\n`);
    expect(closedLater).toMatchObject({ rowCount: 1, refusedCount: 502, rows: [['7', '8']] });
    expect(closedLater.refusedRows[0]?.message).toContain('none of these 502 lines was read');
    const inOneCell = read(`a,b\n3,"4\n${lines}"\n7,8\n`);
    expect(inOneCell).toMatchObject({ rowCount: 2, refusedCount: 0 });
    expect(inOneCell.notes.map(({ code, message }) => [code, message])).toEqual([
      ['long-rows', expect.stringContaining('its 501 lines are read as one row') as string],
    ]);
  });

  it('[E-3] follows a quote to its end without holding the text in between', () => {
    const megabytes = 24;
    const line = `${'y'.repeat(1_023)}\n`;
    const inPieces = (head: string, tail: string, piece = line.repeat(1024)) => {
      const source: ByteSource = {
        fileName: 'test.csv',
        sizeBytes: head.length + megabytes * 1024 * 1024 + tail.length,
        *pieces() {
          yield bytesOf(head);
          for (let count = 0; count < megabytes; count += 1) yield bytesOf(piece);
          yield bytesOf(tail);
        },
      };
      const answer = readTable(source, 'test.csv');
      if (!answer.ok) throw new Error(answer.message);
      return answer.value;
    };
    const lineCount = megabytes * 1024;
    expect(inPieces('a,b\n1,"2', '').refusedRows).toMatchObject([
      { line: 2, lastLine: lineCount + 1, lineCount, reason: 'quote-never-closed' },
    ]);
    const closed = inPieces('a,b\n1,"2', '",3\n4,5\n');
    expect(closed.refusedRows).toMatchObject([{ line: 2, lastLine: lineCount + 2, reason: 'cell-too-long' }]);
    expect(closed.rows).toEqual([['4', '5']]);
    expect(closed.rowLines).toEqual([lineCount + 3]);
    // A doubled quote on each boundary between two pieces: its first half must not close the cell.
    const doubled = inPieces('a,b\n1,"2"', '"",3\n4,5\n', `"${line.repeat(1024).slice(1, -2)}\n"`);
    expect(doubled.refusedRows).toMatchObject([{ line: 2, lastLine: lineCount + 2, reason: 'cell-too-long' }]);
    expect(doubled.rows).toEqual([['4', '5']]);
  });

  it(`[E-2] reads the same cells however the file is divided into pieces, seed ${seed}`, () => {
    let broken = 0;
    const soup = fc.string({ unit: fc.constantFrom('a', 'ß', '🎉', '"', ',', '\n', '\r', '\r\n', ' '), maxLength: 80 });
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 9 }), (body, pieceBytes) => {
        const bytes = bytesOf(`h,i\n${body}`);
        const [whole, inPieces] = [bytes.length, pieceBytes].map((size) =>
          readTable(sourceOfBytes(bytes, 'test.csv', size), 'test.csv'),
        );
        if (!whole?.ok || !inPieces?.ok) throw new Error('Both are read');
        const seen = ({ rows, rowNumbers, rowLines, allRefused, blankLineCount }: WholeTable) => ({
          rows,
          rowNumbers,
          rowLines,
          allRefused,
          blankLineCount,
        });
        expect(seen(inPieces.value)).toEqual(seen(whole.value));
        broken += whole.value.refusedCount;
      }),
      { seed, numRuns: 2_000 },
    );
    expect(broken).toBeGreaterThan(100);
  });

  it('[E-2] reports progress and can be stopped between steps', () => {
    const steps = readCsvInSteps(sourceOfBytes(bytesOf(`n,m\n${'1,2\n'.repeat(10_000)}`), 'test.csv', 8_000));
    const shares: number[] = [];
    while (shares.length < 3) {
      const { value } = steps.next();
      if (value && 'share' in value && value.share > 0) shares.push(value.share);
    }
    expect(shares[0]).toBeLessThanOrEqual(0.2);
    expect(shares[2]).toBeGreaterThan(shares[1] ?? 1);
    expect(steps.next().done).toBe(false);
  });
});

describe('finding the encoding', () => {
  /** Decodes bytes that arrive a few at a time: returns the whole text, or the refusal. */
  function decodeText(bytes: Uint8Array, fileName: string) {
    const source = sourceOfBytes(bytes, fileName, 3);
    const found = finish(findEncoding(source));
    return found.ok ? { ...found, text: [...textPieces(source, found)].join('') } : found;
  }

  const utf16 = (text: string, littleEndian: boolean) => {
    const view = new DataView(new ArrayBuffer(text.length * 2));
    for (let index = 0; index < text.length; index += 1)
      view.setUint16(index * 2, text.charCodeAt(index), littleEndian);
    return new Uint8Array(view.buffer);
  };

  it('[E-2] reads UTF-16 of both orders without a byte order mark', () => {
    expect(decodeText(utf16('näme\tЖ\r\n', true), 'f')).toMatchObject({
      text: 'näme\tЖ\r\n',
      encoding: 'utf-16le',
      bom: false,
    });
    expect(decodeText(utf16('näme\tЖ\r\n', false), 'f')).toMatchObject({
      text: 'näme\tЖ\r\n',
      encoding: 'utf-16be',
      bom: false,
    });
    expect(decodeText(utf16('\ufeffa', false), 'f')).toMatchObject({ text: 'a', encoding: 'utf-16be', bom: true });
  });

  it(`[E-2] never produces a replacement character from any bytes, seed ${seed}`, () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const decoded = decodeText(bytes, 'f');
        if (decoded.ok)
          expect(
            decoded.text.includes('\ufffd') && decoded.encoding !== 'utf-16le' && decoded.encoding !== 'utf-16be',
          ).toBe(false);
        else refused += 1;
      }),
      { seed, numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it.each([
    ['an Excel workbook', [0x50, 0x4b, 0x03, 0x04, 0x14], 'not-text'],
    ['a PDF', [...bytesOf('%PDF-1.7\n')], 'not-text'],
    ['a web page', [...bytesOf('<html><table><tr><td>1</td></tr></table></html>')], 'not-text'],
    ['zero bytes on both sides', [1, 0, 0, 7, 0, 0], 'not-text'],
    ['UTF-8 with one broken byte', [...bytesOf('Müller,Größe\nÄrzte,'), 0xc3, 0x0a], 'damaged-text'],
    ['bytes that Windows-1252 lacks', [0x61, 0x81, 0x0a], 'unknown-encoding'],
    ['UTF-32', [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], 'unknown-encoding'],
  ])('[E-2] refuses %s with a hint', (_what, bytes, problem) => {
    const refused = decodeText(Uint8Array.from(bytes), 'f.csv');
    expect(refused).toMatchObject({ ok: false, code: 'import/unreadable', details: { file: 'f.csv', problem } });
  });
});
