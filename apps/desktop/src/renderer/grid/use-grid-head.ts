import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import type { GridProps, GridSort } from '@outpost/ui/grid/grid-model';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useSteady } from '@outpost/ui/parts/use-steady';
import { useMemo } from 'react';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import { useReferredFields } from '../records/use-field-specs.ts';
import { offeredStageColumns } from '../records/stages/stage-figures.ts';
import type { ListSort } from '../window/list-address.ts';
import type { ColumnChoice } from './use-column-choice.ts';
import { columnsBesideRecord, useGridColumns, withDistance } from './use-grid-columns.tsx';
import { useReferredColumns, useReferredPaths } from './use-referred-columns.tsx';

/** The properties of the head of a grid. */
export type GridHeadProps = Pick<
  GridProps<ShownRecord>,
  | 'columns'
  | 'sort'
  | 'onSort'
  | 'widths'
  | 'onWidths'
  | 'pinned'
  | 'onPin'
  | 'allColumns'
  | 'chosenColumns'
  | 'onColumns'
>;

/**
 * Returns the head of a grid: the chosen columns, or the few beside an open record, with their order, widths and pins. The grid
 * draws its head again when one of them changes.
 */
export function useGridHead(
  entity: Entity,
  choice: ColumnChoice,
  about: {
    readonly specs: ReadonlyMap<string, FieldSpec>;
    /** The records that the rows refer to, with the fields that the columns show. */
    readonly refs: RefNames;
    readonly replacedCount: (field: string) => number;
    readonly sort: ListSort;
    readonly onSort: (sort: string | undefined) => void;
    /** A record is open beside the grid. */
    readonly isBeside: boolean;
  },
): GridHeadProps {
  const { specs, refs, replacedCount, sort, onSort, isBeside } = about;
  const { currency } = useFormats();
  const names = useMemo(
    () => (isBeside ? columnsBesideRecord(entity, choice.names) : withDistance(entity, choice.names, sort)),
    [isBeside, choice.names, entity, sort],
  );
  const referred = useReferredColumns(entity, useReferredPaths(entity, choice.names), refs);
  const referredFields = useReferredFields(entity);
  return {
    columns: useGridColumns(entity, names, { specs, referred, replacedCount, sort }),
    sort: useMemo(() => ({ column: sort.field, direction: sort.direction }), [sort]),
    onSort: useSteady((next: GridSort | undefined) => onSort(next && `${next.column}.${next.direction}`)),
    widths: choice.widths,
    onWidths: choice.setWidths,
    ...(isBeside ? {} : { pinned: choice.pins, onPin: choice.setPins }),
    allColumns: useMemo(
      () => [
        ...[...specs.values()].map((spec) => ({ id: spec.id, header: spec.label })),
        ...offeredStageColumns(entity, currency),
        ...referredFields.map(({ path, label, reference }) => ({ id: path, header: label, heading: reference.label })),
      ],
      [specs, referredFields, entity, currency],
    ),
    chosenColumns: choice.names,
    onColumns: choice.setNames,
  };
}
