import { type Check, type Finding, isCode } from './source-file.ts';

/**
 * No file re-exports another one's names: a name has one file, and imports name that file. The public interface of a workspace is
 * its `exports` map.
 */
export const reExports: Check = {
  name: 're-exports',
  run: (files) =>
    files
      .filter((file) => isCode(file) && !file.path.endsWith('.d.ts'))
      .flatMap((file): Finding[] =>
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
          })),
      ),
};
