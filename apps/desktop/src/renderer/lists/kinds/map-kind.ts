import { loadable } from '@outpost/ui/loading/loadable';
import type { ViewKind } from './view-kind.ts';

/** Records as a list next to a map, for kinds that have a place. */
export const mapKind: ViewKind = {
  id: 'map',
  place: 40,
  label: 'Map',
  icon: 'map-pin',
  keys: 'shift+m',
  isFor: ({ place }) => place !== undefined,
  uses: { group: false, deleted: false, columns: false },
  Screen: loadable(async () => (await import('./map-list.tsx')).MapList),
};
