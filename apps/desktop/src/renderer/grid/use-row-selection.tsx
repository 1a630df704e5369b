import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { GridProps } from '@outpost/ui/grid/grid-model';
import { type GridSelection, noRows } from '@outpost/ui/grid/grid-selection';
import { useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { SelectionBar, type WishedDialog } from '../many/selection-bar.tsx';
import type { ManyRecords } from '../queries/many-records.ts';

/** The selected rows of a grid. */
export type RowSelection = {
  readonly isSelecting: boolean;
  /** Opens the dialog that changes the selected records. */
  readonly change: (dialog: WishedDialog) => void;
  readonly props: Pick<GridProps<ShownRecord>, 'selection' | 'onSelection' | 'selectionBar' | 'onChangeSelected'>;
};

/** Keeps the selected rows of a list. While rows are selected, the grid has the bar of acts on them. */
export function useRowSelection(
  entity: Entity,
  list: ManyRecords,
  { rowCount, shown }: { readonly rowCount: number; readonly shown: readonly string[] },
): RowSelection {
  const [selection, setSelection] = useState<GridSelection>(noRows);
  const [dialog, setDialog] = useState<WishedDialog>();
  const isSelecting = selection.all || selection.keys.size > 0;
  const bar = (
    <SelectionBar
      entity={entity}
      list={list}
      rowCount={rowCount}
      shown={shown}
      selection={selection}
      onSelection={setSelection}
      dialog={dialog}
      onDialog={setDialog}
    />
  );
  return {
    isSelecting,
    change: setDialog,
    props: {
      selection,
      onSelection: setSelection,
      ...(isSelecting ? { selectionBar: bar } : {}),
      ...(isSelecting && list.life === 'alive' ? { onChangeSelected: () => setDialog({}) } : {}),
    },
  };
}
