import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { stageColumns } from '@outpost/domain/kernel/catalogue/stages/stage-columns';
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
import { stageFieldOf } from '../records/entity-shape.ts';
import { hasChances } from '../records/stages/stage-figures.ts';
import { addSums, sumText, weightedSum } from '../records/values/sums-by-currency.ts';
import { sumTexts } from './grid-sums.ts';
import { type RowGroup, rowGroups } from './row-groups.ts';

/** How the rows of a list are grouped. */
export type RowGrouping =
  /** Not grouped, or the groups cannot be shown. */
  | { readonly state: 'whole' }
  /** The groups are still loading. The grid then shows no rows: they would be in another order. */
  | { readonly state: 'loading' }
  /** `groups` are in the order of the rows. */
  | { readonly state: 'grouped'; readonly group: ListGroup; readonly groups: readonly RowGroup[] };

const [whole, loading] = [{ state: 'whole' }, { state: 'loading' }] as const;

/** The counts and sums of a grid, over all its records and not only over the visible ones. */
export type GridTotals = {
  /** All records of the list. */
  readonly count: number;
  /** Whether the count and the groups are known. */
  readonly isKnown: boolean;
  /** The number of rows of the grid: those of its groups, while it is grouped. */
  readonly rowCount: number;
  readonly sums: readonly { readonly label: string; readonly value: string }[];
  /** The same object until the groups change. */
  readonly grouping: RowGrouping;
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
 * Returns counts and sums by group. The sums are too costly if no index contains both the field and the summed ones.
 * The hook then asks only for the counts, which an index of the field answers.
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
  const summed = useSummary({ ...about, ...by, sums: [...sums] }, { isOff: group === undefined });
  const isCostly = isTooCostly(summed.error) && sums.length > 0;
  const counts = useSummary({ ...about, ...by, sums: [] }, { isOff: !isCostly });
  const { data, error } = isCostly ? counts : summed;
  return { data: group === undefined || error ? undefined : data, error, hasNoSums: isCostly };
}

/** Returns why a list is not grouped, or shows no sums, in words. */
function problemOf({ data, error, hasNoSums }: Grouped, formats: Formats): string | undefined {
  if (error) return `The list is not grouped. ${error.message}`;
  if (data?.more === true)
    return `The list is not grouped: there are more than ${formats.count(maxGroupRows)} groups. Filter the list, or group it by another field.`;
  return hasNoSums && data ? 'The groups show no sums: this list is too long to sum by this field.' : undefined;
}

/** Returns the number of rows of a grid: those of its groups, or the `count` records of the list. */
function rowCountOf(grouping: RowGrouping, count: number): number {
  if (grouping.state === 'loading') return 0;
  return grouping.state === 'whole' ? count : grouping.groups.reduce((sum, one) => sum + one.count, 0);
}

/**
 * Returns the sum of the worth of open records times the chance of their stage, as text: of the groups where the list is grouped by
 * stage, else by a question of its own while the column is shown. Empty where it is not known.
 */
function useWeighted(
  entity: Entity,
  about: Omit<CallInput<'records.summary'>, 'groupBy' | 'bucket' | 'sums'>,
  { columns, grouping }: { readonly columns: readonly string[]; readonly grouping: RowGrouping },
): string {
  const formats = useFormats();
  const stage = stageFieldOf(entity);
  const { worth } = entity;
  const ofGroups = grouping.state === 'grouped' && grouping.group.path === stage?.name ? grouping.groups : undefined;
  const isAsked = hasChances(entity) && ofGroups === undefined && columns.includes(stageColumns.weighted);
  const { data } = useSummary(
    { ...about, groupBy: stage?.name ?? '', sums: worth === undefined ? [] : [worth] },
    { isOff: !isAsked || grouping.state === 'loading' },
  );
  let total: Readonly<Record<string, number>> = {};
  for (const { figures } of ofGroups ?? []) total = addSums(total, figures?.weighted);
  for (const { value, sums } of (isAsked ? data?.groups : undefined) ?? []) {
    const option = stage?.options.find((one) => one.value === value);
    if (option?.outcome === 'open') total = addSums(total, weightedSum(sums[worth ?? ''], option.chancePercent ?? 0));
  }
  return sumText(total, formats);
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
  const { data, error: refusal } = grouped;
  const direction = group && groupDirection(sort, group);
  const grouping = useMemo<RowGrouping>(() => {
    if (group === undefined || direction === undefined || refusal || data?.more === true) return whole;
    if (data === undefined) return loading;
    return { state: 'grouped', group, groups: rowGroups(group, { ...data, direction, formats, worth: entity.worth }) };
  }, [group, direction, refusal, data, formats, entity.worth]);
  const weighted = useWeighted(entity, about, { columns, grouping });
  const [total] = totals.data?.groups ?? [];
  const count = countOfSummary(totals.data) ?? 0;
  return {
    count,
    isKnown: totals.data !== undefined && grouping.state !== 'loading',
    rowCount: rowCountOf(grouping, count),
    sums: total
      ? [...sumTexts(entity, total.sums, formats), ...(weighted === '' ? [] : [{ label: 'Weighted', value: weighted }])]
      : [],
    grouping,
    problem: group && problemOf(grouped, formats),
    error: totals.error,
  };
}
