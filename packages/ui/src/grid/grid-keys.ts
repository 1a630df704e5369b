import type { KeyboardEvent } from 'react';
import type { GridLines } from './grid-lines.ts';
import type { GridColumn, GridProps } from './grid-model.ts';
import { type GridPlace, moveBy } from './grid-moves.ts';
import { withPin } from './columns/column-menu.tsx';
import { MIN_COLUMN, nextSort } from './grid-head.tsx';
import { allRows, noRows, selectedCount } from './grid-selection.ts';
import type { GridState } from './use-grid-state.ts';

/** The context of a key press. */
export type GridKeysContext<Row> = {
  readonly props: GridProps<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly lines: GridLines;
  readonly state: GridState<Row>;
  readonly pageLines: number;
  readonly fillDown: () => void;
  readonly clear: () => void;
  readonly widthOf: (column: number) => number;
  /** Opens the link in the active cell. Returns false where there is none. */
  readonly openLink: () => boolean;
};

const isPlainKey = (event: KeyboardEvent): boolean =>
  !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;

const STEP = 16; // the pixels by which one press changes a column's width

function onHead<Row>(event: KeyboardEvent, { props, columns, state, widthOf }: GridKeysContext<Row>): boolean {
  const column = columns[state.active?.column ?? 0];
  if (!column) return false;
  if (event.key === 'Enter' || event.key === ' ') {
    if (column.canSort !== false) props.onSort?.(nextSort(props.sort, column.id));
    return true;
  }
  if (props.onPin && ((event.altKey && event.key === 'ArrowDown') || event.key === 'ContextMenu')) {
    state.setMenuAt(column.id);
    return true;
  }
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key.toLowerCase() === 'p' && isPlain && state.singleKeys && props.onPin && column.isName !== true) {
    const pinned = withPin(props.pinned ?? [], column.id);
    props.onPin(pinned);
    state.setNotice(`${column.header} is ${pinned.includes(column.id) ? 'pinned' : 'not pinned any more'}.`);
    return true;
  }
  if (event.altKey && (event.key === 'ArrowRight' || event.key === 'ArrowLeft') && props.onWidths) {
    const width = widthOf(state.active?.column ?? 0) + (event.key === 'ArrowRight' ? STEP : -STEP);
    props.onWidths({ ...props.widths, [column.id]: Math.max(MIN_COLUMN, width) });
    return true;
  }
  return false;
}

/** Folds or unfolds all groups, and keeps the head of one of them active. */
function foldGroups<Row>(isFolded: boolean, key: string, { props, state }: GridKeysContext<Row>): void {
  const groups = props.groups ?? [];
  const place = groups.findIndex((group) => group.key === key);
  const rows = groups.slice(0, place).reduce((sum, { count }) => sum + count, 0);
  props.onFoldGroups?.(isFolded);
  state.setActive({ line: isFolded ? place : place + rows, column: -1 });
}

function onGroup<Row>(event: KeyboardEvent, key: string, isFolded: boolean, context: GridKeysContext<Row>): boolean {
  const { props } = context;
  if (
    event.shiftKey &&
    !event.altKey &&
    props.onFoldGroups &&
    (event.key === 'ArrowRight' || event.key === 'ArrowLeft')
  ) {
    foldGroups(event.key === 'ArrowLeft', key, context);
    return true;
  }
  const toggles =
    event.key === 'Enter' ||
    event.key === ' ' ||
    (event.key === 'ArrowRight' && isFolded) ||
    (event.key === 'ArrowLeft' && !isFolded);
  if (toggles) props.onToggleGroup?.(key);
  return toggles || event.key === 'ArrowRight' || event.key === 'ArrowLeft';
}

