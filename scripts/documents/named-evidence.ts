import { posix } from 'node:path';
import { sourceFile } from '../checks/source-file.ts';

/** Returns the text of a file by its path from the root; undefined where there is none, and the empty text for a folder. */
export type ReadFile = (path: string) => string | undefined;

const namedFile = /`((?:apps|packages|docs|scripts|proof)\/[^`\s]*)`/g;
const namedTest = /`([^`\s]+)` “([^”]+)”/g;
const link = /\]\((?!https?:)([^)#\s]+)/g;

/** Returns the titles of the tests in a file. A title made from a template has `…` for each value. */
function titlesOf(path: string, text: string): readonly string[] {
  const titles: string[] = [];
  sourceFile(path, text).visit({
    CallExpression({ callee, arguments: [title] }) {
      if (!/^(it|test)\b/.test(text.slice(callee.start, callee.end)) || !title) return;
      if (title.type === 'Literal' && typeof title.value === 'string') titles.push(title.value);
      if (title.type === 'TemplateLiteral') titles.push(title.quasis.map(({ value }) => value.cooked ?? '').join('…'));
    },
  });
  return titles;
}

/**
 * Returns the faults in the evidence that a document names, a sentence each. Faults are a file in backticks or a link
 * to a file that is not there, and a test (`file` “words of its title”) whose file has no such test. `at`: the
 * document's own path from the root.
 */
export function evidenceFaults(document: string, at: string, read: ReadFile): readonly string[] {
  const links = [...document.matchAll(link)].map(([, to = '']) => posix.join(posix.dirname(at), to));
  const paths = new Set([...links, ...[...document.matchAll(namedFile)].map(([, path = '']) => path)]);
  const missing = [...paths].filter((path) => read(path) === undefined).map((path) => `${at}: ${path} is not there`);
  const known = new Map<string, readonly string[]>();
  const untrue = [...document.matchAll(namedTest)].flatMap(([, path = '', words = '']) => {
    if (!/\.(test|e2e)\.tsx?$/.test(path)) return [`${at}: ${path} is not a test file`];
    const titles = known.get(path) ?? titlesOf(path, read(path) ?? '');
    known.set(path, titles);
    return titles.some((title) => title.includes(words)) ? [] : [`${at}: ${path} has no test “${words}”`];
  });
  return [...missing, ...untrue];
}
