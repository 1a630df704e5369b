import { lazy } from 'react';
import type { ViewKind } from './view-kind.ts';

/** Records as rows of a grid. Every list has this kind. */
export const gridKind: ViewKind<'grid'> = {
  id: 'grid',
  label: 'Grid',
  icon: 'table',
  keys: 'shift+g',
  isFor: () => true,
  uses: { group: true, deleted: true },
  Screen: lazy(async () => ({ default: (await import('./grid-list.tsx')).GridList })),
};
