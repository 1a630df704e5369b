import { loadable } from '@outpost/ui/loading/loadable';
import { OrderMenu } from './plain/order-menu.tsx';
import type { ViewKind } from './view-kind.ts';

/** Records as lines of words, for reading. Every list has this kind. Its print is that of the grid. */
export const listKind: ViewKind = {
  id: 'list',
  place: 22,
  label: 'List',
  icon: 'list',
  keys: 'shift+l',
  isFor: () => true,
  uses: { group: true, deleted: true, columns: true },
  Screen: loadable(async () => (await import('./plain/plain-list.tsx')).PlainList),
  Print: loadable(async () => (await import('./grid-print.tsx')).GridPrint),
  Navigation: OrderMenu,
};
