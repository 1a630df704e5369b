import { type KeyboardEvent, type PointerEvent, useEffect, useId, useImperativeHandle, useMemo, useRef } from 'react';
import { GridFoot } from './grid-foot.tsx';
import { GridHead } from './grid-head.tsx';
import { handleGridKey } from './grid-keys.ts';
import { gridLines } from './grid-lines.ts';
import { gutterWidth, type GridColumn, type GridProps, ROW_HEIGHT } from './grid-model.ts';
import type { GridPlace } from './grid-moves.ts';
import { cellId, GridRow, GroupRow } from './grid-row.tsx';
import { useGridClipboard } from './use-grid-clipboard.ts';
import { useGridState } from './use-grid-state.ts';
import { useGridWindow } from './use-grid-window.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import classes from './grid.module.css';

const MAX_SUMMED = 20_000; // at most this many rows of a range are summed during drawing; more would cost frames

const minWidthOf = (column: GridColumn<never>, widths: Readonly<Record<string, number>>) =>
  widths[column.id] ?? column.width ?? column.minWidth ?? 96;

function template<Row>(
  columns: readonly GridColumn<Row>[],
  widths: Readonly<Record<string, number>>,
  isNarrow: boolean,
): string {
  if (isNarrow)
    return `var(--gutter) minmax(0, 1fr) ${columns
      .slice(1)
      .map(() => 'minmax(96px, max-content)')
      .join(' ')}`;
  return `var(--gutter) ${columns
    .map((column) => {
      const fixed = widths[column.id] ?? column.width;
      return fixed === undefined ? `minmax(${column.minWidth ?? 96}px, ${column.flex ?? 1}fr)` : `${fixed}px`;
    })
    .join(' ')}`;
}

/** Returns the columns of a narrow row: the name (with a second line) and the amount. */
function narrowColumns<Row>(columns: readonly GridColumn<Row>[]) {
  const name =
    columns.find((column) => column.narrow === 'name') ?? columns.find((column) => column.isName) ?? columns[0];
  const amount =
    columns.find((column) => column.narrow === 'amount') ?? columns.find((column) => column.field?.kind === 'money');
  return {
    shown: [name, amount].filter((column) => column !== undefined),
    second: columns.find((column) => column.narrow === 'second'),
  };
}

function placeAt(target: EventTarget): GridPlace | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null;
  const { line, place } = cell?.dataset ?? {};
  return line === undefined || place === undefined ? undefined : { line: Number(line), column: Number(place) };
}

/**
 * The grid: one tab stop, virtual rows read by index, cells edited in place. The package's README lists the keys; grid-keys.ts
 * handles them.
 */
