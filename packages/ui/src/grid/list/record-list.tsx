import { type KeyboardEvent, useId, useImperativeHandle, useMemo, useRef } from 'react';
import { useNarrow } from '../../parts/use-narrow.ts';
import { useSteady } from '../../parts/use-steady.ts';
import { GridFoot } from '../grid-foot.tsx';
import { handleGridKey } from '../grid-keys.ts';
import { gridLines } from '../grid-lines.ts';
import type { GridProps } from '../grid-model.ts';
import { cellId } from '../grid-row.tsx';
import { isSelected, noRows, selectedCount } from '../grid-selection.ts';
import { useGridState } from '../use-grid-state.ts';
import { useGridWindow } from '../use-grid-window.ts';
import { useShownRows } from '../use-shown-rows.ts';
import gridClasses from '../grid.module.css';
import { ListHead } from './list-head.tsx';
import { ListRow, type LineWords } from './list-row.tsx';
import classes from './record-list.module.css';

type OfGrid<Row> = Pick<
  GridProps<Row>,
  | 'label'
  | 'rowCount'
  | 'rowAt'
  | 'readRows'
  | 'rowKey'
  | 'onVisibleRange'
  | 'selection'
  | 'onSelection'
  | 'selectionBar'
  | 'onChangeSelected'
  | 'openKey'
  | 'onOpen'
  | 'rowMark'
  | 'onDigit'
  | 'groups'
  | 'onToggleGroup'
  | 'onFoldGroups'
  | 'notice'
  | 'footer'
  | 'density'
  | 'empty'
  | 'apiRef'
>;

/** The properties of a list. They are those of a grid, without columns. */
export type RecordListProps<Row> = OfGrid<Row> & {
  /** Returns the words of a row. The caller keeps the function the same while the words are the same. */
  readonly wordsOf: (row: Row) => LineWords;
  /** The column whose sum the heads of groups show. */
  readonly sumOf: string | undefined;
};

/** The heights of a line in pixels. */
const lineHeights = { comfortable: 60, compact: 52 } as const;

const noColumns: readonly [] = [];
const nothing = (): void => undefined;

/**
 * A list for reading: two rows of words for each record, in groups where there are any. It moves, selects and opens by the keys of
 * the grid's whole rows (grid-keys.ts). Only the lines in sight are drawn.
 */
export function RecordList<Row>(props: RecordListProps<Row>) {
  const listId = useId();
  const isNarrow = useNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const { rowCount, rowAt, rowKey, groups, selection = noRows, density = 'compact' } = props;
  const lineHeight = lineHeights[density];
  const lines = useMemo(() => gridLines(rowCount, groups), [rowCount, groups]);
  const isThere = (line: number): boolean => {
    const at = lines.at(line);
    return at?.kind === 'group' || (at !== undefined && rowAt(at.index) !== undefined);
  };
  const sight = useGridWindow({ count: lines.count, lineHeight, headHeight: 0, isThere }, scroller, layer);
  const grid: GridProps<Row> = { ...props, columns: noColumns };
  const state = useGridState(grid, { columns: noColumns, lines, scroller, scrollTo: sight.scrollTo });
  useShownRows(lines, sight.wanted, props.onVisibleRange);
  useImperativeHandle(props.apiRef, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    go: (index) => state.setActive({ line: lines.lineOf(index), column: -1 }),
  }));
  const focusAt = (line: number) => {
    scroller.current?.focus({ preventScroll: true }); // before the line is set, because the first focus moves to the first line
    state.setActive({ line, column: -1 });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.defaultPrevented || event.nativeEvent.isComposing) return;
    const isHandled = handleGridKey(event, {
      props: grid,
      columns: noColumns,
      lines,
      state,
      pageLines: sight.pageLines,
      fillDown: nothing,
      clear: nothing,
      widthOf: () => 0,
      openLink: () => false,
    });
    if (isHandled) event.preventDefault();
  };
  const open = useSteady((line: number) => {
    focusAt(line);
    const at = lines.at(line);
    const row = at?.kind === 'row' ? rowAt(at.index) : undefined;
    if (row !== undefined && at?.kind === 'row') props.onOpen(row, at.index);
  });
  const select = useSteady((line: number, isRange: boolean) => {
    focusAt(line);
    state.toggleSelected(line, isRange);
  });
  const toggleGroup = useSteady((line: number, key: string) => {
    focusAt(line);
    props.onToggleGroup?.(key);
  });
  const { active } = state;
  const isEmpty = rowCount === 0 && props.empty !== undefined;
  return (
    <div className={`${gridClasses.grid} ${classes.list} ${isNarrow ? gridClasses.narrow : ''}`}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- its role is chosen by the groups */}
      <div
        ref={scroller}
        role={groups ? 'treegrid' : 'grid'}
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={lines.count}
        aria-colcount={2}
        aria-multiselectable
        aria-activedescendant={active && sight.lines.includes(active.line) ? cellId(listId, active) : undefined}
        className={`${gridClasses.scroller} ${classes.scroller}`}
        data-empty={isEmpty || undefined}
        onFocus={(event) => {
          if (event.target === event.currentTarget && !active && lines.count > 0)
            state.setActive({ line: 0, column: -1 });
        }}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: isEmpty ? 0 : sight.height, position: 'relative' }} role="presentation">
          <div ref={layer} role="rowgroup" style={{ transform: `translateY(${sight.layerTop}px)` }}>
            {sight.lines.map((line) => {
              const at = lines.at(line);
              if (at === undefined) return null;
              const shared = {
                listId,
                line,
                top: (line - sight.origin) * lineHeight,
                height: lineHeight,
                isActive: active?.line === line,
              };
              if (at.kind === 'group')
                return (
                  <ListHead
                    key={`group ${at.group.key}`}
                    {...shared}
                    group={at.group}
                    sum={props.sumOf === undefined ? undefined : at.group.sums?.[props.sumOf]}
                    onToggle={toggleGroup}
                  />
                );
              const row = rowAt(at.index);
              const key = row === undefined ? undefined : rowKey(row);
              return (
                <ListRow<Row>
                  key={`line ${line}`}
                  {...shared}
                  row={row}
                  wordsOf={props.wordsOf}
                  waiting={row === undefined ? undefined : props.rowMark?.(row)}
                  isInGroup={groups !== undefined}
                  isSelected={key !== undefined && isSelected(selection, key)}
                  isOpen={key !== undefined && key === props.openKey}
                  onSelect={props.onSelection ? select : undefined}
                  onOpen={open}
                />
              );
            })}
          </div>
        </div>
      </div>
      {/* Beside the rows, not among them: an ARIA grid contains only rows. */}
      {isEmpty ? <div className={gridClasses.empty}>{props.empty}</div> : null}
      <div role="status" aria-live="polite" className="outpost-visually-hidden">
        {state.notice}
      </div>
      <div role="status" aria-live="polite" className="outpost-visually-hidden">
        {props.notice}
      </div>
      <GridFoot
        footer={props.footer}
        range={undefined}
        rowsInRange={[]}
        columns={noColumns}
        selectedCount={selectedCount(selection, rowCount)}
        selectionBar={props.selectionBar}
      />
    </div>
  );
}
