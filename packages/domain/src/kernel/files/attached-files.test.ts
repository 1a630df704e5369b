import { describe, expect, it } from 'vitest';
import { attachedFilesFault, attachedIdsIn, attachedLimits, isProgram, refusedNameFault } from './attached-files.ts';

describe('[MSG-43] files of an e-mail', () => {
  it('are refused by their ending, also with dots behind it and in capitals', () => {
    for (const name of ['setup.exe', 'SETUP.EXE', 'a.pdf.scr', 'run.bat. .', 'x.js', 'macro.jar'])
      expect(refusedNameFault(name)).toContain('which is for programs');
    for (const name of ['plan.pdf', 'exe', 'letter.docx', 'notes', 'archive.zip', 'exe.txt'])
      expect(refusedNameFault(name)).toBeUndefined();
  });

  it('are refused by their first bytes', () => {
    const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
    for (const first of ['MZ\u0090', '\u007fELF', '#!/bin/sh', '\u00ca\u00fe\u00ba\u00be', '\u00cf\u00fa\u00ed\u00fe'])
      expect(isProgram(bytes(first))).toBe(true);
    for (const first of ['%PDF-1.7', 'PK\u0003\u0004', 'M', '', 'Mz']) expect(isProgram(bytes(first))).toBe(false);
  });

  it('are bounded in number and in bytes together', () => {
    const { mostBytes } = attachedLimits.email;
    const file = (sizeBytes: number) => ({ name: 'a.pdf', sizeBytes, mediaType: 'application/pdf' });
    expect(attachedFilesFault('email', [])).toBeUndefined();
    expect(attachedFilesFault('email', [file(mostBytes - 1), file(1)])).toBeUndefined();
    expect(attachedFilesFault('email', [file(mostBytes), file(1)])).toContain('an e-mail takes 18 MB');
    expect(
      attachedFilesFault(
        'email',
        Array.from({ length: 11 }, () => file(1)),
      ),
    ).toContain('at most 10 files');
  });

  it('are named by a list of ids, each once', () => {
    const id = '0190b1f2-7c00-7000-8000-000000000f01';
    expect(attachedIdsIn(null)).toEqual([]);
    expect(attachedIdsIn([id])).toEqual([id]);
    for (const wrong of [id, [id, id], ['x'], [1], { id }, [[id]]]) expect(attachedIdsIn(wrong)).toBeUndefined();
  });
});

describe('[MSG-72] files of a text', () => {
  const picture = (sizeBytes: number, mediaType = 'image/jpeg') => ({ name: 'door.jpg', sizeBytes, mediaType });
  it('are pictures of the three types that every network gets', () => {
    for (const type of ['image/jpeg', 'image/png', 'image/gif'])
      expect(attachedFilesFault('text', [picture(1, type)])).toBeUndefined();
    for (const type of ['image/webp', 'image/svg+xml', 'application/pdf', 'video/mp4', 'application/octet-stream', ''])
      expect(attachedFilesFault('text', [picture(1, type)])).toBe(
        '“door.jpg” is no picture that a text takes: JPEG, PNG or GIF. Send it by e-mail instead.',
      );
  });

  it('are at most 10 with 4.9 MB together', () => {
    expect(attachedFilesFault('text', [picture(4_899_999), picture(1)])).toBeUndefined();
    expect(attachedFilesFault('text', [picture(4_900_000), picture(100_000)])).toBe(
      'The files have 5.0 MB together, and a text takes 4.9 MB. Leave some out, or send an e-mail.',
    );
    expect(
      attachedFilesFault(
        'text',
        Array.from({ length: 11 }, () => picture(1)),
      ),
    ).toBe('A text has at most 10 files, and this one has 11. Leave some out, or send a second text.');
  });
});
