import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { GridEdit } from '@outpost/ui/grid/grid-model';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { changedLabel } from '../records/act-words.ts';
import { manyOf } from '../records/entity-shape.ts';
import { useRepeatedChange } from '../repeats/repeated-changes.tsx';
import { useConvertInstead } from '../records/open-conversion.ts';

/** The contract's limit of edits in one act. */
const mostEdits = 1_000;

/** Chosen: an act of these values is below the size that the device allows, together with the values that they replace. */
const mostChars = 250_000;
const verbs = { paste: 'Pasted into', fill: 'Filled', clear: 'Cleared' } as const;

/**
 * Makes acts of changed cells: one for a cell, and one for all cells of a paste, a fill or a clear. More rows than an act takes
 * are several acts of one group, with one undo.
 */
export function useGridEdits(entity: Entity) {
  const formats = useFormats();
  const { perform, performGroup } = useActs();
  const change = useRepeatedChange();
  const convertInstead = useConvertInstead();
  return {
    edit: (row: ShownRecord, field: string, value: JsonValue): void => {
      if (convertInstead(row, { [field]: value })) return;
      const label = changedLabel(entity, titleOf(entity, row), [field]);
      change({ entity, id: row.id, fields: { [field]: value }, label });
    },
    editMany: (edits: readonly GridEdit<ShownRecord>[], how: keyof typeof verbs, left?: string): void => {
      const byRow = new Map<string, Record<string, JsonValue>>();
      for (const { row, column, value } of edits) byRow.set(row.id, { ...byRow.get(row.id), [column]: value });
      const label = `${verbs[how]} ${formats.plural(edits.length, 'cell', 'cells')} of ${formats.plural(byRow.size, entity.label.one.toLowerCase(), manyOf(entity))}`;
      const [first, ...rest] = piecesOf([...byRow].map(([id, fields]) => ({ entity: entity.name, id, fields }))).map(
        (piece) => ({ label, shape: 'each' as const, edits: [...piece] }),
      );
      const said = left === undefined ? label : `${label}. ${left}`;
      if (first === undefined) return;
      if (rest.length === 0) void perform(first, { said });
      else void performGroup([first, ...rest], said);
    },
  };
}

type CellsOfRow = { readonly entity: string; readonly id: string; readonly fields: Record<string, JsonValue> };

/** Divides the changed rows into acts, each within the limits of an act. */
function piecesOf(rows: readonly CellsOfRow[]): readonly (readonly CellsOfRow[])[] {
  const pieces: CellsOfRow[][] = [];
  let chars = 0;
  for (const row of rows) {
    const own = JSON.stringify(row.fields).length;
    const last = pieces.at(-1);
    if (last !== undefined && last.length < mostEdits && chars + own <= mostChars) {
      last.push(row);
      chars += own;
    } else {
      pieces.push([row]);
      chars = own;
    }
  }
  return pieces;
}
