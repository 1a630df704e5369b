import { stageColumns } from '@outpost/domain/kernel/catalogue/stages/stage-columns';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { Grid } from '@outpost/ui/grid/grid';
import type { GridApi } from '@outpost/ui/grid/grid-model';
import { useSteady } from '@outpost/ui/parts/use-steady';
import type { ReactNode, Ref } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { usePreferences } from '../places/preferences.ts';
import type { ListGroup } from '../records/list-group.ts';
import { useLimitedStates } from '../records/stages/limited-states.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { RecordCount } from './record-count.tsx';
import { NextSteps } from './in-sight/next-steps.tsx';
import { useRowsInSight } from './in-sight/rows-in-sight.ts';
import { StageTimes } from './in-sight/stage-times.tsx';
import type { ColumnChoice } from './use-column-choice.ts';
import { useGridGroups } from './use-grid-groups.ts';
import { useGridHead } from './use-grid-head.ts';
import type { GroupFolds } from './use-group-folds.ts';
import { useListRows } from './use-list-rows.ts';
import { useRowActs } from './use-row-acts.tsx';
import { useRowMarks } from './use-row-marks.ts';
import { useRowSelection } from './use-row-selection.tsx';
import classes from './grid.module.css';
import { useListQuestion } from '../records/list-order.ts';

/** The properties of a grid of one kind of record. */
export type EntityGridProps = {
  readonly entity: Entity;
  readonly where: Filter | undefined;
  readonly search: string | undefined;
  readonly life: 'alive' | 'deleted';
  readonly sort: string | undefined;
  readonly onSort: (sort: string | undefined) => void;
  readonly group: ListGroup | undefined;
  readonly folds: GroupFolds;
  readonly openId: string | undefined;
  readonly onOpen: (id: string, index: number) => void;
  readonly empty: ReactNode;
  /** The columns and their widths. */
  readonly choice: ColumnChoice;
  readonly apiRef?: Ref<GridApi>;
};

const rowKey = (row: ShownRecord) => row.id;

/** A grid for any kind of record, made from its declaration. Rows are loaded when they become visible (D-3). */
export function EntityGrid({
  entity,
  where,
  search,
  life,
  sort,
  onSort,
  group,
  folds,
  openId,
  onOpen,
  empty,
  choice,
  apiRef,
}: EntityGridProps) {
  const [{ density }] = usePreferences();
  const { list, order } = useListQuestion(entity, { life, where, search, sort });
  const rows = useListRows(entity, list, { columns: choice.names, group, sort: order });
  const groups = useGridGroups(rows.grouping, folds);
  const specs = useFieldSpecs(entity, rows.refs);
  const { marks, replacedCount } = useRowMarks(entity, rows.refs);
  const isBeside = openId !== undefined;
  const head = useGridHead(entity, choice, { specs, refs: rows.refs, replacedCount, sort: order, onSort, isBeside });
  const selection = useRowSelection(entity, list, { rowCount: rows.count, shown: choice.names });
  const acts = useRowActs(entity, list, selection);
  const open = useSteady((row: ShownRecord, index: number) => onOpen(row.id, index));
  const hasNextStep = choice.names.includes(stageColumns.nextStep);
  const hasLimits = useLimitedStates(entity).size > 0;
  const { range, see } = useRowsInSight(hasNextStep || hasLimits);
  const onVisibleRange = useSteady((...[start, end, stretches]: Parameters<typeof rows.onVisibleRange>) => {
    see(start, end);
    rows.onVisibleRange(start, end, stretches);
  });
  return (
    <>
      {rows.problem === undefined ? null : (
        <p role="status" className={classes.problem}>
          {rows.problem}
        </p>
      )}
      <StageTimes entity={entity} rowAt={rows.rowAt} range={range}>
        <NextSteps isOn={hasNextStep} rowAt={rows.rowAt} range={range}>
          <Grid<ShownRecord>
            label={entity.label.many}
            {...head}
            rowCount={rows.rowCount}
            rowAt={rows.rowAt}
            readRows={rows.readRows}
            rowKey={rowKey}
            onVisibleRange={onVisibleRange}
            {...selection.props}
            {...(openId === undefined ? {} : { openKey: openId })}
            onOpen={open}
            {...acts.props}
            {...marks}
            {...groups}
            footer={{ scope: <RecordCount entity={entity} count={rows.count} />, sums: rows.sums }}
            density={density}
            empty={rows.grouping.state === 'loading' ? undefined : empty}
            {...(apiRef === undefined ? {} : { apiRef })}
          />
        </NextSteps>
      </StageTimes>
      {acts.dialogs}
    </>
  );
}
