import { type KeyboardEvent, type MouseEvent, useCallback, useId, useImperativeHandle, useMemo, useRef } from 'react';
import { GridFoot } from './grid-foot.tsx';
import { GridHead } from './grid-head.tsx';
import { handleGridKey } from './grid-keys.ts';
import { GridLayer } from './grid-layer.tsx';
import { gridLayout } from './grid-layout.ts';
import { gridLines } from './grid-lines.ts';
import type { GridProps } from './grid-model.ts';
import { cellId } from './grid-row.tsx';
import { noRows, selectedCount } from './grid-selection.ts';
import { useColumnsInSight, wholeRowsUpTo } from './use-columns-in-sight.ts';
import { useGridClipboard } from './use-grid-clipboard.ts';
import { useGridPointer } from './use-grid-pointer.ts';
import { useGridState } from './use-grid-state.ts';
import { useGridWindow } from './use-grid-window.ts';
import { useInnerWidth } from './use-inner-width.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import { useShownRows } from './use-shown-rows.ts';
import classes from './grid.module.css';

const MAX_SUMMED = 20_000; // at most this many rows of a range are summed during drawing; more would cost frames

/**
 * The grid: one tab stop, virtual rows read by index, cells edited in place. The package's README lists the keys; grid-keys.ts
 * handles them.
 */
export function Grid<Row>(props: GridProps<Row>) {
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
  const grid = useGridWindow({ count: lines.count, lineHeight: layout.lineHeight, isThere }, scroller, layer);
  const state = useGridState(props, { columns, lines, scroller, scrollTo: grid.scrollTo });
  const clipboard = useGridClipboard(columns, lines, state);
  const pointer = useGridPointer({ lines, state, scroller, fillRange: clipboard.fillRange });
  const { active, editing } = state;
  const editedAt = editing === undefined ? -1 : columns.findIndex(({ id }) => id === editing.column);
  const drawnColumns = useColumnsInSight(scroller, layout, { width, always: [active?.column ?? -1, editedAt] });

  const isOnCell = active !== undefined && active.column >= 0;
  const keysOfCell = isOnCell ? 'plain' : undefined; // typing starts an edit
  const takenKeys = editing ? 'all' : keysOfCell;

  useShownRows(lines, grid.wanted, props.onVisibleRange);
  useImperativeHandle(props.apiRef, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    go: (index) => state.setActive({ line: lines.lineOf(index), column: -1 }),
  }));

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    // Menus and popovers of cells are portals, but React bubbles their key events up to here.
    const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (!inside || editing || event.defaultPrevented || event.nativeEvent.isComposing) return;
    if (
      event.target instanceof Element &&
      event.target !== event.currentTarget &&
      event.target.closest('input, textarea, button, a')
    )
      return;
    const handled = handleGridKey(event, {
      props,
      columns,
      lines,
      state,
      pageLines: grid.pageLines,
      fillDown: clipboard.fillDown,
      clear: clipboard.clear,
      widthOf: (column) => document.getElementById(cellId(gridId, { line: -1, column }))?.offsetWidth ?? 120,
      openLink: () => {
        const cell = active && document.getElementById(cellId(gridId, active));
        const [link] = cell?.querySelectorAll<HTMLAnchorElement>('a[data-cell-link]') ?? [];
        link?.click();
        return link !== undefined;
      },
    });
    if (handled) event.preventDefault();
  };
  const { setMenuAt } = state;
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
    if (!head || isNarrow || props.onPin === undefined) return;
    event.preventDefault();
    state.setMenuAt(head.dataset['column']);
  };
  /**
   * Returns the element id of the active cell, or `undefined` while the cell is not drawn (its row is out of view or its column
   * was removed).
   */
  const drawnCellId = () => {
    if (!active || (active.line >= 0 && !grid.lines.includes(active.line))) return undefined;
    const isWhole = active.column >= columns.length || lines.at(active.line)?.kind === 'group';
    return cellId(gridId, isWhole ? { line: active.line, column: -1 } : active);
  };
  const rowsInRange =
    state.range && state.range.bottom - state.range.top <= MAX_SUMMED
      ? state.rowsIn(state.range).map(({ row }) => row)
      : [];
  const isEmpty = props.rowCount === 0 && props.empty !== undefined;
  return (
    <div className={`${classes.grid} ${isNarrow ? classes.narrow : ''}`}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- what the pointer does here, keys do as well: grid-keys.ts */}
      <div
        ref={scroller}
        role={props.groups ? 'treegrid' : 'grid'}
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={lines.count + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable
        aria-activedescendant={editing ? undefined : drawnCellId()}
        className={classes.scroller}
        data-empty={isEmpty || undefined}
        data-takes-keys={takenKeys}
        onFocus={(event) => {
          if (event.target !== event.currentTarget || state.focusUnread()) return;
          if (!active && lines.count > 0) state.setActive({ line: 0, column: -1 });
        }}
        onKeyDown={onKeyDown}
        onContextMenu={onContextMenu}
        {...pointer}
        onCopy={clipboard.onCopy}
        onPaste={clipboard.onPaste}
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
            columns={columns}
            active={active?.line === -1 ? active : undefined}
            sort={props.sort}
            onSort={props.onSort}
            widths={props.widths}
            onWidths={isNarrow ? undefined : props.onWidths}
            pinned={pinned}
            onPin={isNarrow ? undefined : props.onPin}
            menuAt={state.menuAt}
            onMenu={onMenu}
            allColumns={isNarrow ? undefined : props.allColumns}
            chosenColumns={props.chosenColumns}
            onColumns={props.onColumns}
          />
          <div style={{ height: isEmpty ? 0 : grid.height, position: 'relative' }}>
            <GridLayer
              gridId={gridId}
              layer={layer}
              drawn={grid.lines}
              drawnColumns={drawnColumns}
              origin={grid.origin}
              top={grid.layerTop}
              lines={lines}
              layout={layout}
              state={state}
              grid={props}
            />
          </div>
        </div>
      </div>
      {/* Beside the grid, not in it: an ARIA grid contains only rows. */}
      {isEmpty ? <div className={classes.empty}>{props.empty}</div> : null}
      <div role="status" aria-live="polite" className="outpost-visually-hidden">
        {state.notice}
      </div>
      <div role="status" aria-live="polite" className="outpost-visually-hidden">
        {props.notice}
      </div>
      <GridFoot
        footer={props.footer}
        range={state.range}
        rowsInRange={rowsInRange}
        columns={columns}
        selectedCount={selectedCount(props.selection ?? noRows, props.rowCount)}
        selectionBar={props.selectionBar}
      />
    </div>
  );
}
