import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParseResult, parseSync, Visitor, type VisitorObject } from 'vite';

/** A text file of the repository, as the checks read it. */
export interface SourceFile {
  /** The path from the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Returns the 1-based line of an offset in the text. */
  lineAt(offset: number): number;
  /** Returns the syntax tree, parsed once. Only for files that `isCode` accepts. */
  syntax(): Pick<ParseResult, 'program' | 'comments'>;
  /** Walks the syntax tree. */
  visit(visitor: VisitorObject): void;
}

/** A fault in one place, found by a check. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  /** The fault and its remedy. */
  readonly message: string;
  /** A warning is shown, and the check still passes. */
  readonly isWarning?: true;
}

/** A check of the house, for rules that oxlint and the compiler can't check. */
export interface Check {
  /** kebab-case. The output and the planted-break tests use this name. */
  readonly name: string;
  run(files: readonly SourceFile[]): Finding[];
}

/** Whether the file is TypeScript or JavaScript, declarations included. */
export const isCode = (file: Pick<SourceFile, 'path'>): boolean => /\.(ts|tsx|mts|cts|mjs|cjs|js)$/.test(file.path);

/** Whether the file is a test, a suite that several tests run, or support for tests only. */
export const isTest = (file: Pick<SourceFile, 'path'>): boolean =>
  /(\.(test|e2e)\.tsx?|-suite[a-z-]*\.ts)$/.test(file.path) || /(^proof|\/testing)\//.test(file.path);

/** Whether the file ships: code of an app or a package that is not a test. */
export const isProduct = (file: Pick<SourceFile, 'path'>): boolean =>
  isCode(file) && /^(apps|packages)\/[^/]+\/src\//.test(file.path) && !isTest(file);

/** Makes a source file from its text. */
export function sourceFile(path: string, text: string): SourceFile {
  let parsed: ReturnType<SourceFile['syntax']> | undefined;
  const syntax = (): ReturnType<SourceFile['syntax']> => {
    if (parsed) return parsed;
    const { program, comments, errors } = parseSync(path, text);
    if (errors.length > 0) throw new Error(`${path} can't be parsed: ${errors[0]?.message ?? ''}`);
    return (parsed = { program, comments });
  };
  return {
    path,
    text,
    syntax,
    lineAt: (offset) => text.slice(0, offset).split('\n').length,
    visit: (visitor) => new Visitor(visitor).visit(syntax().program),
  };
}

const skippedFolders = new Set(['node_modules', 'out', 'dist', 'release', 'coverage', 'test-results', 'screenshots']);
/** Sources of the proof's pack and kinds are copied into other folders, and are checked there. */
const checkedElsewhere = /^proof\/workshop\/(domain|kinds|links|renderer|server)$/;
const textEndings =
  /\.(ts|tsx|mts|cts|mjs|cjs|js|json|jsonc|ya?ml|md|css|html|sql|sh|txt|csv|svg)$|^\.?[\w-]+$|\.example$|^\.[\w.]+$/;

/** Returns all text files below `root` that could be committed, in the order of their paths. */
export function readSourceFiles(root: string): SourceFile[] {
  const found: SourceFile[] = [];
  const enter = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name) && !checkedElsewhere.test(path) && !/^\.(git|cache|vite)$/.test(entry.name))
          enter(path);
      } else if (entry.isFile() && textEndings.test(entry.name) && !/^\.(env|git)$/.test(entry.name)) {
        found.push(sourceFile(path, readFileSync(join(root, path), 'utf8')));
      }
    }
  };
  enter('');
  return found.sort((left, right) => (left.path < right.path ? -1 : 1));
}
