import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { GridGroup } from '@outpost/ui/grid/grid-model';
import { useMemo, useState } from 'react';
import type { CallInput } from '../../bridge/contract.ts';
import { countOfSummary, useSummary } from '../queries/record-queries.ts';
import { gridGroups, sumTexts } from './grid-sums.ts';

/** The counts and sums of a grid, over all its records and not only over the visible ones. */
export type GridTotals = {
  /** All records of the list. */
  readonly count: number;
  /** The number of rows of the grid: those of its groups, while it is grouped. */
  readonly rowCount: number;
  readonly sums: readonly { readonly label: string; readonly value: string }[];
  /** Undefined while the grid is not grouped, or its groups are loading. */
  readonly groups: readonly GridGroup[] | undefined;
  readonly toggleGroup: (key: string) => void;
  readonly error: Error | null;
};

/** Returns the counts and the sums of the shown money columns, and keeps the folded groups. */
export function useGridTotals(
  entity: Entity,
  about: Omit<CallInput<'records.summary'>, 'groupBy' | 'sums'>,
  shown: { readonly columns: readonly string[]; readonly group: string | undefined },
): GridTotals {
  const { columns, group } = shown;
  const formats = useFormats();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const sums = useMemo(
    () =>
      [...new Set([entity.worth, ...columns.filter((name) => entity.fields[name]?.type === 'money')])].filter(
        (name) => name !== undefined,
      ),
    [columns, entity],
  );
  const totals = useSummary({ ...about, sums });
  const grouped = useSummary(
    { ...about, ...(group === undefined ? {} : { groupBy: group }), sums },
    { isOff: group === undefined },
  );
  const groups =
    group === undefined || !grouped.data
      ? undefined
      : gridGroups(entity, group, { groups: grouped.data.groups, folded, formats });
  const [total] = totals.data?.groups ?? [];
  const count = countOfSummary(totals.data) ?? 0;
  return {
    count,
    rowCount: groups?.reduce((sum, one) => sum + one.count, 0) ?? count,
    sums: total ? sumTexts(entity, total.sums, formats) : [],
    groups,
    toggleGroup: (key) =>
      setFolded((before) => new Set(before.has(key) ? [...before].filter((one) => one !== key) : [...before, key])),
    error: totals.error,
  };
}
