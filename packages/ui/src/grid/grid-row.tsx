import { useFormats } from '../formats/formats-context.tsx';
import { fieldText } from '../fields/field-text.ts';
import { type CellEditing, GridCell } from './grid-cell.tsx';
import { cellStyle, type GridColumn, type GridGroup, type GridProps, readOnlyReasonOf } from './grid-model.ts';
import type { GridPlace, GridRange } from './grid-moves.ts';
import { Icon } from '../parts/icons.tsx';
import { memo, useCallback } from 'react';
import { plainText } from '../fields/json-shapes.ts';
import classes from './grid.module.css';

type LineProps = {
  readonly gridId: string;
  readonly line: number;
  readonly top: number;
  readonly height: number;
  /** The column of the active cell, if it is on this line; -1 for the whole line. */
  readonly active: number | undefined;
  /** The places of the columns whose cells are drawn; left out: all of them. */
  readonly drawnColumns: readonly number[] | undefined;
};

/** Returns the columns whose cells are drawn, with their places. */
const drawnOf = <Row,>(columns: readonly GridColumn<Row>[], drawn: readonly number[] | undefined) =>
  drawn === undefined
    ? columns.map((column, place) => ({ column, place }))
    : drawn.flatMap((place) => {
        const column = columns[place];
        return column === undefined ? [] : [{ column, place }];
      });

type GridRowProps<Row> = LineProps & {
  readonly row: Row | undefined;
  readonly index: number;
  readonly columns: readonly GridColumn<Row>[];
  readonly secondColumn: GridColumn<Row> | undefined;
  /** The grid's state for its rows: the same object as long as the state is the same. */
  readonly grid: Pick<GridProps<Row>, 'rowKey' | 'markOf' | 'rowMark' | 'openKey' | 'onOpen' | 'readOnlyReason'> & {
    readonly canSelect: boolean;
    readonly canEdit: boolean;
    readonly isGrouped: boolean;
  };
  readonly isSelected: boolean;
  /** The selected range, if this line is in it. */
  readonly range: GridRange | undefined;
  /** The reason shown at the active cell, after an attempt to change it. */
  readonly refusal: string | undefined;
  /** The column whose mark is open. */
  readonly markOpenAt: number | undefined;
  // These three stay the same between drawings, so that cells are drawn again only where they change.
  readonly onMark: (place: GridPlace | undefined) => void;
  readonly onSelect: (line: number) => void;
  readonly onOpen: (line: number) => void;
  /** Whether the row is drawn over the line of another one, while its cell is being edited. */
  readonly isApart: boolean;
  readonly editing: (CellEditing & { readonly column: string }) | undefined;
};

/** Returns the id of a cell's element, for aria-activedescendant. */
export const cellId = (gridId: string, place: GridPlace): string => `${gridId}-${place.line}-${place.column}`;

function edgesOf(range: GridRange | undefined, line: number, column: number): string {
  if (!range || column < range.left || column > range.right) return '';
  return `in${line === range.top ? ' t' : ''}${line === range.bottom ? ' b' : ''}${column === range.left ? ' l' : ''}${column === range.right ? ' r' : ''}`;
}

/** Returns a cell's shown text: the column's own text, or its field's. */
export function useCellText<Row>(): (column: GridColumn<Row>, row: Row) => string {
  const formats = useFormats();
  return useCallback(
    (column, row) => {
      if (column.text) return column.text(row);
      const value = column.value(row);
      return column.field ? fieldText(column.field, value, formats) : plainText(value);
    },
    [formats],
  );
}

/** The box that selects a row. The browser's own, because every row has one: Mantine's is a dozen components. */
const SelectionBox = memo(function SelectionBox({
  line,
  isSelected,
  name,
  onSelect,
}: {
  readonly line: number;
  readonly isSelected: boolean;
  readonly name: string;
  readonly onSelect: (line: number) => void;
}) {
  return (
    <span className={classes.box}>
      <input
        type="checkbox"
        className={classes.tick}
        checked={isSelected}
        tabIndex={-1}
        onChange={() => onSelect(line)}
        aria-label={`Select ${name}`}
      />
    </span>
  );
});

/**
 * One row: its number (a selection box on hover) and its cells. A row that is not loaded yet is a blank line. A key press that
 * moves the active cell draws only the rows that it leaves and reaches.
 */
export const GridRow = memo(DrawnRow) as typeof DrawnRow; // memo loses the type parameter

