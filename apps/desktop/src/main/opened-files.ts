import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openableEnding, openProblem, type UnopenedFile } from '../bridge/shell/openable-file.ts';
import type { MainLog } from './main-log.ts';

/** The files that were handed to other programs in this session: copies in a folder that only this person can read. */
export type OpenedFiles = {
  /**
   * Writes a copy and opens it. Returns the reason why it did not open, as a sentence for a person; null where it
   * opened.
   */
  readonly open: (name: string, bytes: Uint8Array) => Promise<string | null>;
  /** Removes all copies. A copy that another program keeps open is removed at the next start. */
  readonly forget: () => void;
};

const sentenceOf: Readonly<Record<UnopenedFile, string>> = {
  kind: 'Files of this kind can run code, so they can only be saved.',
  content: 'The content of this file does not match its name, so it can only be saved.',
  macros: 'This document contains macros, so it can only be saved.',
};

/** Chosen: every system takes names of this length, also with the folder before it. */
const mostStemChars = 100;

/** Returns a name that every system and program reads in the same way: letters, digits, few signs, and a known ending. */
export function safeName(name: string, ending: string): string {
  const stem = name
    .slice(0, -ending.length - 1)
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N} _()-]+/gu, ' ')
    .replaceAll(/ +/g, ' ')
    .replace(/^[ -]+/, '')
    .slice(0, mostStemChars)
    .trim();
  const isReserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(stem); // names of Windows devices
  return `${stem === '' || isReserved ? 'File' : stem}.${ending}`;
}

/**
 * Makes the copies for other programs, in `folder`, which no other instance uses. It removes files that an earlier
 * session has left there. `openPath`: Electron's own, which resolves to a message where no program opens the file.
 */
export function openedFiles(
  folder: string,
  { openPath, log }: { readonly openPath: (path: string) => Promise<string>; readonly log: MainLog },
): OpenedFiles {
  const forget = () => {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      log('opened-files-not-removed', {}); // another program keeps one open: the next start tries again
    }
  };
  forget();
  return {
    forget,
    open: async (name, bytes) => {
      const problem = openProblem(name, bytes);
      const ending = openableEnding(name);
      if (problem !== undefined || ending === undefined) return sentenceOf[problem ?? 'kind'];
      let path: string;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        path = join(mkdtempSync(join(folder, 'file-')), safeName(name, ending)); // of mode 700
        writeFileSync(path, bytes, { mode: 0o400, flag: 'wx' }); // read-only: changes to the copy would not reach the record
        if (process.platform === 'win32') writeFileSync(`${path}:Zone.Identifier`, fromElsewhere);
      } catch {
        log('opened-file-not-written', {});
        return 'The copy for the other program could not be written. There may be no room on this computer.';
      }
      const unopened = await openPath(path);
      if (unopened === '') return null;
      log('file-not-opened', {});
      return 'No program on this computer opens this file. Save a copy instead.';
    },
  };
}

/** Tells Windows that a file came from elsewhere, so that Office opens it in its protected view. */
const fromElsewhere = '[ZoneTransfer]\r\nZoneId=3\r\n';
