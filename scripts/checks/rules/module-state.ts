import { type Check, type Finding, isProduct } from '../source-file.ts';

/** Modules keep no state: two replicas, or two servers, must be able to run in one process and in one test. */
export const moduleState: Check = {
  name: 'module-state',
  run: (files) =>
    files
      .filter((file) => isProduct(file) && !file.path.endsWith('.d.ts'))
      .flatMap((file): Finding[] =>
        file.syntax().program.body.flatMap((statement) => {
          const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
          if (declared?.type !== 'VariableDeclaration' || declared.kind === 'const') return [];
          return [
            {
              path: file.path,
              line: file.lineAt(declared.start),
              message: `top-level \`${declared.kind}\`: pass state in`,
            },
          ];
        }),
      ),
};
