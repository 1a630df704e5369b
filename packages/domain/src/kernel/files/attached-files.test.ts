import { describe, expect, it } from 'vitest';
import { attachedFilesFault, attachedIdsIn, isProgram, mostAttachedBytes, refusedNameFault } from './attached-files.ts';

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
    const file = (sizeBytes: number) => ({ name: 'a.pdf', sizeBytes });
    expect(attachedFilesFault([])).toBeUndefined();
    expect(attachedFilesFault([file(mostAttachedBytes - 1), file(1)])).toBeUndefined();
    expect(attachedFilesFault([file(mostAttachedBytes), file(1)])).toContain('an e-mail takes 18 MB');
    expect(attachedFilesFault(Array.from({ length: 11 }, () => file(1)))).toContain('at most 10 files');
  });

  it('are named by a list of ids, each once', () => {
    const id = '0190b1f2-7c00-7000-8000-000000000f01';
    expect(attachedIdsIn(null)).toEqual([]);
    expect(attachedIdsIn([id])).toEqual([id]);
    for (const wrong of [id, [id, id], ['x'], [1], { id }, [[id]]]) expect(attachedIdsIn(wrong)).toBeUndefined();
  });
});
