import { checkRecord } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { CardRefusals } from '@outpost/ui/board/board-model';
import type { ReactNode } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useGridEdits } from '../grid/use-grid-edits.ts';
import type { Names } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useStageMoves } from '../records/stages/use-stage-moves.tsx';
import type { ValueColumn } from './board-columns.ts';
import type { BoardField } from './board-fields.ts';

/** Moves of cards between the columns of a board. */
export type BoardMoves = {
  /**
   * Returns the columns to which a record cannot be moved, each with the reason. `nameOf` names the people in those
   * sentences.
   */
  readonly refusalsOf: (record: ShownRecord, columns: readonly ValueColumn[], nameOf: Names) => CardRefusals;
  readonly to: (record: ShownRecord, column: ValueColumn) => void;
  /** The dialog for the fields that a move asks for; the screen must draw it. */
  readonly dialog: ReactNode;
};

/**
 * Returns the moves of a board. On a board of stages they follow the workflow, which may ask for fields (T-14). On a board of another
 * choice a move writes the field, as an edit of its cell does, and the rules of the kind decide (S-4d).
 */
export function useBoardMoves(entity: Entity, by: BoardField, hasMoves: boolean): BoardMoves {
  const moves = useStageMoves();
  const { edit } = useGridEdits(entity);
  const catalogue = useCatalogue();
  return {
    refusalsOf(record, columns, nameOf) {
      const ways = hasMoves ? moves.from(record, nameOf) : undefined;
      return new Map(
        columns.flatMap((column): [string, string][] => {
          const { id, name, value, takesNone } = column;
          if (takesNone !== undefined) return [[id, takesNone]];
          if ((record.fields[by.name] ?? null) === value) return [];
          if (!ways) {
            const moved = { ...record, life: 'alive' as const, fields: { ...record.fields, [by.name]: value } };
            const broken = checkRecord(catalogue, entity, moved);
            return broken ? [[id, broken.message]] : [];
          }
          const way = ways.find(({ to }) => to === value);
          if (!way) return [[id, `No move leads to ${name}.`]];
          return way.why === null ? [] : [[id, way.why]];
        }),
      );
    },
    to(record, { value }) {
      if (!hasMoves) edit(record, by.name, value);
      else if (value !== null) moves.to(record, value);
    },
    dialog: moves.dialog,
  };
}
