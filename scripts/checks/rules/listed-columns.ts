import { type Check, type Finding, isProduct } from '../source-file.ts';

/** The pattern leaves out a star over a subquery in the same statement: `select * from (select id, name …)` lists its columns. */
const star = /\b(select|returning)\s+(distinct\s+)?("?[a-z_]\w*"?\.)?\*(?!\s+from\s*\()/i;

/** Statements list their columns. `select *` would also return every column that a later migration adds. */
export const listedColumns: Check = {
  name: 'listed-columns',
  run: (files) =>
    files.flatMap((file): Finding[] => {
      const findings: Finding[] = [];
      const report = (offset: number, what: string): void =>
        void findings.push({ path: file.path, line: file.lineAt(offset), message: `${what}: list the columns` });
      if (file.path.endsWith('.sql')) {
        const hit = star.exec(file.text);
        if (hit) report(hit.index, hit[0]);
      }
      if (!isProduct(file)) return findings;
      file.visit({
        Literal: (node) =>
          void (typeof node.value === 'string' && star.test(node.value) && report(node.start, node.value)),
        TemplateElement: (node) => void (star.test(node.value.raw) && report(node.start, 'select *')),
        CallExpression(node) {
          const { callee } = node;
          if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
          if (/^(selectAll|returningAll)$/.test(callee.property.name)) report(node.start, callee.property.name);
        },
      });
      return findings;
    }),
};
