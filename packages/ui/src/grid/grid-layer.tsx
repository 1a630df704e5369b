import { type RefObject, useMemo, useState } from 'react';
import type { GridLayout } from './grid-layout.ts';
import type { GridLines } from './grid-lines.ts';
import type { GridProps } from './grid-model.ts';
import { GridRow, GroupRow } from './grid-row.tsx';
import { rangeOnLine } from './grid-moves.ts';
import { isSelected, noRows } from './grid-selection.ts';
import { useSteady } from '../parts/use-steady.ts';
import type { GridState } from './use-grid-state.ts';

type GridLayerProps<Row> = {
  readonly gridId: string;
  readonly layer: RefObject<HTMLDivElement | null>;
  /** The numbers of the drawn lines, in order. */
  readonly drawn: readonly number[];
  /** The places of the columns whose cells are drawn; left out: all of them. */
  readonly drawnColumns: readonly number[] | undefined;
  /** The line from which rows are placed, and its position in the scroll area in pixels. */
  readonly origin: number;
  readonly top: number;
  readonly lines: GridLines;
  readonly layout: GridLayout<Row>;
  readonly state: GridState<Row>;
  readonly grid: GridProps<Row>;
};

/**
 * The slots of the drawn lines. A line keeps its slot while the list is scrolled, so that only lines that come into sight are
 * drawn. After a jump to other lines the slots from before are used again, in the same order: their elements stay, and show
 * other records. Asking twice with the same lines changes nothing, so it may be asked during drawing.
 */
class Slots {
  #first = 0;
  #last = -1;
  #shift = 0;

  /** Returns the number that is added to a line for its slot. */
  of(drawn: readonly number[]): number {
    const [first, last] = [drawn[0], drawn.at(-1)];
    if (first === undefined || last === undefined) return this.#shift;
    const isJump = first > this.#last || last < this.#first;
    if (isJump) this.#shift += this.#first - first;
    this.#first = first;
    this.#last = last;
    return this.#shift;
  }
}

/** A line to draw; `edited`: the record whose cell is being edited, where it is on no visible line. */
type DrawnLine<Row> = { readonly line: number; readonly edited?: Row };

/**
 * Returns the lines to draw, in order. The record whose cell is being edited is always among them. A text being typed
 * is kept when its line scrolls out of sight, and when the record moves to another place of the list or leaves it.
 */
function linesToDraw<Row>({
  drawn,
  lines,
  state,
  grid,
}: Pick<GridLayerProps<Row>, 'drawn' | 'lines' | 'state' | 'grid'>) {
  const visible: readonly DrawnLine<Row>[] = drawn.map((line) => ({ line }));
  const { editing } = state;
  if (editing === undefined) return visible;
  const isThere = drawn.some((line) => {
    const row = lines.at(line)?.kind === 'row' ? state.rowAtLine(line) : undefined;
    return row !== undefined && grid.rowKey(row) === editing.key;
  });
  if (isThere) return visible;
  const { line, key } = editing;
  const now = state.rowAtLine(line);
  const edited = now !== undefined && grid.rowKey(now) === key ? now : editing.row;
  const before = visible.findIndex((one) => one.line >= line);
  return visible.toSpliced(before < 0 ? visible.length : before, 0, { line, edited });
}

/**
 * The visible lines: rows, and the heads of groups. A row's elements belong to its line, and show another record when the list
 * changes: making elements takes most of the time in which a list is drawn. Only the edited record keeps its own.
 */
export function GridLayer<Row>(props: GridLayerProps<Row>) {
  const { gridId, layer, drawn, drawnColumns, origin, top, lines, layout, state, grid } = props;
  const { columns, lineHeight } = layout;
  const { active, editing } = state;
  const [slots] = useState(() => new Slots());
  const shift = slots.of(drawn);
  const { rowKey, markOf, rowMark, openKey, onOpen, onSelection, onEdit, readOnlyReason } = grid;
  const [canSelect, canEdit] = [onSelection !== undefined, onEdit !== undefined];
  const isGrouped = grid.groups !== undefined;
  const ofRows = useMemo(
    () => ({ rowKey, markOf, rowMark, openKey, onOpen, canSelect, canEdit, isGrouped, readOnlyReason }),
    [rowKey, markOf, rowMark, openKey, onOpen, canSelect, canEdit, isGrouped, readOnlyReason],
  );
  const toggle = useSteady((line: number) => state.toggleSelected(line, false));
  const open = useSteady((line: number) => {
    const at = lines.at(line);
    const row = at?.kind === 'row' ? grid.rowAt(at.index) : undefined;
    if (row !== undefined && at?.kind === 'row') grid.onOpen(row, at.index);
  });
  const onlyAt = <Place extends { readonly line: number; readonly column: number }>(
    place: Place | undefined,
    line: number,
  ) => (place?.line === line ? place.column : undefined);
  return (
    <div ref={layer} role="rowgroup" style={{ transform: `translateY(${top}px)` }}>
      {linesToDraw(props).map(({ line, edited }) => {
        const at = lines.at(line);
        const shared = {
          gridId,
          line,
          top: (line - origin) * lineHeight,
          height: lineHeight,
          active: onlyAt(active, line),
          drawnColumns,
        };
        if (at?.kind === 'group' && edited === undefined)
          return (
            <GroupRow
              key={`group ${at.group.key}`}
              {...shared}
              group={at.group}
              columns={columns}
              onToggle={grid.onToggleGroup ? () => grid.onToggleGroup?.(at.group.key) : undefined}
            />
          );
        if (at === undefined && edited === undefined) return null;
        const index = at?.kind === 'row' ? at.index : line;
        const row = edited ?? grid.rowAt(index);
        const key = row === undefined ? undefined : grid.rowKey(row);
        const isEdited = editing !== undefined && editing.key === key;
        return (
          <GridRow
            key={isEdited ? `edited ${key}` : `slot ${line + shift}`}
            {...shared}
            row={row}
            index={index}
            isApart={edited !== undefined}
            columns={columns}
            secondColumn={layout.second}
            grid={ofRows}
            isSelected={key !== undefined && isSelected(grid.selection ?? noRows, key)}
            range={rangeOnLine(state.range, line)}
            refusal={active?.line === line ? state.notice : undefined}
            markOpenAt={onlyAt(state.markOpenAt, line)}
            onMark={state.setMarkOpen}
            onSelect={toggle}
            onOpen={open}
            editing={
              isEdited
                ? {
                    column: editing.column,
                    initialText: editing.initialText,
                    onDone: state.finishEdit,
                    onError: (message) => state.setUnread(message !== undefined),
                    onDraft: (text) => grid.onDraft?.(editing.row, editing.column, text),
                    onChange: (value) => state.editTo(editing.row, editing.column, value),
                  }
                : undefined
            }
          />
        );
      })}
    </div>
  );
}