function onRow<Row>(event: KeyboardEvent, line: number, context: GridKeysContext<Row>): boolean {
  const { props, lines, state, columns } = context;
  const row = state.rowAtLine(line);
  const at = lines.at(line);
  if (at?.kind !== 'row') return false;
  const key = event.key.toLowerCase();
  const isLetterX = key === 'x' && state.singleKeys && !(event.ctrlKey || event.metaKey || event.altKey);
  if (event.key === ' ' || isLetterX) {
    state.toggleSelected(line, event.shiftKey); // also a row that is not read yet
    return true;
  }
  if (row === undefined) return false;
  if (event.key === 'Enter') {
    props.onOpen(row, at.index);
    return true;
  }
  if (event.key === 'ArrowLeft' && isPlainKey(event) && props.groups) {
    state.setActive({ line: lines.headOf(line), column: -1 });
    return true;
  }
  const hasSelection = selectedCount(props.selection ?? noRows, props.rowCount) > 0;
  if (event.key === 'Escape' && hasSelection) {
    props.onSelection?.(noRows);
    return true;
  }
  if ((event.ctrlKey || event.metaKey) && key === 'a' && props.onSelection) {
    props.onSelection(allRows);
    return true;
  }
  if (!state.singleKeys || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (key === 'e' && hasSelection && props.onChangeSelected) {
    props.onChangeSelected();
    return true;
  }
  if (key === 'e') {
    const first = columns.findIndex((column) => state.refusalAt(row, column) === undefined);
    if (first >= 0) state.startEdit({ line, column: first });
    return true;
  }
  if (/^[1-9]$/u.test(key) && props.onDigit) {
    props.onDigit(row, Number(key));
    return true;
  }
  return false;
}

function onCell<Row>(event: KeyboardEvent, context: GridKeysContext<Row>): boolean {
  const { props, columns, lines, state } = context;
  const place = state.active;
  if (!place) return false;
  const row = state.rowAtLine(place.line);
  const column = columns[place.column];
  const at = lines.at(place.line);
  const mod = event.ctrlKey || event.metaKey;
  if (event.key === 'Enter' && event.altKey) return context.openLink();
  if (event.key === 'Enter' && row !== undefined && at?.kind === 'row') {
    props.onOpen(row, at.index);
    return true;
  }
  if (event.key === 'F2') {
    state.startEdit(place);
    return true;
  }
  if (event.key === 'Escape') {
    if (state.range) state.collapseRange();
    else if (state.notice !== undefined) state.setNotice(undefined);
    else state.setActive({ line: place.line, column: -1 });
    return true;
  }
  if (event.key === 'Delete' || event.key === 'Backspace') {
    context.clear();
    return true;
  }
  if (mod && event.key.toLowerCase() === 'd') {
    context.fillDown();
    return true;
  }
  if (event.key === ' ' && row !== undefined && column && props.markOf?.(row, column.id)?.replaced) {
    state.setMarkOpen(place);
    return true;
  }
  if (event.key.length === 1 && !mod && !event.altKey) {
    state.startEdit(place, event.key);
    return true;
  }
  return false;
}

/** Shows a row's record in place of the one that is open beside the grid, if one is open. */
function showInstead<Row>(row: Row | undefined, index: number, { props }: GridKeysContext<Row>): void {
  if (row !== undefined && props.openKey !== undefined && props.openKey !== props.rowKey(row)) props.onOpen(row, index);
}

/** Whether a press goes from a whole row to the head of its group. */
const isToGroupHead = <Row>(event: KeyboardEvent, { line, column }: GridPlace, { props, lines }: GridKeysContext<Row>) =>
  event.key === 'ArrowLeft' && column < 0 && isPlainKey(event) && props.groups !== undefined && lines.at(line)?.kind === 'row'; // prettier-ignore

/** Whether a position is a whole line, below the head. */
const isOnRow = ({ line, column }: GridPlace) => line >= 0 && column < 0;

/** Handles a key press on the grid. Returns whether the grid used the key. */
export function handleGridKey<Row>(event: KeyboardEvent, context: GridKeysContext<Row>): boolean {
  const { lines, columns, state, pageLines } = context;
  const place = state.active;
  if (!place) return false;
  const at = lines.at(place.line);
  const mod = event.ctrlKey || event.metaKey;
  if (place.line < 0 && onHead(event, context)) return true;
  if (at?.kind === 'group' && !mod && onGroup(event, at.group.key, at.group.isCollapsed === true, context)) return true;
  if (!event.altKey && !isToGroupHead(event, place, context)) {
    const isLetter = event.key === 'j' || event.key === 'k';
    const to =
      isLetter && !state.singleKeys
        ? undefined
        : moveBy(
            place,
            { key: event.key, mod, shift: event.shiftKey },
            { lines: lines.count, columns: columns.length, page: pageLines, hasHead: columns.length > 0 },
          );
    if (to && isLetter) {
      // J and K go from record to record and skip the heads of groups.
      const step = event.key === 'j' ? 1 : -1;
      let line = to.line;
      while (lines.at(line)?.kind === 'group') line += step;
      const next = lines.at(line);
      if (next?.kind !== 'row') return true;
      state.setActive({ line, column: -1 });
      showInstead(state.rowAtLine(line), next.index, context);
      return true;
    }
    if (to && event.shiftKey && context.props.onSelection && isOnRow(place) && isOnRow(to)) {
      state.extendSelected(to.line);
      return true;
    }
    if (to) {
      state.setActive(
        place.line < 0 && to.line >= 0 ? to : to.line < 0 ? { line: -1, column: Math.max(0, to.column) } : to,
        { extend: event.shiftKey && place.line >= 0 && to.line >= 0 },
      );
      return true;
    }
  }
  if (at?.kind !== 'row') return false;
  return place.column < 0 ? onRow(event, place.line, context) : onCell(event, context);
}
