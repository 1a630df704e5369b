import { RecordList } from '@outpost/ui/grid/list/record-list';
import { useSteady } from '@outpost/ui/parts/use-steady';
import type { GridApi } from '@outpost/ui/grid/grid-model';
import { useImperativeHandle, useRef } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { RecordCount } from '../../../grid/record-count.tsx';
import { useGridGroups } from '../../../grid/use-grid-groups.ts';
import { useListRows } from '../../../grid/use-list-rows.ts';
import { useRowActs } from '../../../grid/use-row-acts.tsx';
import { useRowMarks } from '../../../grid/use-row-marks.ts';
import { useRowSelection } from '../../../grid/use-row-selection.tsx';
import gridClasses from '../../../grid/grid.module.css';
import { usePreferences } from '../../../places/preferences.ts';
import { useListQuestion } from '../../../records/list-order.ts';
import { useFieldSpecs } from '../../../records/use-field-specs.ts';
import type { ViewKindProps } from '../view-kind.ts';
import { usePlainWords } from './use-plain-words.tsx';

const rowKey = (row: ShownRecord) => row.id;

/** The records of a list as lines of words. Its rows, groups, selection and sums are those of the grid. */
export function PlainList(props: ViewKindProps) {
  const { entity, where, search, life, sort, groups: group, columns, folds, openId, onOpen } = props;
  const [{ density }] = usePreferences();
  const { list, order } = useListQuestion(entity, { life, where, search, sort });
  const rows = useListRows(entity, list, { columns: columns.names, group, sort: order });
  const groups = useGridGroups(rows.grouping, folds);
  const specs = useFieldSpecs(entity, rows.refs);
  const wordsOf = usePlainWords(entity, columns.names, {
    specs,
    refs: rows.refs,
    sort: order,
    groupedBy: rows.grouping.state === 'grouped' && group?.bucket === undefined ? group?.path : undefined,
  });
  const { rowMark } = useRowMarks(entity, rows.refs).marks;
  const selection = useRowSelection(entity, list, { rowCount: rows.count, shown: columns.names });
  const acts = useRowActs(entity, list, selection);
  const open = useSteady((row: ShownRecord, index: number) => onOpen(row.id, index));
  const drawn = useRef<GridApi>(null);
  useImperativeHandle(props.apiRef, () => ({ focus: () => drawn.current?.focus() }), []);
  const { onDigit } = acts.props;
  return (
    <>
      {rows.problem === undefined ? null : (
        <p role="status" className={gridClasses.problem}>
          {rows.problem}
        </p>
      )}
      <RecordList<ShownRecord>
        label={entity.label.many}
        rowCount={rows.rowCount}
        rowAt={rows.rowAt}
        readRows={rows.readRows}
        rowKey={rowKey}
        onVisibleRange={rows.onVisibleRange}
        {...selection.props}
        {...(openId === undefined ? {} : { openKey: openId })}
        onOpen={open}
        {...(onDigit ? { onDigit } : {})}
        rowMark={rowMark}
        {...groups}
        wordsOf={wordsOf}
        sumOf={entity.worth}
        footer={{ scope: <RecordCount entity={entity} count={rows.count} />, sums: rows.sums }}
        density={density}
        empty={rows.grouping.state === 'loading' ? undefined : props.empty}
        apiRef={drawn}
      />
      {acts.dialogs}
    </>
  );
}
