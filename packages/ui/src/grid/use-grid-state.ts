import { type RefObject, useContext, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { FieldValue } from '../fields/field-spec.ts';
import { cellRefusal } from '../fields/editors/cell-refusal.ts';
import type { DoneHow } from '../fields/editors/editor-props.ts';
import type { GridLines } from './grid-lines.ts';
import { type GridColumn, type GridEdit, type GridProps, readOnlyReasonOf, type RowStretch } from './grid-model.ts';
import { type GridPlace, type GridRange, rangeOf } from './grid-moves.ts';
import { type GridSelection, isSelected, noRows, withRows } from './grid-selection.ts';
import { type RangeRows, useRangeRows } from './ranges/use-range-rows.ts';
import { useRangeSelection } from './ranges/use-range-selection.ts';
import { ShortcutsContext } from '../keys/shortcuts-context.ts';

/**
 * The record whose cell is being edited. It is identified by key, so rows that appear or disappear do not move the editor to
 * another record.
 */
export type GridEditing<Row> = {
  readonly row: Row;
  readonly key: string;
  /** The line of the record when its editing began. */
  readonly line: number;
  /** The id of the column. */
  readonly column: string;
  readonly initialText?: string;
};

/** The grid's state between key presses, and the functions that change it. */
export type GridState<Row> = {
  readonly active: GridPlace | undefined;
  readonly range: GridRange | undefined;
  readonly editing: GridEditing<Row> | undefined;
  /** The reason why the last change of the active cell was refused, or the cells that a paste left out. */
  readonly notice: string | undefined;
  readonly markOpenAt: GridPlace | undefined;
  /** The id of the column whose menu is open. */
  readonly menuAt: string | undefined;
  readonly setMenuAt: (column: string | undefined) => void;
  readonly singleKeys: boolean;
  readonly setActive: (place: GridPlace, how?: { readonly extend?: boolean }) => void;
  readonly collapseRange: () => void;
  readonly setMarkOpen: (place: GridPlace | undefined) => void;
  readonly setNotice: (text: string | undefined) => void;
  readonly rowAtLine: (line: number) => Row | undefined;
  readonly rowsIn: (range: GridRange) => readonly { readonly row: Row; readonly line: number }[];
  /** Passes the rows of a range to `then`, after those that are not loaded have been read. */
  readonly withRowsOf: (stretches: readonly RowStretch[], then: (rows: RangeRows<Row>) => void) => void;
  /** `by`: whether the person types a text, or a whole value is copied, which an address can take. */
  readonly refusalAt: (row: Row, column: GridColumn<Row>, by?: 'text' | 'value') => string | undefined;
  readonly startEdit: (place: GridPlace, initialText?: string) => void;
  readonly finishEdit: (how: DoneHow) => void;
  readonly setUnread: (isUnread: boolean) => void;
  /**
   * Gives the focus back to the cell whose text could not be read. Such a cell stays open until its text is corrected or
   * discarded with Escape. Returns false where no cell has such a text.
   */
  readonly focusUnread: () => boolean;
  /** `left` says which cells were left as they were. */
  readonly change: (edits: readonly GridEdit<Row>[], how: 'paste' | 'fill' | 'clear', left?: string) => void;
  readonly editTo: (row: Row, column: string, value: FieldValue) => void;
  readonly toggleSelected: (line: number, isRange: boolean) => void;
  /** Makes another row the active one and selects the rows up to it, as long as Shift is held with keys that move. */
  readonly extendSelected: (line: number) => void;
};

/** The columns and lines on the screen, in order, and the scrolling element. */
export type ShownGrid<Row> = {
  readonly columns: readonly GridColumn<Row>[];
  readonly lines: GridLines;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly scrollTo: (line: number) => void;
};

/** Keeps the active place, the range, the editor and the selection of one grid. */
export function useGridState<Row>(props: GridProps<Row>, shown: ShownGrid<Row>): GridState<Row> {
  const { columns, lines, scroller, scrollTo } = shown;
  const [active, setActiveState] = useState<GridPlace>();
  const [anchor, setAnchor] = useState<GridPlace>();
  const [editing, setEditing] = useState<GridEditing<Row>>();
  const [notice, setNotice] = useState<string>();
  const [markOpenAt, setMarkOpen] = useState<GridPlace>();
  const [menuAt, setMenuAt] = useState<string>();
  const { singleKeys } = useContext(ShortcutsContext);
  const lastSelected = useRef<number>(undefined);
  const extended = useRef<{ readonly from: number; readonly before: GridSelection }>(undefined);
  const isUnread = useRef(false); // not React state: it is read in the press that leaves the cell

  const range = useMemo(
    () =>
      active &&
      anchor &&
      active.column >= 0 &&
      anchor.column >= 0 &&
      (anchor.line !== active.line || anchor.column !== active.column)
        ? rangeOf(anchor, active)
        : undefined,
    [active, anchor],
  );

  const rowAtLine = (line: number): Row | undefined => {
    const at = lines.at(line);
    return at?.kind === 'row' ? props.rowAt(at.index) : undefined;
  };
  const setActive: GridState<Row>['setActive'] = (place, how = {}) => {
    setAnchor((current) => (how.extend && place.column >= 0 ? (current ?? active) : undefined));
    setActiveState(place);
    setNotice(undefined);
    if (how.extend !== true) extended.current = undefined;
    scrollTo(place.line);
    scrollColumnIntoView(scroller.current, place.column);
  };
  const refusalAt: GridState<Row>['refusalAt'] = (row, column, by = 'text') => {
    if (!props.onEdit) return 'This list can’t be changed here.';
    if (!column.field) return `${column.header} is computed, not typed.`;
    const isWhole = by === 'value' && column.field.kind === 'address';
    return readOnlyReasonOf(props, row, column) ?? (isWhole ? undefined : cellRefusal(column.field.kind));
  };
  const startEdit = (place: GridPlace, initialText?: string) => {
    const row = rowAtLine(place.line);
    const column = columns[place.column];
    if (row === undefined || !column) return;
    const refusal = refusalAt(row, column);
    if (refusal !== undefined) return setNotice(refusal);
    setNotice(undefined);
    if (column.field?.kind === 'flag') return props.onEdit?.(row, column.id, column.value(row) !== true);
    setActiveState(place);
    setAnchor(undefined);
    setEditing({
      row,
      key: props.rowKey(row),
      line: place.line,
      column: column.id,
      ...(initialText === undefined ? {} : { initialText }),
    });
  };
  const nextRowLine = (line: number): number => {
    let next = line + 1;
    while (next < lines.count && lines.at(next)?.kind === 'group') next += 1;
    return next < lines.count ? next : line;
  };
  const finishEdit = (how: DoneHow) => {
    isUnread.current = false;
    setEditing(undefined);
    if (how === 'blur' || !active) return;
    scroller.current?.focus({ preventScroll: true });
    if (how === 'enter') setActive({ line: nextRowLine(active.line), column: active.column });
    if (how === 'tab') setActive({ line: active.line, column: Math.min(columns.length - 1, active.column + 1) });
    if (how === 'shift-tab') setActive({ line: active.line, column: Math.max(0, active.column - 1) });
  };
  const withRowsOf = useRangeRows(props, setNotice);
  const selectRange = useRangeSelection(props, { lines, withRowsOf, setNotice });
  const chosen = useRef(noRows); // with presses that are not drawn yet, and those that waited for their row
  useLayoutEffect(() => {
    chosen.current = props.selection ?? noRows;
  }, [props.selection]);
  const toggleSelected = (line: number, isRange: boolean) => {
    const at = lines.at(line);
    if (!props.onSelection || at?.kind !== 'row') return;
    if (isRange && lastSelected.current !== undefined)
      selectRange(Math.min(lastSelected.current, line), Math.max(lastSelected.current, line));
    else
      withRowsOf([{ start: at.index, end: at.index + 1 }], ([row]) => {
        if (row === undefined) return;
        const here = props.rowKey(row);
        const how = isSelected(chosen.current, here) ? 'left out' : 'selected';
        chosen.current = withRows(chosen.current, [here], how);
        props.onSelection?.(chosen.current);
      });
    lastSelected.current = line;
  };
  const extendSelected = (line: number) => {
    if (!active) return;
    const { from, before } = (extended.current ??= { from: active.line, before: props.selection ?? noRows });
    setActive({ line, column: -1 }, { extend: true });
    selectRange(Math.min(from, line), Math.max(from, line), before);
    lastSelected.current = line;
  };
  return {
    active,
    range,
    editing,
    notice,
    markOpenAt,
    menuAt,
    setMenuAt,
    singleKeys,
    setActive,
    setMarkOpen,
    setNotice,
    rowAtLine,
    withRowsOf,
    refusalAt,
    startEdit,
    finishEdit,
    setUnread: (now) => {
      isUnread.current = now;
    },
    focusUnread: () => {
      if (isUnread.current)
        scroller.current
          ?.querySelector<HTMLElement>('[data-editing] :is(input, textarea)')
          ?.focus({ preventScroll: true });
      return isUnread.current;
    },
    toggleSelected,
    extendSelected,
    collapseRange: () => setAnchor(undefined),
    rowsIn(within) {
      const found: { row: Row; line: number }[] = [];
      for (let line = Math.max(0, within.top); line <= within.bottom; line += 1) {
        const row = rowAtLine(line);
        if (row !== undefined) found.push({ row, line });
      }
      return found;
    },
    editTo: (row, column, value) => props.onEdit?.(row, column, value),
    change(edits, how, left) {
      if (edits.length === 0) return;
      if (props.onEditMany) props.onEditMany(edits, how, ...(left === undefined ? [] : [left]));
      else for (const edit of edits) props.onEdit?.(edit.row, edit.column, edit.value);
    },
  };
}

/** Whether a cell stays at the left edge: it is the name's, or it is pinned. */
const isFixed = ({ dataset }: HTMLElement): boolean => dataset['name'] !== undefined || dataset['pinned'] !== undefined;

/** Scrolls the active column out from under the fixed columns and the edges. */
function scrollColumnIntoView(scroller: HTMLDivElement | null, column: number): void {
  if (!scroller || column < 0 || scroller.scrollWidth <= scroller.clientWidth) return;
  const cell = scroller.querySelector<HTMLElement>(`[role="columnheader"][aria-colindex="${column + 2}"]`);
  if (!cell || isFixed(cell)) return;
  const fixed = [...scroller.querySelectorAll<HTMLElement>('[role="columnheader"]')]
    .filter((head) => head.getAttribute('aria-colindex') === '1' || isFixed(head))
    .reduce((sum, head) => sum + head.offsetWidth, 0);
  if (cell.offsetLeft < scroller.scrollLeft + fixed) scroller.scrollLeft = cell.offsetLeft - fixed;
  else if (cell.offsetLeft + cell.offsetWidth > scroller.scrollLeft + scroller.clientWidth)
    scroller.scrollLeft = cell.offsetLeft + cell.offsetWidth - scroller.clientWidth;
}
