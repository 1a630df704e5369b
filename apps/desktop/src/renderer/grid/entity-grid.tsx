import { stagesIn } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Grid } from '@outpost/ui/grid/grid';
import type { GridApi } from '@outpost/ui/grid/grid-model';
import { type GridSelection, noRows } from '@outpost/ui/grid/grid-selection';
import { useSteady } from '@outpost/ui/parts/use-steady';
import { type ReactNode, type Ref, useCallback, useMemo, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { SelectionBar, type WishedDialog } from '../many/selection-bar.tsx';
import { usePreferences } from '../places/preferences.ts';
import { isTooCostly } from '../queries/ask.ts';
import { useOutbox } from '../queries/sync-queries.ts';
import { waitingByRecord, waitingFallback } from '../records/act-words.ts';
import { manyOf, stageFieldOf } from '../records/entity-shape.ts';
import { type ListGroup, listGroupWords } from '../records/list-group.ts';
import { defaultSort } from '../records/list-order.ts';
import { readOnlyReason } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { pipelineAsked } from '../records/stages/pipeline-filter.ts';
import { usePipelineChange } from '../records/stages/use-pipeline-change.tsx';
import { useStageMoves } from '../records/stages/use-stage-moves.tsx';
import { usePrincipal } from '../session/session-context.tsx';
import { useReplacedMarks } from '../sync/replaced-marks.ts';
import { readSort } from '../window/list-address.ts';
import { drawnGroups } from './row-groups.ts';
import { useCellDraft } from './use-cell-draft.ts';
import { type ColumnChoice, columnsBesideRecord, useGridColumns, withDistance } from './use-grid-columns.tsx';
import { useGridEdits } from './use-grid-edits.ts';
import { useGridRows } from './use-grid-rows.ts';
import { useGridTotals } from './use-grid-totals.ts';
import type { GroupFolds } from './use-group-folds.ts';
import classes from './grid.module.css';

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

/** A list whose groups cannot be read, because the question for the rows of one of them is refused. */
type RefusedGroups = { readonly list: object; readonly group: string; readonly message: string };

const rowKey = (row: ShownRecord) => row.id;

/** A grid for any kind of record, made from its declaration. Rows are loaded when they become visible (D-3). */
export function EntityGrid({
  entity,
  where,
  search,
  life,
  sort,
  onSort,
  group: wished,
  folds,
  openId,
  onOpen,
  empty,
  choice,
  apiRef,
}: EntityGridProps) {
  const formats = useFormats();
  const [{ density }] = usePreferences();
  const principal = usePrincipal();
  const [selection, setSelection] = useState<GridSelection>(noRows);
  const [dialog, setDialog] = useState<WishedDialog>();
  const isSelecting = selection.all || selection.keys.size > 0;
  const list = useMemo(
    () => ({
      entity: entity.name,
      life,
      ...(where === undefined ? {} : { where }),
      ...(search === undefined ? {} : { search }),
    }),
    [entity, life, where, search],
  );
  const catalogue = useCatalogue();
  const order = useMemo(() => readSort(sort) ?? defaultSort(catalogue, entity), [sort, catalogue, entity]);
  const [refused, setRefused] = useState<RefusedGroups>();
  const isRefused = refused !== undefined && refused.list === list && refused.group === wished?.text;
  const group = isRefused ? undefined : wished;
  const totals = useGridTotals(entity, list, { columns: choice.names, group, sort: order });
  const { groups: found, isGrouping } = totals;
  const rows = useGridRows(entity, list, { sort: order, group, groups: found, isGrouping });
  const isGroupCostly = group !== undefined && found !== undefined && isTooCostly(rows.error);
  if (isGroupCostly) setRefused({ list, group: group.text, message: rows.error?.message ?? '' });
  const groups = useMemo(() => found && drawnGroups(found, folds.isFolded, formats), [found, folds, formats]);
  const { refs } = rows;
  const specs = useFieldSpecs(entity, refs);
  const marks = useReplacedMarks(refs);
  const replacedCount = useCallback((field: string) => marks.countOf(entity.name, field), [marks, entity]);
  const isBeside = openId !== undefined;
  const names = useMemo(
    () => (isBeside ? columnsBesideRecord(entity, choice.names) : withDistance(entity, choice.names, order)),
    [isBeside, choice.names, entity, order],
  );
  const columns = useGridColumns(entity, names, { specs, replacedCount, sort: order });
  const outbox = useOutbox().data?.entries;
  const waiting = useMemo(() => waitingByRecord(outbox ?? []), [outbox]);
  const moves = useStageMoves();
  const pipelines = usePipelineChange();
  const stage = stageFieldOf(entity);
  const edits = useGridEdits(entity);
  const keepDraft = useCellDraft(entity);
  const nameOf = useCallback((id: string) => refs[id]?.title, [refs]);
  // The grid draws its head again when one of these three changes.
  const sorted = useMemo(() => ({ column: order.field, direction: order.direction }), [order]);
  const sortBy = useSteady((next: { readonly column: string; readonly direction: string } | undefined) =>
    onSort(next && `${next.column}.${next.direction}`),
  );
  const allColumns = useMemo(() => [...specs.values()].map((spec) => ({ id: spec.id, header: spec.label })), [specs]);
  // The grid draws a row again when one of these four changes.
  const open = useSteady((row: ShownRecord, index: number) => onOpen(row.id, index));
  const whyReadOnly = useCallback(
    (row: ShownRecord, field: string) => readOnlyReason(principal, entity, { record: row, nameOf, field }),
    [principal, entity, nameOf],
  );
  const markOf = useCallback(
    (row: ShownRecord, field: string) => {
      const replaced = row.replaced.includes(field) ? marks.at(row.id, field) : undefined;
      return replaced && { replaced };
    },
    [marks],
  );
  const rowMark = useCallback(
    (row: ShownRecord) => (row.waiting > 0 ? (waiting.get(row.id) ?? waitingFallback(row)) : undefined),
    [waiting],
  );
  const groupNotice =
    group && groups && `Grouped by ${listGroupWords(group)}: ${formats.plural(groups.length, 'group', 'groups')}`;
  const problem = isRefused ? `The list is not grouped. ${refused.message}` : totals.problem;
  const error = totals.error ?? (isGroupCostly ? null : rows.error);
  if (error) throw error; // the screen's boundary draws it

  return (
    <>
      {problem === undefined ? null : (
        <p role="status" className={classes.problem}>
          {problem}
        </p>
      )}
      <Grid<ShownRecord>
        label={entity.label.many}
        columns={columns}
        rowCount={totals.rowCount}
        rowAt={rows.rowAt}
        rowKey={rowKey}
        onVisibleRange={rows.onVisibleRange}
        sort={sorted}
        onSort={sortBy}
        widths={choice.widths}
        onWidths={choice.setWidths}
        {...(isBeside ? {} : { pinned: choice.pins, onPin: choice.setPins })}
        allColumns={allColumns}
        chosenColumns={choice.names}
        onColumns={choice.setNames}
        selection={selection}
        onSelection={setSelection}
        {...(isSelecting
          ? {
              selectionBar: (
                <SelectionBar
                  entity={entity}
                  list={list}
                  rowCount={totals.count}
                  shown={choice.names}
                  selection={selection}
                  onSelection={setSelection}
                  dialog={dialog}
                  onDialog={setDialog}
                />
              ),
              ...(life === 'alive' ? { onChangeSelected: () => setDialog({}) } : {}),
            }
          : {})}
        {...(openId === undefined ? {} : { openKey: openId })}
        onOpen={open}
        onEdit={(row, field, value) =>
          field === entity.pipelines && typeof value === 'string'
            ? pipelines.open(row, value)
            : edits.edit(row, field, value)
        }
        onEditMany={edits.editMany}
        onDraft={keepDraft}
        readOnlyReason={whyReadOnly}
        markOf={markOf}
        rowMark={rowMark}
        {...(groups === undefined
          ? {}
          : { groups, onToggleGroup: folds.toggle, onFoldGroups: folds.foldAll, notice: groupNotice })}
        footer={{
          scope: (
            <>
              <strong>{formats.count(totals.count)}</strong>{' '}
              {totals.count === 1 ? entity.label.one.toLowerCase() : manyOf(entity)}
            </>
          ),
          sums: totals.sums,
        }}
        density={density}
        onDigit={(row, digit) => {
          const state = stagesIn(entity, pipelineAsked(entity, where))[digit - 1]?.value;
          if (!isSelecting) moves.toPlace(row, digit);
          else if (stage && state !== undefined && life === 'alive')
            setDialog({ lines: [{ field: stage.name, how: 'set', value: state }] });
        }}
        empty={isGrouping ? undefined : empty}
        {...(apiRef === undefined ? {} : { apiRef })}
      />
      {moves.dialog}
      {pipelines.dialog}
    </>
  );
}
