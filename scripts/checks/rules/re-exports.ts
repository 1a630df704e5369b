import { type Check, type Finding, isCode, type SourceFile } from '../source-file.ts';

/**
 * Lists to which a kind is added by one line (ADR 120). A line re-exports one kind, and the file next to the list reads all lines
 * as a whole, so that nobody imports a name from it.
 */
const lists = /^(packages\/domain\/src\/kernel\/entities\/formats|apps\/desktop\/src\/renderer\/(reports\/charts|lists\/kinds))\/all-[a-z-]+\.ts$/; // prettier-ignore
const listImport = /\/all-(formats|charts|view-kinds)(\.ts)?$/;

/**
 * No file re-exports another one's names: a name has one file, and imports name that file. The public interface of a workspace is
 * its `exports` map. Lists of kinds are excepted, and are imported as a whole only.
 */
export const reExports: Check = {
  name: 're-exports',
  run: (files) =>
    files
      .filter((file) => isCode(file) && !file.path.endsWith('.d.ts'))
      .flatMap((file) => [...(lists.test(file.path) ? [] : reExportsIn(file)), ...namesFromLists(file)]),
};

const reExportsIn = (file: SourceFile): Finding[] =>
  file
    .syntax()
    .program.body.filter(
      (statement) =>
        statement.type === 'ExportAllDeclaration' ||
        (statement.type === 'ExportNamedDeclaration' && statement.source !== null),
    )
    .map(({ start }) => ({
      path: file.path,
      line: file.lineAt(start),
      message: 're-exports another file’s export: import it from there',
    }));

const namesFromLists = (file: SourceFile): Finding[] =>
  file
    .syntax()
    .program.body.flatMap((statement) =>
      statement.type === 'ImportDeclaration' &&
      listImport.test(statement.source.value) &&
      statement.specifiers.some(({ type }) => type !== 'ImportNamespaceSpecifier')
        ? [statement.start]
        : [],
    )
    .map((start) => ({
      path: file.path,
      line: file.lineAt(start),
      message: 'imports a name from a list of kinds: import it from its own file, or the list as a whole',
    }));
