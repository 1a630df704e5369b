import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { ViewKindId } from '@outpost/domain/kernel/catalogue/views';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ShownListView } from '../../records/list-views.ts';
import { boardKind } from './board-kind.ts';
import { calendarKind } from './calendar-kind.ts';
import { gridKind } from './grid-kind.ts';
import { mapKind } from './map-kind.ts';
import type { ViewKind } from './view-kind.ts';

/**
 * All kinds of view, in the order in which a list offers them. A new kind is a file with a `ViewKind`, a line here, and its id in
 * the domain's `viewKindIds`; a missing line does not compile.
 */
const viewKinds: { readonly [K in ViewKindId]: ViewKind<K> } = {
  board: boardKind,
  grid: gridKind,
  calendar: calendarKind,
  map: mapKind,
};

/** Returns the kinds of view that are offered for records of this kind, in order. */
export const viewKindsFor = (entity: Entity): readonly ViewKind[] =>
  Object.values(viewKinds).filter(({ isFor }) => isFor(entity));

/** The kind for deleted records, where the shown kind has none of them. */
export const kindOfDeleted: ViewKind = gridKind;

/**
 * Returns the kind of view that draws the list: the first that is offered of the address's, the view's own, the one that
 * declares itself the first, and the grid.
 */
export function shownKind(
  catalogue: Catalogue,
  entity: Entity,
  { wished, view }: { readonly wished: ViewKindId | undefined; readonly view: ShownListView | undefined },
): ViewKind {
  const offered = viewKindsFor(entity);
  const named = (id: ViewKindId | undefined) => offered.find((kind) => kind.id === id);
  return (
    named(wished) ??
    named(view?.kind) ??
    offered.find(({ isFirstFor }) => view && isFirstFor?.(catalogue, view, entity)) ??
    gridKind
  );
}
