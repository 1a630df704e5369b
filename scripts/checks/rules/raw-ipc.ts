import { type Check, type Finding, isProduct } from '../source-file.ts';

/** One file opens the port to a window and checks frame and origin. Another listener would lack these checks. */
export const rawIpc: Check = {
  name: 'raw-ipc',
  run: (files) => {
    const uses = files.filter(isProduct).flatMap((file) => {
      const findings: Finding[] = [];
      file.visit({
        ImportSpecifier(node) {
          if (node.imported.type === 'Identifier' && node.imported.name === 'ipcMain')
            findings.push({
              path: file.path,
              line: file.lineAt(node.start),
              message: 'only the one file that opens the port may use ipcMain',
            });
        },
        MemberExpression(node) {
          if (node.property.type === 'Identifier' && node.property.name === 'ipcMain')
            findings.push({
              path: file.path,
              line: file.lineAt(node.start),
              message: 'use ipcMain through its import, in the one file that opens the port',
            });
        },
      });
      return findings;
    });
    const isTheDoor = (finding: Finding): boolean =>
      finding.path.startsWith('apps/desktop/src/main/') && finding.path === uses[0]?.path;
    return uses.every(isTheDoor) ? [] : uses;
  },
};
