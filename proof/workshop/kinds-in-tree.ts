import { appendFileSync, copyFileSync, existsSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A kind that a stranger adds: its one file, its test, and the one line in a list (ADR 120). All paths are below the tree. */
type AddedKind = {
  readonly file: string;
  readonly test: string;
  readonly list: string;
  readonly line: string;
};

const charts = 'apps/desktop/src/renderer/reports/charts';
const views = 'apps/desktop/src/renderer/lists/kinds';
const formats = 'packages/domain/src/kernel/entities/formats';

/** A kind of chart, a kind of view and a type of field. The folder `kinds` has their files. */
export const addedKinds: readonly AddedKind[] = [
  {
    file: `${charts}/waterfall.tsx`,
    test: `${charts}/waterfall.dom.test.tsx`,
    list: `${charts}/all-charts.ts`,
    line: "export { waterfall } from './waterfall.tsx';\n",
  },
  {
    file: `${views}/tiles-kind.tsx`,
    test: `${views}/tiles-kind.dom.test.tsx`,
    list: `${views}/all-view-kinds.ts`,
    line: "export { tilesKind } from './tiles-kind.tsx';\n",
  },
  {
    file: `${formats}/orcid.ts`,
    test: 'apps/desktop/src/renderer/settings/fields/orcid.test.ts',
    list: `${formats}/all-formats.ts`,
    line: "export { orcid } from './orcid.ts';\n",
  },
];

/** Adds the kinds to a tree. */
export function addKinds(root: string): void {
  for (const { file, test, list, line } of addedKinds) {
    for (const path of [file, test]) copyFileSync(join(import.meta.dirname, 'kinds', basename(path)), join(root, path));
    if (!existsSync(join(root, list))) throw new Error(`There is no ${list}`);
    appendFileSync(join(root, list), line);
  }
}
