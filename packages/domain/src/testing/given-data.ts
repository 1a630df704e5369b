import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Searches upward from this file for `shared/data`, the test data that is stored next to the project and never in it.
 */
function findFolder(): string | null {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'shared', 'data');
    if (existsSync(candidate)) return candidate;
    if (path.dirname(folder) === folder) return null;
  }
}

/** Returns the names of the files in one folder of the given data; empty on a machine without the data. */
export function givenFiles(folder: string): readonly string[] {
  const root = findFolder();
  return root !== null && existsSync(path.join(root, folder)) ? readdirSync(path.join(root, folder)) : [];
}

/** Returns the bytes of one given file. Throws where it is missing: call `givenFiles` first. */
export function readGiven(folder: string, name: string): Uint8Array {
  const root = findFolder();
  if (root === null) throw new Error(`No folder shared/data above ${import.meta.dirname}`);
  return readFileSync(path.join(root, folder, name));
}

/**
 * Declares tests that need the given data. On a machine without the folder it declares one test instead, whose name
 * states that the data are missing. So no test is skipped silently, and none fails.
 */
export function withGiven(
  folder: string,
  declare: { readonly present: (files: readonly string[]) => void; readonly absent: () => void },
): void {
  const files = givenFiles(folder);
  if (files.length > 0) declare.present(files);
  else declare.absent();
}