function DrawnRow<Row>(props: GridRowProps<Row>) {
  const { row, line, index, columns, drawnColumns, grid, gridId, active } = props;
  const textOf = useCellText<Row>();
  const { count } = useFormats();
  const isOpen = row !== undefined && grid.openKey !== undefined && grid.rowKey(row) === grid.openKey;
  const hasBox = grid.canSelect && row !== undefined;
  const nameOf = (): string => {
    const column = columns.find((entry) => entry.isName) ?? columns[0];
    return row === undefined || column === undefined ? '' : textOf(column, row);
  };
  return (
    <div
      role="row"
      id={cellId(gridId, { line, column: -1 })}
      aria-rowindex={line + 2}
      aria-level={grid.isGrouped ? 2 : undefined}
      aria-selected={props.isSelected}
      aria-busy={row === undefined || undefined}
      aria-current={isOpen || undefined}
      className={classes.row}
      data-line={line}
      data-selected={props.isSelected || isOpen || undefined}
      data-active={(active !== undefined && active < 0) || undefined}
      data-apart={props.isApart || undefined}
      style={{ top: props.top, height: props.height }}
    >
      <div
        role="gridcell"
        aria-colindex={1}
        className={classes.gutter}
        data-line={line}
        data-place={-1}
        data-box={hasBox || undefined}
      >
        <span className={classes.number} aria-hidden>
          {count(index + 1)}
        </span>
        {hasBox ? (
          <SelectionBox line={line} isSelected={props.isSelected} name={nameOf()} onSelect={props.onSelect} />
        ) : null}
      </div>
      {drawnOf(columns, drawnColumns).map(({ column, place }) => {
        const isActive = active === place;
        const isEdited = props.editing?.column === column.id;
        return (
          <GridCell
            key={column.id}
            id={cellId(gridId, { line, column: place })}
            column={column}
            line={line}
            place={place}
            isAlone={drawnColumns !== undefined}
            text={row === undefined ? '' : textOf(column, row)}
            content={row === undefined ? null : column.cell?.(row)}
            value={row === undefined ? null : column.value(row)}
            mark={row === undefined ? undefined : grid.markOf?.(row, column.id)}
            rowWaiting={row === undefined ? undefined : grid.rowMark?.(row)}
            isActive={isActive}
            edges={edgesOf(props.range, line, place)}
            hasHandle={props.range !== undefined && props.range.bottom === line && props.range.right === place}
            readOnlyReason={row === undefined || !grid.canEdit ? undefined : readOnlyReasonOf(grid, row, column)}
            refusal={isActive ? props.refusal : undefined}
            isMarkOpen={props.markOpenAt === place}
            onMark={props.onMark}
            onName={row === undefined ? undefined : props.isApart ? () => grid.onOpen(row, index) : props.onOpen}
            second={
              row !== undefined && props.secondColumn && column.isName ? textOf(props.secondColumn, row) : undefined
            }
            editing={
              isEdited && props.editing
                ? { ...props.editing, spec: row === undefined ? undefined : column.fieldOf?.(row) }
                : undefined
            }
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
  drawnColumns,
  onToggle,
}: LineProps & {
  readonly group: GridGroup;
  readonly columns: readonly GridColumn<Row>[];
  readonly onToggle: (() => void) | undefined;
}) {
  const { count } = useFormats();
  const { sums } = group;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid answers the keys; this is for the pointer
    <div
      role="row"
      tabIndex={-1}
      id={cellId(gridId, { line, column: -1 })}
      aria-rowindex={line + 2}
      aria-level={1}
      aria-expanded={!group.isCollapsed}
      className={`${classes.row} ${classes.group}`}
      data-line={line}
      data-group={group.key}
      data-active={active !== undefined || undefined}
      style={{ top, height }}
      onClick={onToggle}
    >
      <div role="gridcell" aria-colindex={1} className={classes.gutter}>
        <Icon name={group.isCollapsed ? 'chevron-right' : 'chevron-down'} size={14} />
      </div>
      {drawnOf(columns, drawnColumns).map(({ column, place }) => {
        const sum = sums?.[column.id];
        const isHead = place === 0;
        return (
          <div
            key={column.id}
            role="gridcell"
            aria-colindex={place + 2}
            className={classes.cell}
            data-end={!isHead || undefined}
            data-name={column.isName || undefined}
            data-pinned={column.staysAt === undefined ? undefined : true}
            data-last={column.isLastToStay}
            style={cellStyle(column, drawnColumns === undefined ? undefined : place)}
          >
            {isHead ? (
              <>
                <b title={group.label} dir="auto">
                  {group.label}
                </b>
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
