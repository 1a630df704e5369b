import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo } from 'react';
import { builtInViews, type ShownListView, recordIdOf } from '../../records/list-views.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import type { ListSearch } from '../../window/list-address.ts';
import { unchangedAddress } from '../shown-list.ts';
import { useSavedViews } from './saved-views.ts';

/** The state of a list in its address, and the function that changes it. */
export type ListAddress = {
  readonly search: ListSearch;
  readonly onSearch: (change: Partial<ListSearch>, how: 'push' | 'replace') => void;
};

/** The views of a list, the shown one, and the address that belongs to it. */
export type ShownView = ListAddress & {
  readonly views: readonly ShownListView[];
  /** The view that opens if the address names none. */
  readonly first: ShownListView | undefined;
  readonly view: ShownListView | undefined;
  /** Whether `view` is certain. Before, the list would show other records than those of its view. */
  readonly isKnown: boolean;
};

/**
 * Returns the view that an address names, or the first one. Built-in views are known immediately, others when the saved
 * views are read. An address of a missing view, for example a deleted one, shows the first view without the changes
 * that were made to the other. The next change of the address leaves them out.
 */
export function useListView(entity: Entity, { search, onSearch }: ListAddress): ShownView {
  const catalogue = useCatalogue();
  const saved = useSavedViews(entity.name);
  const builtIn = useMemo(() => builtInViews(catalogue, entity), [catalogue, entity]);
  const views = useMemo(() => [...builtIn, ...(saved?.views ?? [])], [builtIn, saved]);
  const first = saved?.first ?? views[0];
  const wanted = search.view === undefined ? undefined : recordIdOf(search.view);
  const named = views.find(({ id }) => id === wanted);
  const isGone = wanted !== undefined && named === undefined && saved !== undefined;
  const ofFirst = useMemo(() => ({ ...search, ...unchangedAddress, view: undefined }), [search]);
  return {
    views,
    first,
    view: named ?? first,
    isKnown: saved !== undefined || named !== undefined,
    search: isGone ? ofFirst : search,
    onSearch: isGone ? (change, how) => onSearch({ ...unchangedAddress, view: undefined, ...change }, how) : onSearch,
  };
}