export function Grid<Row>(props: GridProps<Row>) {
  const gridId = useId();
  const isNarrow = useNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const dragging = useRef<'range' | 'fill'>(undefined);
  const narrow = isNarrow ? narrowColumns(props.columns) : undefined;
  const columns = narrow?.shown ?? props.columns;
  const lineHeight = narrow?.second ? ROW_HEIGHT.narrow : ROW_HEIGHT[props.density ?? 'compact'];
  const lines = useMemo(() => gridLines(props.rowCount, props.groups), [props.rowCount, props.groups]);
  const grid = useGridWindow(lines.count, lineHeight, scroller, layer);
  const state = useGridState(props, { columns, lines, scroller, scrollTo: grid.scrollTo });
  const clipboard = useGridClipboard(columns, lines, state);
  const { active, editing } = state;

  const { pin } = grid;
  const editedLine = editing && active ? active.line : undefined;
  useEffect(() => pin(editedLine), [pin, editedLine]);

  const first = grid.lines[0] ?? 0;
  const last = grid.lines.at(-1) ?? -1;
  const { onVisibleRange } = props;
  useEffect(() => {
    const stretches = lines.stretches(first, last);
    const start = stretches[0]?.start;
    const end = stretches.at(-1)?.end;
    if (start !== undefined && end !== undefined) onVisibleRange(start, end, stretches);
  }, [first, last, lines, onVisibleRange]);

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
      event.target.closest('input, textarea, button')
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
    });
    if (handled) event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const { target } = event;
    if (
      !(target instanceof Element) ||
      !event.currentTarget.contains(target) ||
      event.button !== 0 ||
      target.closest('input, textarea, [data-editing]')
    )
      return;
    if (target.closest('button')) return event.preventDefault(); // a press on a name or a head leaves the focus on the grid
    const place = placeAt(target);
    if (!place || lines.at(place.line)?.kind !== 'row') return;
    scroller.current?.focus({ preventScroll: true }); // before the place is set, because the first focus moves to the first row
    if (target.closest('[data-handle]')) dragging.current = 'fill';
    else {
      state.setActive(place, { extend: event.shiftKey });
      if (event.pointerType === 'mouse' && place.column >= 0) dragging.current = 'range';
    }
    if (event.pointerType === 'mouse') event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const place = dragging.current === undefined || event.buttons !== 1 ? undefined : placeAt(event.target);
    if (!place || place.column < 0 || !active || (place.line === active.line && place.column === active.column)) return;
    state.setActive(
      dragging.current === 'fill' && state.range
        ? { line: Math.max(place.line, state.range.top), column: active.column }
        : place,
      { extend: true },
    );
  };
  const onPointerUp = () => {
    if (dragging.current === 'fill' && state.range) clipboard.fillRange(state.range);
    dragging.current = undefined;
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
  const isSelected = (row: Row | undefined) => row !== undefined && (props.selection?.has(props.rowKey(row)) ?? false);
  const gutter = gutterWidth(props.rowCount);
  const minWidth =
    gutter + (isNarrow ? 0 : columns.reduce((sum, column) => sum + minWidthOf(column, props.widths ?? {}), 0));
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
        data-takes-keys={(active !== undefined && active.column >= 0) || editing ? true : undefined}
        onFocus={(event) => {
          if (event.target === event.currentTarget && !active && lines.count > 0)
            state.setActive({ line: 0, column: -1 });
        }}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onDoubleClick={(event) => {
          const place = placeAt(event.target);
          if (place && place.column >= 0 && !editing) state.startEdit(place);
        }}
        onCopy={clipboard.onCopy}
        onPaste={clipboard.onPaste}
      >
        <div
          className={classes.inner}
          style={{
            minWidth,
            ['--gutter' as string]: `${gutter}px`,
            ['--cols' as string]: template(columns, props.widths ?? {}, isNarrow),
          }}
        >
          <GridHead
            gridId={gridId}
            columns={columns}
            active={active}
            sort={props.sort}
            onSort={props.onSort}
            widths={props.widths}
            onWidths={isNarrow ? undefined : props.onWidths}
            allColumns={isNarrow ? undefined : props.allColumns}
            onColumns={props.onColumns}
          />
          <div style={{ height: isEmpty ? 0 : grid.height, position: 'relative' }}>
            <div ref={layer} role="rowgroup" style={{ transform: `translateY(${grid.layerTop}px)` }}>
              {grid.lines.map((line) => {
                const at = lines.at(line);
                const shared = { gridId, line, top: (line - first) * lineHeight, height: lineHeight, active };
                if (at?.kind === 'group')
                  return (
                    <GroupRow
                      key={`group ${at.group.key}`}
                      {...shared}
                      group={at.group}
                      columns={columns}
                      onToggle={props.onToggleGroup ? () => props.onToggleGroup?.(at.group.key) : undefined}
                    />
                  );
                if (at === undefined) return null;
                const row = props.rowAt(at.index);
                const key = row === undefined ? `line ${line}` : props.rowKey(row);
                return (
                  <GridRow
                    key={key}
                    {...shared}
                    row={row}
                    index={at.index}
                    columns={columns}
                    secondColumn={narrow?.second}
                    grid={props}
                    isSelected={isSelected(row)}
                    range={state.range}
                    refusal={active?.line === line ? state.notice : undefined}
                    markOpenAt={state.markOpenAt}
                    onMark={state.setMarkOpen}
                    onSelect={() => state.toggleSelected(line, false)}
                    editing={
                      editing?.key === key
                        ? {
                            column: editing.column,
                            initialText: editing.initialText,
                            onDone: state.finishEdit,
                            onChange: (value) => state.editTo(editing.row, columns[editing.column]?.id ?? '', value),
                          }
                        : undefined
                    }
                  />
                );
              })}
            </div>
          </div>
        </div>
      </div>
      {/* Beside the grid, not in it: an ARIA grid contains only rows. */}
      {isEmpty ? <div className={classes.empty}>{props.empty}</div> : null}
      <div role="status" aria-live="polite" className="outpost-visually-hidden">
        {state.notice}
      </div>
      <GridFoot
        footer={props.footer}
        range={state.range}
        rowsInRange={rowsInRange}
        columns={columns}
        selectedCount={props.selection?.size ?? 0}
      />
    </div>
  );
}
