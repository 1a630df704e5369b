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
const maxEdits = 1_000;
const verbs = { paste: 'Pasted into', fill: 'Filled', clear: 'Cleared' } as const;

/** Makes acts of changed cells: one for a cell, and one for all cells of a paste, a fill or a clear. */
export function useGridEdits(entity: Entity) {
  const formats = useFormats();
  const { perform } = useActs();
  const change = useRepeatedChange();
  const convertInstead = useConvertInstead();
  return {
    edit: (row: ShownRecord, field: string, value: JsonValue): void => {
      if (convertInstead(row, { [field]: value })) return;
      const label = changedLabel(entity, titleOf(entity, row), [field]);
      change({ entity, id: row.id, fields: { [field]: value }, label });
    },
    editMany: (edits: readonly GridEdit<ShownRecord>[], how: keyof typeof verbs): void => {
      const byRow = new Map<string, Record<string, JsonValue>>();
      for (const { row, column, value } of edits) byRow.set(row.id, { ...byRow.get(row.id), [column]: value });
      void perform({
        label: `${verbs[how]} ${formats.plural(edits.length, 'cell', 'cells')} of ${formats.plural(byRow.size, entity.label.one.toLowerCase(), manyOf(entity))}`,
        shape: 'each',
        edits: [...byRow].slice(0, maxEdits).map(([id, fields]) => ({ entity: entity.name, id, fields })),
      });
    },
  };
}
