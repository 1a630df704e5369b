import { type Check, type Finding, isProduct } from '../source-file.ts';

/**
 * Each process reads the environment only in its `start.ts`. There the environment is parsed once, and a fault is reported with
 * the setting's name.
 */
export const environment: Check = {
  name: 'environment',
  run: (files) =>
    files
      .filter((file) => isProduct(file) && !/\/start\.tsx?$/.test(file.path))
      .flatMap((file) => {
        const findings: Finding[] = [];
        file.visit({
          MemberExpression(node) {
            if (node.object.type !== 'Identifier' || node.object.name !== 'process') return;
            if (node.property.type !== 'Identifier' || node.property.name !== 'env') return;
            findings.push({
              path: file.path,
              line: file.lineAt(node.start),
              message: 'process.env: only start.ts reads it',
            });
          },
        });
        return findings;
      }),
};
