import { describe, expect, it } from 'vitest';
import { readTable } from '../../../testing/import-in-memory.ts';
import { sourceOfBytes } from './byte-source.ts';
import { findEncoding } from './decode-text.ts';
import { finish } from '../finish.ts';
import { nameColumns } from '../columns/name-columns.ts';
import { editDistance, matchNames } from '../../text/near-misses.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const encodingOf = (...parts: readonly (string | readonly number[])[]) => {
  const bytes = Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? bytesOf(part) : part)]));
  return finish(findEncoding(sourceOfBytes(bytes, 'people.csv')));
};
/** Returns a text in UTF-16, low byte first. */
const inUtf16 = (text: string): readonly number[] =>
  [...text].flatMap((letter) => [letter.charCodeAt(0) & 0xff, letter.charCodeAt(0) >> 8]);

describe('the encoding of a file', () => {
  it('[E-2] UTF-16 of either byte order is recognised by its mark and by its zero bytes', () => {
    const text = inUtf16('Name;Stadt\nÖzil;Köln');
    const swapped = text.map((_byte, index) => text[index ^ 1] ?? 0);
    expect(encodingOf([0xff, 0xfe], text)).toMatchObject({
      encoding: 'utf-16le',
      bom: true,
      head: 'Name;Stadt\nÖzil;Köln',
    });
    expect(encodingOf([0xfe, 0xff], swapped)).toMatchObject({
      encoding: 'utf-16be',
      bom: true,
      head: 'Name;Stadt\nÖzil;Köln',
    });
    expect(encodingOf(inUtf16('Name'))).toMatchObject({ encoding: 'utf-16le', bom: false, head: 'Name' });
    expect(encodingOf([0xff, 0xfe], inUtf16('Name'), [0x41])).toMatchObject({
      ok: false,
      details: { problem: 'damaged-text' },
    });
  });

  it('[E-2] UTF-8 that ends within a letter is damaged, and the message names the line', () => {
    expect(encodingOf('Name\nJürgen\nBjörn\nJos', [0xc3])).toMatchObject({
      ok: false,
      message: expect.stringContaining('but line 4 contains bytes that are not a character') as string,
    });
    expect(encodingOf('Name\nBjörn Jürgen\n', [0xe2, 0x82], '\nAda')).toMatchObject({
      ok: true,
      encoding: 'windows-1252', // as many bad bytes as good letters: the file is not damaged UTF-8
    });
  });

  it('[E-2] a file that is not UTF-8 is refused for a byte undefined in Windows-1252', () => {
    expect(encodingOf('Name\nJos', [0xe9])).toMatchObject({ ok: true, encoding: 'windows-1252', head: 'Name\nJosé' });
    for (const byte of [0x81, 0x8d, 0x8f, 0x90, 0x9d])
      expect(encodingOf('Name\nJos', [byte])).toMatchObject({
        ok: false,
        message: expect.stringContaining('neither UTF-8 nor Windows-1252: line 2') as string,
      });
  });

  it('[E-2] zero characters in UTF-16, and a web page, are not a table', () => {
    expect(encodingOf([0xff, 0xfe], inUtf16('Na\0me'))).toMatchObject({ ok: false, details: { problem: 'not-text' } });
    expect(encodingOf('  <html><table>')).toMatchObject({ ok: false, details: { problem: 'not-text' } });
    expect(encodingOf('Name,Note\nAda,<html>')).toMatchObject({ ok: true });
  });
});

describe('malformed rows and headers', () => {
  const rowsOf = (text: string) => {
    const table = readTable(bytesOf(text), 'people.csv');
    return table.ok ? table.value.rows : table.message;
  };

  it('[E-2] a short row is filled, and a long one is cut only where its extra cells are blank', () => {
    expect(rowsOf('a,b,c\n1\n1,2\n1,2,3\n1,2,3,\n1,2,3, ,')).toEqual([
      ['1', '', ''],
      ['1', '2', ''],
      ['1', '2', '3'],
      ['1', '2', '3'],
      ['1', '2', '3'],
    ]);
  });

  it('[E-2] columns without a name, or with equal names, get distinct names', () => {
    expect(nameColumns(['', 'Email', ' email ', 'EMAIL', ' '])).toEqual({
      columns: ['Column 1', 'Email', 'email (2)', 'EMAIL (3)', 'Column 5'],
      renamedCount: 4,
    });
    expect(nameColumns(['Name', ' Phone'])).toEqual({ columns: ['Name', 'Phone'], renamedCount: 0 });
  });

  it('[E-2] only the row that is too long to hold is refused, however the file is divided into pieces', () => {
    const long = `${'x'.repeat(5 * 1024 * 1024)},`;
    const pieces = ['name,note\nAda,1\n', long, '"a\nb"\nBea,2\n'].map(bytesOf);
    const source = {
      fileName: 'people.csv',
      sizeBytes: pieces.reduce((sum, piece) => sum + piece.length, 0),
      pieces: () => pieces,
    };
    const table = readTable(source, 'people.csv');
    expect(table.ok && [table.value.rows, table.value.allRefused.map(({ row, line }) => [row, line])]).toEqual([
      [
        ['Ada', '1'],
        ['Bea', '2'],
      ],
      [[2, 3]],
    ]);
  });
});

describe('the distance of two names', () => {
  it.each([
    ['', '', 0],
    ['', 'ab', 2],
    ['ab', 'ba', 1],
    ['ba', 'ab', 1],
    ['abc', 'ca', 3], // no letter is changed twice
    ['abcdef', 'ghijkl', 6],
    ['aab', 'aba', 1],
    ['Anton', 'Antonia', 2],
  ])('[E-2] “%s” and “%s”: %i', (left, right, distance) => {
    expect([editDistance(left, right, 9), editDistance(right, left, 9)]).toEqual([distance, distance]);
  });

  it('[E-2] the mend of most rows is offered first', () => {
    const cells = new Map([
      ['Hotechi', 1],
      ['GTXPro', 30],
      ['Plusdax', 7],
    ]);
    expect(matchNames(cells, ['Hottechi', 'GTX Pro', 'Plus Dax']).proposals.map(({ rowCount }) => rowCount)).toEqual([
      30, 7, 1,
    ]);
  });
});
