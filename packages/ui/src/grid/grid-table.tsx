import { type KeyboardEvent, type MouseEvent, useCallback } from 'react';
import { GridHead } from './grid-head.tsx';
import { handleGridKey } from './grid-keys.ts';
import { GridLayer } from './grid-layer.tsx';
import type { GridProps } from './grid-model.ts';
import { cellId } from './grid-row.tsx';
import type { GridFrame } from './use-grid-frame.ts';
import classes from './grid.module.css';

type GridTableProps<Row> = {
  readonly grid: GridProps<Row>;
  readonly frame: GridFrame<Row>;
  readonly isEmpty: boolean;
};

/** Returns whether a key press belongs to the grid, and not to a control in it, to an edit or to a menu above it. */
function isForGrid({ target, currentTarget, defaultPrevented, nativeEvent }: KeyboardEvent<HTMLDivElement>): boolean {
  // Menus and popovers of cells are portals, but React bubbles their key events up to here.
  if (!(target instanceof Node) || !currentTarget.contains(target)) return false;
  if (defaultPrevented || nativeEvent.isComposing) return false;
  return (
    target === currentTarget || !(target instanceof Element) || target.closest('input, textarea, button, a') === null
  );
}

/** Handles a key press on the grid. */
function pressKey<Row>(event: KeyboardEvent<HTMLDivElement>, { grid, frame }: Omit<GridTableProps<Row>, 'isEmpty'>) {
  const { gridId, layout, lines, state, clipboard } = frame;
  if (state.editing || !isForGrid(event)) return;
  const handled = handleGridKey(event, {
    props: grid,
    columns: layout.columns,
    lines,
    state,
    pageLines: frame.sight.pageLines,
    fillDown: clipboard.fillDown,
    clear: clipboard.clear,
    widthOf: (column) => document.getElementById(cellId(gridId, { line: -1, column }))?.offsetWidth ?? 120,
    openLink: () => {
      const cell = state.active && document.getElementById(cellId(gridId, state.active));
      const [link] = cell?.querySelectorAll<HTMLAnchorElement>('a[data-cell-link]') ?? [];
      link?.click();
      return link !== undefined;
    },
  });
  if (handled) event.preventDefault();
}

/**
 * Returns the element id of the active cell, or `undefined` while the cell is not drawn (its row is out of view or its column
 * was removed).
 */
function drawnCellId<Row>({ gridId, layout, lines, state, sight }: GridFrame<Row>): string | undefined {
  const { active } = state;
  if (!active || (active.line >= 0 && !sight.lines.includes(active.line))) return undefined;
  const isWhole = active.column >= layout.columns.length || lines.at(active.line)?.kind === 'group';
  return cellId(gridId, isWhole ? { line: active.line, column: -1 } : active);
}

/** The scrolling part of a grid, one tab stop: its head and its visible rows. */
export function GridTable<Row>({ grid, frame, isEmpty }: GridTableProps<Row>) {
  const { gridId, isNarrow, scroller, layout, lines, state, sight } = frame;
  const { active, editing, setMenuAt } = state;
  const isOnCell = active !== undefined && active.column >= 0;
  const keysOfCell = isOnCell ? 'plain' : undefined; // typing starts an edit
  const onMenu = useCallback(
    (column: string | undefined) => {
      setMenuAt(column);
      if (column === undefined) scroller.current?.focus({ preventScroll: true });
    },
    [setMenuAt, scroller],
  );
  /** Opens the menu of a column by the other button of the mouse on its head. */
  const onContextMenu = (event: MouseEvent<HTMLDivElement>) => {
    const head = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]') : null;
    if (!head || isNarrow || grid.onPin === undefined) return;
    event.preventDefault();
    setMenuAt(head.dataset['column']);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- what the pointer does here, keys do as well: grid-keys.ts
    <div
      ref={scroller}
      role={grid.groups ? 'treegrid' : 'grid'}
      tabIndex={0}
      aria-label={grid.label}
      aria-rowcount={lines.count + 1}
      aria-colcount={layout.columns.length + 1}
      aria-multiselectable
      aria-activedescendant={editing ? undefined : drawnCellId(frame)}
      className={classes.scroller}
      data-empty={isEmpty || undefined}
      data-takes-keys={editing ? 'all' : keysOfCell}
      onFocus={(event) => {
        if (event.target !== event.currentTarget || state.focusUnread()) return;
        if (!active && lines.count > 0) state.setActive({ line: 0, column: -1 });
      }}
      onKeyDown={(event) => pressKey(event, { grid, frame })}
      onContextMenu={onContextMenu}
      {...frame.pointer}
      onCopy={frame.clipboard.onCopy}
      onPaste={frame.clipboard.onPaste}
    >
      <div
        className={classes.inner}
        style={{
          minWidth: layout.minWidth,
          ['--gutter' as string]: `${layout.gutter}px`,
          ['--cols' as string]: layout.template,
        }}
      >
        <GridHead
          gridId={gridId}
          columns={layout.columns}
          active={active?.line === -1 ? active : undefined}
          sort={grid.sort}
          onSort={grid.onSort}
          widths={grid.widths}
          onWidths={isNarrow ? undefined : grid.onWidths}
          pinned={grid.pinned}
          onPin={isNarrow ? undefined : grid.onPin}
          menuAt={state.menuAt}
          onMenu={onMenu}
          allColumns={isNarrow ? undefined : grid.allColumns}
          chosenColumns={grid.chosenColumns}
          onColumns={grid.onColumns}
        />
        <div style={{ height: isEmpty ? 0 : sight.height, position: 'relative' }}>
          <GridLayer
            gridId={gridId}
            layer={frame.layer}
            drawn={sight.lines}
            drawnColumns={frame.drawnColumns}
            origin={sight.origin}
            top={sight.layerTop}
            lines={lines}
            layout={layout}
            state={state}
            grid={grid}
          />
        </div>
      </div>
    </div>
  );
}
