import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useCallback, useMemo } from 'react';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import { type LongList, type RowRange, useWindows } from '../queries/use-windows.ts';
import { defaultSort, listOrder } from '../records/list-order.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { type ListSort, readSort } from '../window/list-address.ts';

/** The rows of a grid, read when they become visible (D-3). */
export type GridRows = {
  readonly rowAt: (index: number) => ShownRecord | undefined;
  /** The names of the records to which the visible rows refer. */
  readonly refs: RefNames;
  readonly onVisibleRange: (start: number, end: number, stretches: readonly RowRange[]) => void;
  /** The sort that the person chose, or the list's default. */
  readonly sort: ListSort;
  readonly error: Error | null;
};

const key = 'grid';

/** Reads the rows of a list in its order: by its group, then by the chosen sort. The caller keeps `about` the same object. */
export function useGridRows(
  entity: Entity,
  about: Omit<LongList['query'], 'sort'>,
  order: { readonly sort: string | undefined; readonly group: string | undefined },
): GridRows {
  const { sort, group } = order;
  const catalogue = useCatalogue();
  const unchosen = useMemo(() => defaultSort(catalogue, entity), [catalogue, entity]);
  const lists = useMemo<readonly LongList[]>(
    () => [{ key, query: { ...about, sort: [...listOrder(unchosen, sort, group)] } }],
    [about, unchosen, sort, group],
  );
  const { show, rowAt, refs, error } = useWindows(lists);
  return {
    rowAt: (index) => rowAt(key, index),
    refs,
    onVisibleRange: useCallback(
      (_start: number, _end: number, stretches: readonly RowRange[]) => show(key, stretches),
      [show],
    ),
    sort: useMemo(() => readSort(sort) ?? unchosen, [sort, unchosen]),
    error,
  };
}
