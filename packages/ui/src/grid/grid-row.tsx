import { Checkbox } from '@mantine/core';
import { useFormats } from '../formats/formats-context.tsx';
import { fieldText } from '../fields/field-text.ts';
import { type CellEditing, GridCell } from './grid-cell.tsx';
import { type GridColumn, type GridGroup, type GridProps, readOnlyReasonOf } from './grid-model.ts';
import type { GridPlace, GridRange } from './grid-moves.ts';
import { Icon } from '../parts/icons.tsx';
import { plainText } from '../fields/json-shapes.ts';
import classes from './grid.module.css';

type LineProps = {
  readonly gridId: string;
  readonly line: number;
  readonly top: number;
  readonly height: number;
  readonly active: GridPlace | undefined;
};

type GridRowProps<Row> = LineProps & {
  readonly row: Row | undefined;
  readonly index: number;
  readonly columns: readonly GridColumn<Row>[];
  readonly secondColumn: GridColumn<Row> | undefined;
  readonly grid: Pick<
    GridProps<Row>,
    'rowKey' | 'markOf' | 'rowMark' | 'openKey' | 'onOpen' | 'onSelection' | 'onEdit' | 'readOnlyReason'
  >;
  readonly isSelected: boolean;
  readonly range: GridRange | undefined;
  /** The reason shown at the active cell, after an attempt to change it. */
  readonly refusal: string | undefined;
  readonly markOpenAt: GridPlace | undefined;
  readonly onMark: (place: GridPlace | undefined) => void;
  readonly onSelect: () => void;
  /** Whether the row is drawn over the line of another one, while its cell is being edited. */
  readonly isApart: boolean;
  readonly editing: (CellEditing & { readonly column: string }) | undefined;
};

/** Returns the id of a cell's element, for aria-activedescendant. */
export const cellId = (gridId: string, place: GridPlace): string => `${gridId}-${place.line}-${place.column}`;

function edgesOf(range: GridRange | undefined, line: number, column: number): string {
  if (!range || line < range.top || line > range.bottom || column < range.left || column > range.right) return '';
  return `in${line === range.top ? ' t' : ''}${line === range.bottom ? ' b' : ''}${column === range.left ? ' l' : ''}${column === range.right ? ' r' : ''}`;
}

/** Returns a cell's shown text: the column's own text, or its field's. */
export function useCellText<Row>(): (column: GridColumn<Row>, row: Row) => string {
  const formats = useFormats();
  return (column, row) => {
    if (column.text) return column.text(row);
    const value = column.value(row);
    return column.field ? fieldText(column.field, value, formats) : plainText(value);
  };
}

/** One row: its number (a selection box on hover) and its cells. A row that is not loaded yet is a blank line. */
export function GridRow<Row>(props: GridRowProps<Row>) {
  const { row, line, index, columns, grid, gridId, active } = props;
  const textOf = useCellText<Row>();
  const { count } = useFormats();
  const isActiveRow = active?.line === line;
  const isOpen = row !== undefined && grid.openKey !== undefined && grid.rowKey(row) === grid.openKey;
  const nameOf = (): string => {
    const column = columns.find((entry) => entry.isName) ?? columns[0];
    return row === undefined || column === undefined ? '' : textOf(column, row);
  };
  return (
    <div
      role="row"
      id={cellId(gridId, { line, column: -1 })}
      aria-rowindex={line + 2}
      aria-selected={props.isSelected}
      aria-busy={row === undefined || undefined}
      aria-current={isOpen || undefined}
      className={classes.row}
      data-line={line}
      data-selected={props.isSelected || isOpen || undefined}
      data-active={(isActiveRow && active.column < 0) || undefined}
      data-apart={props.isApart || undefined}
      style={{ top: props.top, height: props.height }}
    >
      <div role="gridcell" aria-colindex={1} className={classes.gutter} data-line={line} data-place={-1}>
        <span className={classes.number} aria-hidden>
          {count(index + 1)}
        </span>
        {grid.onSelection && row !== undefined ? (
          <span className={classes.box}>
            <Checkbox
              checked={props.isSelected}
              tabIndex={-1}
              onChange={props.onSelect}
              aria-label={`Select ${nameOf()}`}
            />
          </span>
        ) : null}
      </div>
      {columns.map((column, place) => {
        const here = { line, column: place };
        const isActive = isActiveRow && active.column === place;
        const isEdited = props.editing?.column === column.id;
        return (
          <GridCell
            key={column.id}
            id={cellId(gridId, here)}
            column={column}
            line={line}
            place={place}
            text={row === undefined ? '' : textOf(column, row)}
            content={row === undefined ? null : column.cell?.(row)}
            value={row === undefined ? null : column.value(row)}
            mark={row === undefined ? undefined : grid.markOf?.(row, column.id)}
            rowWaiting={row === undefined ? undefined : grid.rowMark?.(row)}
            isActive={isActive}
            edges={edgesOf(props.range, line, place)}
            hasHandle={props.range !== undefined && props.range.bottom === line && props.range.right === place}
            readOnlyReason={row === undefined || !grid.onEdit ? undefined : readOnlyReasonOf(grid, row, column)}
            refusal={isActive ? props.refusal : undefined}
            isMarkOpen={props.markOpenAt?.line === line && props.markOpenAt.column === place}
            onMark={(isOpenNow) => props.onMark(isOpenNow ? here : undefined)}
            onName={row === undefined ? undefined : () => grid.onOpen(row, index)}
            second={
              row !== undefined && props.secondColumn && column.isName ? textOf(props.secondColumn, row) : undefined
            }
            editing={isEdited ? props.editing : undefined}
          />
        );
      })}
    </div>
  );
}

/** A group's head: name, count, and sums in their columns. A press folds the group. */
export function GroupRow<Row>({
  group,
  columns,
  gridId,
  line,
  top,
  height,
  active,
  onToggle,
}: LineProps & {
  readonly group: GridGroup;
  readonly columns: readonly GridColumn<Row>[];
  readonly onToggle: (() => void) | undefined;
}) {
  const { count } = useFormats();
  const isActive = active?.line === line;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid answers the keys; this is for the pointer
    <div
      role="row"
      tabIndex={-1}
      id={cellId(gridId, { line, column: -1 })}
      aria-rowindex={line + 2}
      aria-expanded={!group.isCollapsed}
      className={`${classes.row} ${classes.group}`}
      data-line={line}
      data-active={isActive || undefined}
      style={{ top, height }}
      onClick={onToggle}
    >
      <div role="gridcell" aria-colindex={1} className={classes.gutter}>
        <Icon name={group.isCollapsed ? 'chevron-right' : 'chevron-down'} size={14} />
      </div>
      {columns.map((column, place) => {
        const sum = group.sums?.[column.id];
        const isHead = place === 0;
        return (
          <div
            key={column.id}
            role="gridcell"
            aria-colindex={place + 2}
            className={classes.cell}
            data-end={!isHead || undefined}
            data-name={column.isName || undefined}
          >
            {isHead ? (
              <>
                <b>{group.label}</b>
                <span className={classes.faint}>{count(group.count)}</span>
              </>
            ) : (
              <span className={classes.sum}>{sum}</span>
            )}
          </div>
        );
      })}
    </div>
  );
}
