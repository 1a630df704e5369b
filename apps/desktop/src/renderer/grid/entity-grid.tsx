import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Grid } from '@outpost/ui/grid/grid';
import type { GridApi, GridEdit } from '@outpost/ui/grid/grid-model';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { type ReactNode, type Ref, useCallback, useMemo, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { readSort } from '../window/list-address.ts';
import { usePreferences } from '../places/preferences.ts';
import { useActs } from '../queries/use-acts.ts';
import { useSummary } from '../queries/record-queries.ts';
import { useOutbox } from '../queries/sync-queries.ts';
import { useWindows } from '../queries/use-windows.ts';
import { changedLabel, waitingByRecord, waitingFallback } from '../records/act-words.ts';
import { manyOf, stageFieldOf } from '../records/entity-shape.ts';
import { defaultSort, listOrder } from '../records/list-order.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { readOnlyReason } from '../records/may.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { useStageMoves } from '../records/use-stage-moves.tsx';
import { usePrincipal } from '../session/session-context.tsx';
import { useReplacedMarks } from '../sync/replaced-marks.ts';
import { gridGroups, sumTexts } from './grid-sums.ts';
import { useColumnChoice, useGridColumns } from './use-grid-columns.tsx';

/** The properties of a grid of one kind of record. */
export type EntityGridProps = {
  readonly entity: Entity;
  readonly where: Filter | undefined;
  readonly search: string | undefined;
  readonly life: 'alive' | 'deleted';
  readonly sort: string | undefined;
  readonly onSort: (sort: string | undefined) => void;
  readonly group: string | undefined;
  readonly openId: string | undefined;
  readonly onOpen: (id: string, index: number) => void;
  readonly empty: ReactNode;
  readonly apiRef?: Ref<GridApi>;
};

const rowKey = (row: ShownRecord) => row.id;
/** The contract's limit of edits in one act. */
const maxEdits = 1_000;

/** A grid for any kind of record, made from its declaration. Rows are loaded when they become visible (D-3). */
export function EntityGrid({
  entity,
  where,
  search,
  life,
  sort,
  onSort,
  group,
  openId,
  onOpen,
  empty,
  apiRef,
}: EntityGridProps) {
  const formats = useFormats();
  const [{ density }] = usePreferences();
  const principal = usePrincipal();
  const acts = useActs();
  const choice = useColumnChoice(entity);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());

  const about = {
    entity: entity.name,
    life,
    ...(where === undefined ? {} : { where }),
    ...(search === undefined ? {} : { search }),
  };
  const { worth } = entity;
  const summed = useMemo(
    () =>
      [...new Set([worth, ...choice.names.filter((name) => entity.fields[name]?.type === 'money')])].filter(
        (name) => name !== undefined,
      ),
    [worth, choice.names, entity],
  );
  const totals = useSummary({ ...about, sums: [...summed] });
  const grouped = useSummary(
    { ...about, ...(group === undefined ? {} : { groupBy: group }), sums: [...summed] },
    { isOff: group === undefined },
  );

  const catalogue = useCatalogue();
  const unchosen = useMemo(() => defaultSort(catalogue, entity), [catalogue, entity]);
  const order = useMemo(() => listOrder(unchosen, sort, group), [unchosen, sort, group]);
  const chosen = readSort(sort) ?? unchosen;
  const windows = useWindows(
    useMemo(
      () => [
        {
          key: 'grid',
          query: {
            entity: entity.name,
            life,
            ...(where === undefined ? {} : { where }),
            ...(search === undefined ? {} : { search }),
            sort: [...order],
          },
        },
      ],
      [entity, life, where, search, order],
    ),
  );
  const { show, rowAt: rowOf, refs } = windows;
  const specs = useFieldSpecs(entity, refs);
  const marks = useReplacedMarks(refs);
  const replacedCount = useCallback((field: string) => marks.countOf(entity.name, field), [marks, entity]);
  const stageName = stageFieldOf(entity)?.name;
  const names = useMemo(
    () =>
      openId === undefined
        ? choice.names
        : [
            entity.title,
            stageName ?? choice.names.find((name) => name !== entity.title && name !== worth),
            worth,
          ].filter((name) => name !== undefined),
    [openId, choice.names, entity, stageName, worth],
  ); // beside an open record there is room for three columns
  const columns = useGridColumns(entity, names, { specs, replacedCount });
  const outbox = useOutbox().data?.entries;
  const waiting = useMemo(() => waitingByRecord(outbox ?? []), [outbox]);
  const moves = useStageMoves();

  const total = totals.data?.groups[0];
  const rowCount = totals.data?.groups.reduce((sum, one) => sum + one.count, 0) ?? 0;
  const groups =
    group === undefined || !grouped.data
      ? undefined
      : gridGroups(entity, group, { groups: grouped.data.groups, folded, formats });
  const groupedCount = groups?.reduce((sum, one) => sum + one.count, 0);
  const nameOf = useCallback((id: string) => refs[id]?.title, [refs]);

  const edit = (row: ShownRecord, field: string, value: JsonValue) => {
    void acts.perform({
      label: changedLabel(entity, titleOf(entity, row), [field]),
      edits: [{ entity: entity.name, id: row.id, fields: { [field]: value } }],
    });
  };
  const editMany = (edits: readonly GridEdit<ShownRecord>[], how: 'paste' | 'fill' | 'clear') => {
    const byRow = new Map<string, Record<string, JsonValue>>();
    for (const { row, column, value } of edits) byRow.set(row.id, { ...byRow.get(row.id), [column]: value });
    const verb = { paste: 'Pasted into', fill: 'Filled', clear: 'Cleared' }[how];
    void acts.perform({
      label: `${verb} ${formats.plural(edits.length, 'cell', 'cells')} of ${formats.plural(byRow.size, entity.label.one.toLowerCase(), manyOf(entity))}`,
      shape: 'each',
      edits: [...byRow].slice(0, maxEdits).map(([id, fields]) => ({ entity: entity.name, id, fields })),
    });
  };
  const error = totals.error ?? windows.error;
  if (error) throw error; // the screen's boundary draws it

  return (
    <>
      <Grid<ShownRecord>
        label={entity.label.many}
        columns={columns}
        rowCount={groupedCount ?? rowCount}
        rowAt={(index) => rowOf('grid', index)}
        rowKey={rowKey}
        onVisibleRange={useCallback(
          (_start: number, _end: number, stretches: readonly { start: number; end: number }[]) =>
            show('grid', stretches),
          [show],
        )}
        sort={{ column: chosen.field, direction: chosen.direction }}
        onSort={(next) => onSort(next && `${next.column}.${next.direction}`)}
        widths={choice.widths}
        onWidths={choice.setWidths}
        allColumns={[...specs.values()].map((spec) => ({ id: spec.id, header: spec.label }))}
        onColumns={choice.setNames}
        selection={selection}
        onSelection={setSelection}
        {...(openId === undefined ? {} : { openKey: openId })}
        onOpen={(row, index) => onOpen(row.id, index)}
        onEdit={edit}
        onEditMany={editMany}
        readOnlyReason={(row, field) => readOnlyReason(principal, entity, { record: row, nameOf, field })}
        markOf={(row, field) => {
          const replaced = row.replaced.includes(field) ? marks.at(row.id, field) : undefined;
          return replaced && { replaced };
        }}
        rowMark={(row) => (row.waiting > 0 ? (waiting.get(row.id) ?? waitingFallback(row)) : undefined)}
        {...(groups === undefined
          ? {}
          : {
              groups,
              onToggleGroup: (key: string) =>
                setFolded(
                  (before) => new Set(before.has(key) ? [...before].filter((one) => one !== key) : [...before, key]),
                ),
            })}
        footer={{
          scope: (
            <>
              <strong>{formats.count(rowCount)}</strong>{' '}
              {rowCount === 1 ? entity.label.one.toLowerCase() : manyOf(entity)}
            </>
          ),
          sums: total ? sumTexts(entity, total.sums, formats) : [],
        }}
        density={density}
        onDigit={(row, digit) => moves.toPlace(row, digit)}
        empty={empty}
        {...(apiRef === undefined ? {} : { apiRef })}
      />
      {moves.dialog}
    </>
  );
}
