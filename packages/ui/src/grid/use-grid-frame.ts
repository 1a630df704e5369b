import { useId, useMemo, useRef } from 'react';
import { useNarrow } from '../parts/use-narrow.ts';
import { gridLayout } from './grid-layout.ts';
import { gridLines } from './grid-lines.ts';
import type { GridProps } from './grid-model.ts';
import { useColumnsInSight, wholeRowsUpTo } from './columns/use-columns-in-sight.ts';
import { useGridClipboard } from './use-grid-clipboard.ts';
import { useGridPointer } from './use-grid-pointer.ts';
import { useGridState } from './use-grid-state.ts';
import { useGridWindow } from './use-grid-window.ts';
import { useInnerWidth } from '../parts/use-inner-width.ts';

/** A grid before it is drawn: its elements, its layout, its visible lines and columns, its state, and the handlers of clipboard and pointer. */
export type GridFrame<Row> = ReturnType<typeof useGridFrame<Row>>;

/** Returns the frame of a grid. */
export function useGridFrame<Row>(props: GridProps<Row>) {
  const gridId = useId();
  const isNarrow = useNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const { columns: given, widths, rowCount, density, pinned } = props;
  const width = useInnerWidth(scroller, given.length > wholeRowsUpTo || (pinned !== undefined && pinned.length > 0));
  const layout = useMemo(
    () => gridLayout({ columns: given, widths, rowCount, density, pinned }, { isNarrow, width }),
    [given, widths, rowCount, density, pinned, isNarrow, width],
  );
  const { columns } = layout;
  const lines = useMemo(() => gridLines(props.rowCount, props.groups), [props.rowCount, props.groups]);
  const isThere = (line: number): boolean => {
    const at = lines.at(line);
    return at?.kind === 'group' || (at !== undefined && props.rowAt(at.index) !== undefined);
  };
  const sight = useGridWindow({ count: lines.count, lineHeight: layout.lineHeight, isThere }, scroller, layer);
  const state = useGridState(props, { columns, lines, scroller, scrollTo: sight.scrollTo });
  const clipboard = useGridClipboard(columns, lines, state);
  const pointer = useGridPointer({ lines, state, scroller, fillRange: clipboard.fillRange });
  const { active, editing } = state;
  const editedAt = editing === undefined ? -1 : columns.findIndex(({ id }) => id === editing.column);
  const drawnColumns = useColumnsInSight(scroller, layout, { width, always: [active?.column ?? -1, editedAt] });
  return { gridId, isNarrow, scroller, layer, layout, lines, sight, state, clipboard, pointer, drawnColumns };
}
