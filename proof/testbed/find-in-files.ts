import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Searches a folder and its subfolders for words in clear text, in both encodings that programs here write. Returns `file: word`
 * for each hit.
 */
export function findInFiles(folder: string, words: readonly string[]): readonly string[] {
  const wanted = words.flatMap((word) => [
    { word, bytes: Buffer.from(word, 'utf8') },
    { word, bytes: Buffer.from(word, 'utf16le') },
  ]);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const content = readFileSync(path);
      return wanted
        .filter(({ bytes }) => content.includes(bytes))
        .map(({ word }) => `${relative(folder, path)}: ${word}`);
    });
}
