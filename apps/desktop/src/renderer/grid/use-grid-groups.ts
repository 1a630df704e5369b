import { useFormats } from '@outpost/ui/formats/formats-context';
import type { GridProps } from '@outpost/ui/grid/grid-model';
import { useMemo } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { listGroupWords } from '../records/list-group.ts';
import { drawnGroups } from './row-groups.ts';
import type { RowGrouping } from './use-grid-totals.ts';
import type { GroupFolds } from './use-group-folds.ts';

type GridGroupProps = Pick<GridProps<ShownRecord>, 'groups' | 'onToggleGroup' | 'onFoldGroups' | 'notice'>;

/** Returns the groups of a grid, folded as the person has left them; no properties where the list is not grouped. */
export function useGridGroups(grouping: RowGrouping, { isFolded, toggle, foldAll }: GroupFolds): GridGroupProps {
  const formats = useFormats();
  const groups = useMemo(
    () => (grouping.state === 'grouped' ? drawnGroups(grouping.groups, isFolded, formats) : undefined),
    [grouping, isFolded, formats],
  );
  if (grouping.state !== 'grouped' || groups === undefined) return {};
  return {
    groups,
    onToggleGroup: toggle,
    onFoldGroups: foldAll,
    notice: `Grouped by ${listGroupWords(grouping.group)}: ${formats.plural(groups.length, 'group', 'groups')}`,
  };
}
