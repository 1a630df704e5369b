import { basename, dirname } from 'node:path/posix';
import { type ExportedName, exportedNames } from './exported-names.ts';
import { type Check, type Finding, isCode, isTest, type SourceFile } from '../source-file.ts';

const forbiddenWords = ['utils', 'util', 'helpers', 'helper', 'misc', 'common', 'shared', 'manager'];

/** The folders of a pack, with the suffix of the files in each. */
const suffixOfFolder: Readonly<Record<string, string>> = {
  entities: 'entity',
  views: 'view',
  workflows: 'workflow',
  permissions: 'role',
  rules: 'rule',
};
const roles = Object.values(suffixOfFolder);
/**
 * Names that are fixed by a contract: the entry of a process, the value of a pack, the function that Vitest calls before a run.
 */
const contractNames = ['start', 'pack', 'setup'];
const testSuffix = /(\.(sqlite|pg|dom|electron))?\.(test|e2e)$/;

/** File names are kebab-case and follow the file's export. The suffix agrees with the folder. */
export const fileNames: Check = {
  name: 'file-names',
  run: (files) =>
    files
      .filter((file) => isCode(file) && file.path.includes('/'))
      .flatMap((file) => [...wordsOf(file), ...caseOf(file), ...roleOf(file), ...exportOf(file)]),
};

const finding = (file: SourceFile, message: string): Finding => ({ path: file.path, line: 1, message });
const stemOf = (file: SourceFile): string => basename(file.path).replace(/(\.d)?\.\w+$/, '');

function wordsOf(file: SourceFile): Finding[] {
  const name = basename(file.path);
  if (/^manager\.role(\.test)?\.ts$/.test(name)) return []; // a role's own name
  const word = file.path
    .replace(/\.\w+$/, '')
    .split(/[/.-]/)
    .find((each) => forbiddenWords.includes(each.toLowerCase()));
  return word ? [finding(file, `'${word}' says nothing: name the file or folder after its purpose`)] : [];
}

function caseOf(file: SourceFile): Finding[] {
  const odd = file.path
    .split('/')
    .map((each) => each.replace(/\.(\w+)$/, ''))
    .find((each) => !/^\.?[a-z0-9]+([-.][a-z0-9]+)*$/.test(each) && each !== '__root');
  return odd ? [finding(file, `'${odd}' is not kebab-case`)] : [];
}

function roleOf(file: SourceFile): Finding[] {
  const folder = /\/packs\/[^/]+\/([a-z]+)\/(?:[^/]+\/)?[^/]+$/.exec(file.path)?.[1]; // its parts may have subfolders
  const suffix = /\.([a-z]+)$/.exec(stemOf(file).replace(testSuffix, ''))?.[1];
  const wanted = folder === undefined ? undefined : suffixOfFolder[folder];
  if (wanted !== undefined && suffix !== wanted && !isTest(file))
    return [finding(file, `files in ${folder}/ end in .${wanted}.ts`)];
  if (suffix !== undefined && roles.includes(suffix) && wanted !== suffix)
    return [finding(file, `a .${suffix}.ts file belongs in a pack's folder for such files`)];
  return [];
}

/**
 * Checks that a file with one exported value has that value's name, or the name of its main type. A file with several is
 * named after their common subject.
 */
function exportOf(file: SourceFile): Finding[] {
  if (isTest(file) || file.path.endsWith('.d.ts') || !/\.tsx?$/.test(file.path)) return [];
  const stem = stemOf(file);
  if (contractNames.includes(stem) || stem.endsWith('.config') || basename(dirname(file.path)) === 'migrations')
    return [];
  const names = namesOfKind(file, 'value');
  const [only] = names;
  if (names.length !== 1 || only === undefined || contractNames.includes(only)) return [];
  const role = new RegExp(`\\.(${roles.join('|')})$`);
  const fileWords = wordsIn(stem.replace(role, '').replaceAll('.', '-'));
  const bearsName = (exported: string): boolean => {
    const nameWords = wordsIn(exported.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/([A-Z])([A-Z][a-z])/g, '$1-$2'));
    // A declaration has exactly its file's name. For a function, the name may be the verb to the file's noun.
    if (/\.(entity|view|workflow|role)$/.test(stem)) return fileWords.join('-') === nameWords.join('-');
    if (fileWords.join('') === nameWords.join('')) return true;
    return fileWords.some((word) => nameWords.some((other) => isSameWord(word, other)));
  };
  const agrees = [only, ...namesOfKind(file, 'type')].some(bearsName);
  return agrees ? [] : [finding(file, `exports '${only}' only: the file or the export has the wrong name`)];
}

/** Whether two words count as one: `durable` and `durably`, or `tombstone` and `tombstones`. */
function isSameWord(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return long.startsWith(short.slice(0, Math.max(4, short.length - 3)));
}

const wordsIn = (name: string): string[] => name.toLowerCase().split(/[-_]/).filter(Boolean);

const namesOfKind = (file: SourceFile, kind: ExportedName['kind']): string[] =>
  exportedNames(file).flatMap((one) => (one.kind === kind ? [one.name] : []));
