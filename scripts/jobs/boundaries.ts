import { join } from 'node:path';
import { findBoundaryBreaks } from '../checks/boundaries.ts';

// Prints each import that the house's table refuses; exit 1 if there is one, or if nothing could be read at all.
const { moduleCount, breaks } = await findBoundaryBreaks(join(import.meta.dirname, '..', '..'));
// What isn't there breaks every line of the table besides; once is enough.
const missing = new Set(breaks.filter(({ rule }) => rule === 'no-unresolvable').map(({ from, to }) => `${from} ${to}`));
const shown = breaks.filter(({ rule, from, to }) => rule === 'no-unresolvable' || !missing.has(`${from} ${to}`));
for (const { rule, from, to } of shown) console.log(`${from}: ${rule}${from === to ? '' : `: ${to}`}`);
if (moduleCount === 0)
  console.log('no module was read: dependency-cruiser needs TypeScript 6 (pnpm-workspace.yaml, packageExtensions)');
process.exitCode = breaks.length > 0 || moduleCount === 0 ? 1 : 0;
