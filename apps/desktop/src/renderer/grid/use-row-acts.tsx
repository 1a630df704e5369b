import { stagesIn } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { GridProps } from '@outpost/ui/grid/grid-model';
import type { ReactNode } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import type { ManyRecords } from '../queries/many-records.ts';
import { stageFieldOf } from '../records/entity-shape.ts';
import { pipelineAsked } from '../records/stages/pipeline-filter.ts';
import { usePipelineChange } from '../records/stages/use-pipeline-change.tsx';
import { useStageMoves } from '../records/stages/use-stage-moves.tsx';
import { useCellDraft } from './use-cell-draft.ts';
import { useGridEdits } from './use-grid-edits.ts';
import type { RowSelection } from './use-row-selection.tsx';

/** The acts on the rows of a grid. */
export type RowActs = {
  readonly props: Pick<GridProps<ShownRecord>, 'onEdit' | 'onEditMany' | 'onDraft' | 'onDigit'>;
  /** The dialogs of moves; the screen must draw them. */
  readonly dialogs: ReactNode;
};

/**
 * Returns the acts on the rows of a grid: edits of cells, and moves to the stage of a digit. A digit moves the row, or opens the
 * change of the selected records, where there are any.
 */
export function useRowActs(
  entity: Entity,
  { where, life }: ManyRecords,
  { isSelecting, change }: Pick<RowSelection, 'isSelecting' | 'change'>,
): RowActs {
  const edits = useGridEdits(entity);
  const moves = useStageMoves();
  const pipelines = usePipelineChange();
  const stage = stageFieldOf(entity);
  return {
    props: {
      onEdit: (row, field, value) =>
        field === entity.pipelines && typeof value === 'string'
          ? pipelines.open(row, value)
          : edits.edit(row, field, value),
      onEditMany: edits.editMany,
      onDraft: useCellDraft(entity),
      onDigit: (row, digit) => {
        const state = stagesIn(entity, pipelineAsked(entity, where))[digit - 1]?.value;
        if (!isSelecting) moves.toPlace(row, digit);
        else if (stage && state !== undefined && life === 'alive')
          change({ lines: [{ field: stage.name, how: 'set', value: state }] });
      },
    },
    dialogs: (
      <>
        {moves.dialog}
        {pipelines.dialog}
      </>
    ),
  };
}
