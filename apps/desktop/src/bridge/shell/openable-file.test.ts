import { describe, expect, it } from 'vitest';
import { openableEnding, openProblem } from './openable-file.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
/** Returns a zip file of empty parts with these names. */
function zip(...names: readonly string[]): Uint8Array {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  for (const name of names) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04_03_4b_50, 0);
    local.writeUInt16LE(name.length, 26);
    locals.push(local, Buffer.from(name));
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02_01_4b_50, 0);
    entry.writeUInt16LE(name.length, 28);
    entries.push(entry, Buffer.from(name));
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06_05_4b_50, 0);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(Buffer.concat(locals).length, 16);
  return new Uint8Array(Buffer.concat([...locals, ...entries, end]));
}

describe('[E-2] a file of a record is opened with the system’s program', () => {
  it.each([
    ['Rack layout.pdf', bytes('%PDF-1.7')],
    ['Cellar.JPG', bytes('\xff\xd8\xff\xe0')],
    ['notes.txt', bytes('gate code')],
    ['Offer.docx', zip('[Content_Types].xml', 'word/document.xml')],
    ['evil.exe.pdf', bytes('%PDF-1.7')],
  ])('where files of its kind cannot run code: %s', (name, content) => {
    expect(openProblem(name, content)).toBe(undefined);
  });

  it.each([
    ['setup.exe', bytes('MZ')],
    ['run.sh', bytes('#!/bin/sh')],
    ['run.bat', bytes('dir')],
    ['Site.desktop', bytes('[Desktop Entry]')],
    ['Site.lnk', bytes('L')],
    ['page.html', bytes('<html>')],
    ['plan.svg', bytes('<svg>')],
    ['old.doc', bytes('\xd0\xcf')],
    ['sums.xlsm', zip('xl/vbaProject.bin')],
    ['photos.zip', zip('a.png')],
    ['constructor', bytes('x')],
    ['a.constructor', bytes('x')],
    ['no ending', bytes('x')],
    ['invoice.pdf.', bytes('%PDF-1.7')],
    ['invoice.pdf\u202Efdp.exe', bytes('MZ')],
  ])('never where its kind can run code, or is not known: %s', (name, content) => {
    expect([openableEnding(name), openProblem(name, content)]).toEqual([undefined, 'kind']);
  });

  it.each([
    ['a program named as a PDF', 'a.pdf', bytes('MZ\x90'), 'content'],
    ['a script named as a text', 'a.txt', bytes('#!/bin/sh\nrm'), 'content'],
    ['a program named as a text', 'a.txt', bytes('\x7fELF\x00'), 'content'],
    ['an old document named as a new one', 'a.docx', bytes('\xd0\xcf\x11\xe0'), 'content'],
    ['a document that is cut off', 'a.docx', zip('word/document.xml').subarray(0, 60), 'content'],
    ['a document without parts', 'a.docx', zip(), 'content'],
    ['macros of Word', 'a.docx', zip('word/document.xml', 'word/vbaProject.bin'), 'macros'],
    ['macros of Excel', 'a.xlsx', zip('xl/workbook.xml', 'xl/macrosheets/sheet1.xml'), 'macros'],
    ['controls', 'a.docx', zip('word/activeX/activeX1.xml'), 'macros'],
    ['macros of an OpenDocument', 'a.odt', zip('content.xml', 'Basic/Standard/Module1.xml'), 'macros'],
    ['an empty file', 'a.pdf', bytes(''), 'content'],
  ])('never where its content is of another kind: %s', (_what, name, content, problem) => {
    expect(openProblem(name, content)).toBe(problem);
  });
});
