import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { CreatedFile } from './command.ts';

/**
 * Creates a file that appears under its name only when it is whole; until then it has ".part" behind its name. Returns
 * `undefined` where a file of that name exists, unless it may be replaced. Throws the system's error where nothing can be
 * written there.
 */
export function createFile(path: string, mayReplace: boolean): CreatedFile | undefined {
  if (!mayReplace && existsSync(path)) return undefined;
  const part = `${path}.part`;
  const file = openSync(part, 'w');
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  return {
    append: (bytes) => {
      for (let from = 0; from < bytes.length;) from += writeSync(file, bytes, from);
    },
    finish: () => {
      close();
      renameSync(part, path);
    },
    discard: () => {
      close();
      rmSync(part, { force: true });
    },
  };
}
