import { useImperativeHandle } from 'react';
import { GridFoot } from './grid-foot.tsx';
import type { GridProps } from './grid-model.ts';
import { noRows, selectedCount } from './grid-selection.ts';
import { GridTable } from './grid-table.tsx';
import { useGridFrame } from './use-grid-frame.ts';
import { useShownRows } from './use-shown-rows.ts';
import classes from './grid.module.css';

const MAX_SUMMED = 20_000; // at most this many rows of a range are summed during drawing; more would cost frames

/**
 * The grid: one tab stop, virtual rows read by index, cells edited in place. The package's README lists the keys; grid-keys.ts
 * handles them.
 */
export function Grid<Row>(props: GridProps<Row>) {
  const frame = useGridFrame(props);
  const { scroller, layout, lines, state } = frame;
  useShownRows(lines, frame.sight.wanted, props.onVisibleRange);
  useImperativeHandle(props.apiRef, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    go: (index) => state.setActive({ line: lines.lineOf(index), column: -1 }),
  }));
  const rowsInRange =
    state.range && state.range.bottom - state.range.top <= MAX_SUMMED
      ? state.rowsIn(state.range).map(({ row }) => row)
      : [];
  const isEmpty = props.rowCount === 0 && props.empty !== undefined;
  return (
    <div className={`${classes.grid} ${frame.isNarrow ? classes.narrow : ''}`}>
      <GridTable grid={props} frame={frame} isEmpty={isEmpty} />
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
        columns={layout.columns}
        selectedCount={selectedCount(props.selection ?? noRows, props.rowCount)}
        selectionBar={props.selectionBar}
      />
    </div>
  );
}
