import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { ShownListView } from '../records/list-views.ts';
import { type ListGroup, readListGroup } from '../records/list-group.ts';
import { hasField } from '../records/values/missing-field.ts';
import { both, type ListSearch, readSort } from '../window/list-address.ts';
import type { ViewKind } from './kinds/view-kind.ts';
import { kindOfDeleted, shownKind } from './kinds/view-kinds.ts';

/** A list as it is shown: its view, with the changes in its address. */
export type ShownList = {
  readonly view: ShownListView | undefined;
  readonly kind: ViewKind;
  readonly where: Filter | undefined;
  readonly search: string | undefined;
  /** "closesOn.asc"; undefined if the list has no order of its own, or orders by a field that no longer exists. */
  readonly sort: string | undefined;
  /** The field that groups the records; undefined if the kind of view has no groups. */
  readonly group: ListGroup | undefined;
  /** The grouping as the view or the address names it. A kind of view without groups keeps it. */
  readonly namedGroup: string | undefined;
};

/** Returns the records, order and groups of a list. The address overrides the view. */
export function shownList(
  catalogue: Catalogue,
  entity: Entity,
  { view, address }: { readonly view: ShownListView | undefined; readonly address: ListSearch },
): ShownList {
  const drawn = shownKind(catalogue, entity, { wished: address.kind, view });
  const kind = address.life === 'deleted' && !drawn.uses.deleted ? kindOfDeleted : drawn;
  const found = address.search ?? view?.search;
  // An unknown field in the order or grouping hides no records, so the list ignores it.
  const wanted = address.group === 'none' ? undefined : (address.group ?? view?.group);
  const group = readListGroup(catalogue, entity, wanted);
  const order = address.sort ?? view?.sort;
  return {
    view,
    kind,
    where: address.instead === true ? address.where : both(view?.where, address.where),
    search: found === '' ? undefined : found,
    sort: hasField(catalogue, entity, readSort(order)?.field ?? '') ? order : undefined,
    group: kind.uses.group ? group : undefined,
    namedGroup: group && wanted,
  };
}

/**
 * Returns the value in the address that removes a view's own order or search: empty if the view has one, otherwise
 * none.
 */
export const cleared = (own: string | undefined): '' | undefined => (own === undefined ? undefined : '');

/** The address of the list of all records: without the view, the filter and the search. Its kind of view stays. */
export const allOfThem = {
  view: 'all',
  where: undefined,
  instead: undefined,
  search: undefined,
} satisfies Partial<ListSearch>;

/** The address without changes of the view. */
export const unchangedAddress = {
  where: undefined,
  instead: undefined,
  search: undefined,
  sort: undefined,
  group: undefined,
  kind: undefined,
} satisfies Partial<ListSearch>;
