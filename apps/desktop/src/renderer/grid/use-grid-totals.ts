import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { maxGroupRows } from '@outpost/domain/kernel/questions/list-query';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { Formats } from '@outpost/ui/formats/formats';
import { useMemo } from 'react';
import type { CallInput } from '../../bridge/contract.ts';
import { isTooCostly } from '../queries/ask.ts';
import { countOfSummary, useSummary } from '../queries/record-queries.ts';
import type { ListGroup } from '../records/list-group.ts';
import { groupDirection } from '../records/list-order.ts';
import type { ListSort } from '../window/list-address.ts';
import { sumTexts } from './grid-sums.ts';
import { type RowGroup, rowGroups } from './row-groups.ts';

/** The counts and sums of a grid, over all its records and not only over the visible ones. */
export type GridTotals = {
  /** All records of the list. */
  readonly count: number;
  /** The number of rows of the grid: those of its groups, while it is grouped. */
  readonly rowCount: number;
  readonly sums: readonly { readonly label: string; readonly value: string }[];
  /** In the order of the rows. Undefined while the grid is not grouped, its groups are loading, or they cannot be shown. */
  readonly groups: readonly RowGroup[] | undefined;
  /** Whether the groups are still loading. The grid then shows no rows: they would be in another order. */
  readonly isGrouping: boolean;
  /** Why the groups, or their sums, cannot be shown. */
  readonly problem: string | undefined;
  readonly error: Error | null;
};

type Grouped = {
  readonly data: ReturnType<typeof useSummary>['data'];
  readonly error: Error | null;
  /** Whether the sums of the groups are too costly, and only their counts are known. */
  readonly hasNoSums: boolean;
};

/**
 * Returns counts and sums by group. The sums are too costly where no index holds the field together with the summed ones. Then it
 * asks for the counts alone, which an index of the field answers.
 */
function useGroupedSummary(
  about: Omit<CallInput<'records.summary'>, 'groupBy' | 'bucket' | 'sums'>,
  group: ListGroup | undefined,
  sums: readonly string[],
): Grouped {
  const by = group && {
    groupBy: group.path,
    ...(group.bucket === undefined ? {} : { bucket: group.bucket }),
  };
  const whole = useSummary({ ...about, ...by, sums: [...sums] }, { isOff: group === undefined });
  const isCostly = isTooCostly(whole.error) && sums.length > 0;
  const counts = useSummary({ ...about, ...by, sums: [] }, { isOff: !isCostly });
  const { data, error } = isCostly ? counts : whole;
  return { data: group === undefined || error ? undefined : data, error, hasNoSums: isCostly };
}

/** Returns why a list is not grouped, or shows no sums, in words. */
function problemOf({ data, error, hasNoSums }: Grouped, formats: Formats): string | undefined {
  if (error) return `The list is not grouped. ${error.message}`;
  if (data?.more === true)
    return `The list is not grouped: there are more than ${formats.count(maxGroupRows)} groups. Filter the list, or group it by another field.`;
  return hasNoSums && data ? 'The groups show no sums: this list is too long to sum by this field.' : undefined;
}

/** Returns the counts and the sums of the shown money columns, of the list and of its groups. */
export function useGridTotals(
  entity: Entity,
  about: Omit<CallInput<'records.summary'>, 'groupBy' | 'bucket' | 'sums'>,
  shown: { readonly columns: readonly string[]; readonly group: ListGroup | undefined; readonly sort: ListSort },
): GridTotals {
  const { columns, group, sort } = shown;
  const formats = useFormats();
  const sums = useMemo(
    () =>
      [...new Set([entity.worth, ...columns.filter((name) => entity.fields[name]?.type === 'money')])].filter(
        (name) => name !== undefined,
      ),
    [columns, entity],
  );
  const totals = useSummary({ ...about, sums });
  const grouped = useGroupedSummary(about, group, sums);
  const { data } = grouped;
  const direction = group && groupDirection(sort, group);
  const groups = useMemo(
    () =>
      group && direction && data && data.more !== true
        ? rowGroups(group, { groups: data.groups, refs: data.refs, direction, formats })
        : undefined,
    [group, direction, data, formats],
  );
  const [total] = totals.data?.groups ?? [];
  const count = countOfSummary(totals.data) ?? 0;
  const isGrouping = group !== undefined && data === undefined && grouped.error === null;
  return {
    count,
    rowCount: isGrouping ? 0 : (groups?.reduce((sum, one) => sum + one.count, 0) ?? count),
    sums: total ? sumTexts(entity, total.sums, formats) : [],
    groups,
    isGrouping,
    problem: group && problemOf(grouped, formats),
    error: totals.error,
  };
}
