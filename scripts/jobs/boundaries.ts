import { join } from 'node:path';
import { findBoundaryBreaks } from '../checks/boundaries.ts';

// Prints each import that the table refuses. Exits with 1 if there is one, or if no file could be read.
const { moduleCount, breaks } = await findBoundaryBreaks(join(import.meta.dirname, '..', '..'));
// An import of a missing file also breaks every other line of the table. It is reported once.
const missing = new Set(breaks.filter(({ rule }) => rule === 'no-unresolvable').map(({ from, to }) => `${from} ${to}`));
const shown = breaks.filter(({ rule, from, to }) => rule === 'no-unresolvable' || !missing.has(`${from} ${to}`));
for (const { rule, from, to } of shown) console.log(`${from}: ${rule}${from === to ? '' : `: ${to}`}`);
if (moduleCount === 0)
  console.log('no module was read: dependency-cruiser needs TypeScript 6 (pnpm-workspace.yaml, packageExtensions)');
process.exitCode = breaks.length > 0 || moduleCount === 0 ? 1 : 0;
