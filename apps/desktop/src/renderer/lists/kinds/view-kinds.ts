import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ShownListView } from '../../records/list-views.ts';
import * as listed from './all-view-kinds.ts';
import { gridKind } from './grid-kind.ts';
import type { ViewKind } from './view-kind.ts';

/** All kinds of view, in the order in which a list offers them. */
const viewKinds: readonly ViewKind[] = Object.values<ViewKind>(listed).toSorted(
  (one, other) => one.place - other.place,
);

/** Returns the kinds of view that are offered for records of this kind, in order. */
export const viewKindsFor = (entity: Entity): readonly ViewKind[] => viewKinds.filter(({ isFor }) => isFor(entity));

/** The kind for deleted records, if the shown kind cannot show them. */
export const kindOfDeleted: ViewKind = gridKind;

/** The kind of view that an address names, and the view, which may name one, too. */
type Asked = { readonly wished: string | undefined; readonly view: ShownListView | undefined };

/**
 * Returns the kind of view that draws the list. It is the first offered one of these: the kind in the address, the
 * view's own kind, the kind that declares itself the first, and the grid.
 */
export function shownKind(catalogue: Catalogue, entity: Entity, { wished, view }: Asked): ViewKind {
  const offered = viewKindsFor(entity);
  const named = (id: string | undefined) => offered.find((kind) => kind.id === id);
  return (
    named(wished) ??
    named(view?.kind) ??
    offered.find(({ isFirstFor }) => view && isFirstFor?.(catalogue, view, entity)) ??
    gridKind
  );
}

/** Returns the kind of view that a list asks for and only another build has. Undefined if this build has it. */
export function missingKind({ wished, view }: Asked): string | undefined {
  const asked = wished ?? view?.kind;
  return viewKinds.some(({ id }) => id === asked) ? undefined : asked;
}
