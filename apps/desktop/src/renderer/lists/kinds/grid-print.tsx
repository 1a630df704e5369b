import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import { drawnGroups } from '../../grid/row-groups.ts';
import { withDistance } from '../../grid/use-grid-columns.tsx';
import { useTriedRows } from '../../grid/use-list-rows.ts';
import type { PrintProps } from './view-kind.ts';
import { PrintedList } from '../printing/printed-list.tsx';
import type { GroupToPrint } from '../printing/use-read-list.ts';
import { useListQuestion } from '../../records/list-order.ts';

/** Prints a grid: all its rows, in their groups and their order. Folded groups have their headings only, as on the screen. */
export function GridPrint({ entity, where, search, life, sort, groups: group, folds, columns, paper }: PrintProps) {
  const formats = useFormats();
  const { list, order } = useListQuestion(entity, { life, where, search, sort });
  const names = useMemo(() => withDistance(entity, columns, order), [entity, columns, order]);
  const rows = useTriedRows(entity, list, { columns, group, sort: order });
  const { grouping } = rows;
  const groups: readonly GroupToPrint[] =
    grouping.state === 'grouped'
      ? drawnGroups(grouping.groups, folds.isFolded, formats).map(({ key, label, count, sums, isCollapsed }) => ({
          key,
          count,
          isFolded: isCollapsed === true,
          heading: { name: label },
          sums: sums ?? {},
        }))
      : [{ key: 'all', count: rows.rowCount, isFolded: false }];
  const { isKnown, error, count, sums, problem, readNamed } = rows;
  return (
    <PrintedList
      entity={entity}
      names={names}
      sort={order}
      list={{ isKnown, error, count, groups, sums, problem, read: readNamed }}
      paper={paper}
    />
  );
}
