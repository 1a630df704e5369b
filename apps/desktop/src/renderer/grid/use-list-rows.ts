import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ManyRecords } from '../queries/many-records.ts';
import { isTooCostly } from '../queries/ask.ts';
import type { ListGroup } from '../records/list-group.ts';
import type { ListSort } from '../window/list-address.ts';
import { type GridRows, useGridRows } from './use-grid-rows.ts';
import { type GridTotals, useGridTotals } from './use-grid-totals.ts';
import { useGroupRefusal } from './use-group-refusal.ts';
import { useReferredPaths } from './use-referred-columns.tsx';

/** The rows of a list, with its counts and sums. */
export type ListRows = Omit<GridTotals, 'error'> & Omit<GridRows, 'error'>;

/**
 * Returns the rows of a list, or the error of a question about them: in groups, or as one list where the groups cannot be read. The
 * caller keeps `list` and `sort` the same objects.
 */
export function useTriedRows(
  entity: Entity,
  list: ManyRecords,
  shown: { readonly columns: readonly string[]; readonly group: ListGroup | undefined; readonly sort: ListSort },
): ListRows & { readonly error: Error | null } {
  const [refusal, refuseGroup] = useGroupRefusal(list, shown.group);
  const group = refusal === undefined ? shown.group : undefined;
  const { error: totalsError, ...totals } = useGridTotals(entity, list, { ...shown, group });
  const referred = useReferredPaths(entity, shown.columns);
  const { grouping } = totals;
  const { error: rowsError, ...rows } = useGridRows(entity, list, { sort: shown.sort, referred, grouping });
  const isGroupCostly = grouping.state === 'grouped' && isTooCostly(rowsError);
  if (isGroupCostly) refuseGroup(rowsError.message);
  const error = totalsError ?? (isGroupCostly ? null : rowsError);
  const problem = refusal === undefined ? totals.problem : `The list is not grouped. ${refusal}`;
  return { ...totals, ...rows, isKnown: totals.isKnown && !isGroupCostly, problem, error };
}

/** Returns the rows of a list, as `useTriedRows` does. Throws the error of a question; the boundary of the screen draws it. */
export function useListRows(...asked: Parameters<typeof useTriedRows>): ListRows {
  const { error, ...rows } = useTriedRows(...asked);
  if (error) throw error;
  return rows;
}
