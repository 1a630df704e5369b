import { Popover } from '@mantine/core';
import { memo, type PointerEvent as ReactPointerEvent, useEffect, useState } from 'react';
import { IconButton } from '../parts/button.tsx';
import { ColumnList } from './columns/column-list.tsx';
import { ColumnMenu } from './columns/column-menu.tsx';
import { isNumericKind } from '../fields/field-spec.ts';
import { cellStyle, type GridColumn, type GridProps } from './grid-model.ts';
import type { GridPlace } from './grid-moves.ts';
import { cellId } from './grid-row.tsx';
import { Icon } from '../parts/icons.tsx';
import classes from './grid.module.css';

/** A column is never narrower than this: its sort arrow and two letters. */
export const MIN_COLUMN = 56;

type GridHeadProps<Row> = Pick<
  GridProps<Row>,
  'sort' | 'onSort' | 'widths' | 'onWidths' | 'allColumns' | 'chosenColumns' | 'onColumns' | 'pinned' | 'onPin'
> & {
  readonly gridId: string;
  /** The column whose menu is open. */
  readonly menuAt: string | undefined;
  readonly onMenu: (column: string | undefined) => void;
  readonly columns: readonly GridColumn<Row>[];
  /** The active place, while it is in the head. */
  readonly active: GridPlace | undefined;
};

/** Returns the order after a press on a column's head: ascending, descending, none. */
export function nextSort(sort: GridProps<never>['sort'], column: string): GridProps<never>['sort'] {
  if (sort?.column !== column) return { column, direction: 'asc' };
  return sort.direction === 'asc' ? { column, direction: 'desc' } : undefined;
}

function ColumnChoice<Row>({
  columns,
  allColumns,
  chosenColumns,
  onColumns,
}: Pick<GridHeadProps<Row>, 'columns' | 'allColumns' | 'chosenColumns' | 'onColumns'>) {
  const [isOpen, setOpen] = useState(false);
  // Choosing a column moves it in the list, and its checkbox loses the focus. Escape must still close the list.
  useEffect(() => {
    if (!isOpen) return undefined;
    const closeOn = ({ key, defaultPrevented }: KeyboardEvent) => {
      if (key === 'Escape' && !defaultPrevented) setOpen(false); // but not the Escape that puts a dragged column back
    };
    document.addEventListener('keydown', closeOn);
    return () => document.removeEventListener('keydown', closeOn);
  }, [isOpen]);
  if (!allColumns || !onColumns) return null;
  const chosen = chosenColumns ?? columns.map((column) => column.id);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <IconButton icon="columns" label="Choose columns" onClick={() => setOpen((open) => !open)} />
      </Popover.Target>
      <Popover.Dropdown className={classes.choice ?? ''} data-takes-keys>
        <ColumnList
          columns={allColumns}
          chosen={chosen}
          nameId={columns.find(({ isName }) => isName === true)?.id}
          onChosen={onColumns}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function DrawnHead<Row>({
  gridId,
  columns,
  active,
  sort,
  onSort,
  widths = {},
  onWidths,
  allColumns,
  chosenColumns,
  onColumns,
  pinned,
  onPin,
  menuAt,
  onMenu,
}: GridHeadProps<Row>) {
  const resize = (column: string) => (event: ReactPointerEvent<HTMLElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const cell = event.currentTarget.parentElement;
    const startWidth = cell?.offsetWidth ?? 0;
    const startX = event.clientX;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const isRtl = cell !== null && getComputedStyle(cell).direction === 'rtl';
    const move = (moved: PointerEvent) =>
      onWidths?.({
        ...widths,
        [column]: Math.max(MIN_COLUMN, Math.round(startWidth + (moved.clientX - startX) * (isRtl ? -1 : 1))),
      });
    const stop = () => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', stop);
      handle.removeEventListener('pointercancel', stop);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', stop);
    handle.addEventListener('pointercancel', stop);
  };
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        <div
          id={cellId(gridId, { line: -1, column: -1 })}
          role="columnheader"
          aria-colindex={1}
          className={classes.gutter}
        >
          <span className="outpost-visually-hidden">Row</span>
          <ColumnChoice {...{ columns, allColumns, chosenColumns, onColumns }} />
        </div>
        {columns.map((column, place) => {
          const isSorted = sort?.column === column.id;
          const isEnd = (column.align ?? (isNumericKind(column.field?.kind) ? 'end' : 'start')) === 'end';
          const canSort = onSort !== undefined && column.canSort !== false;
          return (
            <div
              key={column.id}
              id={cellId(gridId, { line: -1, column: place })}
              role="columnheader"
              aria-colindex={place + 2}
              aria-sort={isSorted ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined}
              className={classes.headCell}
              data-end={isEnd || undefined}
              data-name={column.isName || undefined}
              data-pinned={column.staysAt === undefined ? undefined : true}
              data-last={column.isLastToStay}
              style={cellStyle(column)}
              data-column={column.id}
              data-active={(active?.line === -1 && active.column === place) || undefined}
            >
              {column.replacedCount ? (
                <span
                  className={classes.replacedCount}
                  role="img"
                  aria-label={`${column.replacedCount} replaced`}
                  title={`${column.replacedCount === 1 ? '1 value was' : `${column.replacedCount} values were`} replaced`}
                >
                  <Icon name="swap" size={12} />
                  {column.replacedCount}
                </span>
              ) : null}
              {canSort ? (
                <button
                  type="button"
                  tabIndex={-1}
                  className={classes.sort}
                  onClick={() => onSort(nextSort(sort, column.id))}
                  title={`Sort by ${column.header}`}
                >
                  <span className={classes.cut}>{column.header}</span>
                  {isSorted ? <Icon name={sort.direction === 'asc' ? 'chevron-up' : 'chevron-down'} size={14} /> : null}
                </button>
              ) : (
                <span className={classes.cut}>{column.header}</span>
              )}
              {pinned?.includes(column.id) ? (
                <span className={classes.pin}>
                  <Icon name="pinned" size={12} label="pinned" />
                </span>
              ) : null}
              {onPin === undefined ? null : (
                <ColumnMenu
                  column={column}
                  isOpen={menuAt === column.id}
                  onOpen={(isOpen) => onMenu(isOpen ? column.id : undefined)}
                  {...{ onSort, widths, onWidths, pinned, onPin, chosenColumns, onColumns }}
                />
              )}
              {onWidths ? (
                <span
                  className={classes.resize}
                  onPointerDown={resize(column.id)}
                  onDoubleClick={() => {
                    const { [column.id]: _gone, ...rest } = widths;
                    onWidths(rest);
                  }}
                  aria-hidden
                  title="Drag to resize, press twice for its own width"
                />
              ) : null}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/**
 * The head: names, order, marks. A press sorts. Dragging a column's edge, or Alt with the arrow keys, changes its width. An arrow
 * key in the rows does not draw it again.
 */
export const GridHead = memo(DrawnHead) as typeof DrawnHead; // memo loses the type parameter
