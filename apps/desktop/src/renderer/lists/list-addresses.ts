import type { ShownListView } from '../records/list-views.ts';
import type { ListSearch } from '../window/list-address.ts';
import type { ViewKind } from './kinds/view-kind.ts';
import { unchangedAddress } from './shown-list.ts';

/**
 * Returns the change of the address that shows a list as another kind of view. If that kind shows no deleted records,
 * the list returns to the living ones.
 */
export function addressOfKind(kinds: readonly ViewKind[], next: string): Partial<ListSearch> {
  const hasDeleted = kinds.find(({ id }) => id === next)?.uses.deleted === true;
  return { kind: next, ...(hasDeleted ? {} : { life: undefined }) };
}

/**
 * Returns the change of the address that shows another view of a list. `first`: the view that opens if the address
 * names none. The filter and words that narrowed the former view narrow the next one, too. A part that replaced a part
 * of the former view is dropped.
 */
export function addressOfView(
  id: string | undefined,
  now: {
    readonly first: ShownListView | undefined;
    readonly view: ShownListView | undefined;
    readonly search: ListSearch;
  },
): Partial<ListSearch> {
  return {
    ...unchangedAddress,
    view: id === now.first?.id ? undefined : id,
    where: now.search.instead === true ? undefined : now.search.where,
    search: now.view?.search === undefined ? now.search.search : undefined,
  };
}
