import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { flushFolder } from '../replica/storage/files/durable-file.ts';
import type { CreatedFile } from './command.ts';

/** The errors of file systems without hard links, such as those of USB sticks. */
const withoutLinks: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/**
 * Creates a file that appears under its name only when it is whole and on disk. Until then it is a part file in the
 * same folder, with a name of its own. Only its owner can read it. Returns `undefined` where a file of that name
 * exists, unless it may be replaced. Throws the system's error where nothing can be written there.
 */
export function createFile(path: string, mayReplace: boolean): CreatedFile | undefined {
  if (!mayReplace && existsSync(path)) return undefined;
  const part = `${path}.${randomUUID()}.part`;
  const file = openSync(part, 'wx', 0o600);
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
      fsyncSync(file);
      close();
      if (mayReplace) renameSync(part, path);
      else if (!takesPlace(part, path)) return false;
      flushFolder(dirname(path));
      return true;
    },
    discard: () => {
      close();
      rmSync(part, { force: true });
    },
  };
}

/** Gives the part file its name. Returns false where another file has the name by now. */
function takesPlace(part: string, path: string): boolean {
  try {
    linkSync(part, path); // unlike a renaming, it replaces no file
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!withoutLinks.has(codeOf(error))) throw error;
    if (existsSync(path)) return false;
    renameSync(part, path);
    return true;
  }
  rmSync(part);
  return true;
}
