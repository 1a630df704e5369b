import type { ESTree } from 'vite';
import { type Check, type Finding, isCode } from '../source-file.ts';

const runners = new Set(['it', 'test', 'describe', 'suite', 'bench']);
const mutes = new Set(['skip', 'skipIf', 'runIf', 'only', 'todo', 'fixme', 'fails', 'fail', 'slow']);
const oldMutes = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe']);

/**
 * No test is skipped, and none is run alone: the failure of a skipped test goes unnoticed. A test that can't run on a machine
 * is left out by the runner's list of suites, which reports that.
 */
export const mutedTests: Check = {
  name: 'muted-tests',
  run: (files) =>
    files
      .filter((file) => isCode(file) && /\.(test|e2e)\.tsx?$/.test(file.path))
      .flatMap((file) => {
        const findings: Finding[] = [];
        const report = (node: { start: number }, what: string): void =>
          void findings.push({
            path: file.path,
            line: file.lineAt(node.start),
            message: `${what} mutes or narrows the suite`,
          });
        file.visit({
          MemberExpression(node) {
            const name = node.property.type === 'Identifier' ? node.property.name : '';
            if (mutes.has(name) && runners.has(rootName(node.object))) report(node, `.${name}`);
          },
          CallExpression(node) {
            if (node.callee.type === 'Identifier' && oldMutes.has(node.callee.name)) report(node, node.callee.name);
          },
        });
        return findings;
      }),
};

/** Returns `it` for it.each.skip and `test` for test.describe.only. */
function rootName(node: ESTree.Expression | ESTree.Super): string {
  if (node.type === 'MemberExpression') return rootName(node.object);
  return node.type === 'Identifier' ? node.name : '';
}
