import { describe, expect, it } from 'vitest';
import { receivedFile, safeFileName } from './received-files.ts';

const words = new TextEncoder().encode('some words');
const png = { mime: 'image/png', ext: 'png' };

describe('[MBX-12] a file that came in', () => {
  it.each([
    ['plan.pdf', { mime: 'application/pdf', ext: 'pdf' }, 'plan.pdf', 'application/pdf', ''],
    ['photo.JPG', { mime: 'image/jpeg', ext: 'jpg' }, 'photo.JPG', 'image/jpeg', ''],
    ['list.csv', undefined, 'list.csv', 'text/csv', ''],
    ['letter.docx', { mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', ext: 'docx' }, 'letter.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', ''],
    ['page.html', undefined, 'page.html', 'application/octet-stream', ''],
    ['invoice.pdf', png, 'invoice.pdf.png', 'image/png', 'Its name says .pdf, and its content is a picture (png).'],
    ['invoice.docx', png, 'invoice.docx.png', 'image/png', 'Its name says .docx, and its content is a picture (png).'],
    ['scan', png, 'scan.png', 'image/png', 'Its name has no ending, and its content is a picture (png).'],
    ['photo.png', undefined, 'photo.png.bin', 'application/octet-stream', 'Its name says .png, and its content is of an unknown type.'],
    ['photo.png', { mime: 'application/zip', ext: 'zip' }, 'photo.png.zip', 'application/zip', 'Its name says .png, and its content is of the type .zip.'],
  ])('%s with a content of %o is kept as %s', (name, sniffed, ...[kept, mediaType, caption]) => {
    expect(receivedFile({ name, sizeBytes: 10, first: words, sniffed })).toEqual({ name: kept, mediaType, caption });
  }); // prettier-ignore

  it.each([
    ['setup.exe', words, undefined, 'files with the ending .exe are programs'],
    ['photo.jpg', new TextEncoder().encode('MZ....'), undefined, 'it is a program, whatever its name says'],
    ['letter.docx', words, { mime: 'application/x-msi', ext: 'msi' }, 'it is a program, whatever its name says'],
    ['invoice\u202Efdp.exe', words, undefined, 'files with the ending .exe are programs'],
  ])('%s is not kept', (name, first, sniffed, why) => {
    expect(receivedFile({ name, sizeBytes: 10, first, sniffed })).toMatchObject({ why });
  });

  it('is not kept empty', () => {
    expect(receivedFile({ name: 'a.txt', sizeBytes: 0, first: new Uint8Array() })).toEqual({ name: 'a.txt', why: 'it is empty' }); // prettier-ignore
  });

  it('has a name that deceives nobody', () => {
    expect(safeFileName('../../etc/passwd')).toBe('passwd');
    expect(safeFileName('C:\\Users\\me\\plan.pdf')).toBe('plan.pdf');
    expect(safeFileName('a\u0000b\u202Ec.txt')).toBe('abc.txt');
    expect(safeFileName('..')).toBe('File');
    expect(safeFileName(`${'x'.repeat(500)}.pdf`)).toMatch(/^x{196}\.pdf$/);
    expect(safeFileName(`${'x'.repeat(195)}😀.pdf`)).toBe(`${'x'.repeat(195)}.pdf`);
  });
});
