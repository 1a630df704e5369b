import { loadable } from '@outpost/ui/loading/loadable';
import type { ViewKind } from './view-kind.ts';

/** Records as rows of a grid. Every list has this kind. */
export const gridKind: ViewKind = {
  id: 'grid',
  place: 20,
  label: 'Grid',
  icon: 'table',
  keys: 'shift+g',
  isFor: () => true,
  uses: { group: true, deleted: true, columns: true },
  Screen: loadable(async () => (await import('./grid-list.tsx')).GridList),
  Print: loadable(async () => (await import('./grid-print.tsx')).GridPrint),
};
