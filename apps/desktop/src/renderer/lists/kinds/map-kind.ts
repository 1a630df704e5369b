import { lazy } from 'react';
import type { ViewKind } from './view-kind.ts';

/** Records as a list beside a map, for kinds that have a place. */
export const mapKind: ViewKind<'map'> = {
  id: 'map',
  label: 'Map',
  icon: 'map-pin',
  keys: 'shift+m',
  isFor: ({ place }) => place !== undefined,
  uses: { group: false, deleted: false },
  Screen: lazy(async () => ({ default: (await import('./map-list.tsx')).MapList })),
};
