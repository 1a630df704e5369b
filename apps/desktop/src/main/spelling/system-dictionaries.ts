import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MainLog } from '../main-log.ts';
import { bdicOf } from './bdic.ts';
import { dictionaryFileOf, languageOf } from './chromium-languages.ts';
import { readHunspell } from './hunspell-file.ts';

/** A Hunspell dictionary that the system has installed: the path of its two files without their endings. */
export type SystemDictionary = { readonly language: string; readonly path: string };

/** The folders below a folder of shared data in which distributions put dictionaries. */
const folders = ['hunspell', 'myspell', 'myspell/dicts'];

/**
 * Finds the installed dictionaries of languages that Chromium checks, one for each file of Chromium. `dataFolders`: the
 * folders of shared data (XDG Base Directory specification), the most important one first.
 */
export function findSystemDictionaries(dataFolders: readonly string[]): readonly SystemDictionary[] {
  const found = new Map<string, SystemDictionary>();
  for (const folder of dataFolders.flatMap((one) => folders.map((name) => join(one, name)))) {
    const names = namesIn(folder);
    for (const name of names.filter((one) => one.endsWith('.dic')).map((one) => one.slice(0, -'.dic'.length))) {
      const language = names.includes(`${name}.aff`) ? languageOf(name) : undefined;
      if (language === undefined || found.has(dictionaryFileOf(language))) continue;
      found.set(dictionaryFileOf(language), { language, path: join(folder, name) });
    }
  }
  return [...found.values()].sort((one, other) => (one.language < other.language ? -1 : 1));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // most systems have only one of the folders
  }
}

/**
 * Writes an installed dictionary in Chromium's form to the folder from which Chromium reads, unless it is there since
 * the system's files were changed last. Returns whether it is there now.
 */
export function prepareDictionary({ language, path }: SystemDictionary, folder: string, log: MainLog): boolean {
  const target = join(folder, dictionaryFileOf(language));
  try {
    const changed = Math.max(
      ...['.aff', '.dic'].map((ending) => Math.floor(statSync(`${path}${ending}`).mtimeMs / 1000)),
    );
    if (secondOf(target) === changed) return true;
    const dictionary = readHunspell(readFileSync(`${path}.aff`), readFileSync(`${path}.dic`));
    if (!dictionary || dictionary.words.size === 0) {
      log('dictionary-not-usable', { language });
      return false;
    }
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${target}.new`, bdicOf(dictionary));
    utimesSync(`${target}.new`, changed, changed);
    renameSync(`${target}.new`, target); // whole or not at all: Chromium may read the earlier one
    return true;
  } catch {
    log('dictionary-not-prepared', { language }); // removed meanwhile, damaged, or no room on the disk
    return false;
  }
}

/** The second of a file's last change; undefined for a missing one. */
function secondOf(path: string): number | undefined {
  try {
    return Math.floor(statSync(path).mtimeMs / 1000);
  } catch {
    return undefined;
  }
}
