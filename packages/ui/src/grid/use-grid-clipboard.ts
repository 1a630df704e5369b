import { guardForSpreadsheet } from '@outpost/domain/kernel/import/files/guard-for-spreadsheet';
import type { ClipboardEvent } from 'react';
import { editText } from '../fields/field-text.ts';
import { isNumericKind } from '../fields/field-spec.ts';
import { useFormats, useNow } from '../formats/formats-context.tsx';
import type { GridLines } from './grid-lines.ts';
import type { GridColumn, GridEdit } from './grid-model.ts';
import type { GridRange } from './grid-moves.ts';
import { useCellText } from './grid-row.tsx';
import { parseField } from '../fields/parse-field.ts';
import { fromTabSeparated, toTabSeparated } from './tab-separated.ts';
import type { GridState } from './use-grid-state.ts';

/** The clipboard type for cells copied from our own grid: without the guard that spreadsheets need. */
const ownCells = 'application/x-outpost-cells';

/** Chosen: some ten thousand rows of a few cells. Reading more would hold up the window for seconds; an import is made for it. */
const mostPastedChars = 2_000_000;

/** Handles copy, paste, fill and clear over the selected range, or over the active cell. */
export function useGridClipboard<Row>(columns: readonly GridColumn<Row>[], lines: GridLines, state: GridState<Row>) {
  const formats = useFormats();
  const now = useNow();
  const textOf = useCellText<Row>();
  const { active } = state;
  const target: GridRange | undefined =
    state.range ??
    (active
      ? {
          top: active.line,
          bottom: active.line,
          left: Math.max(0, active.column),
          right: active.column < 0 ? columns.length - 1 : active.column,
        }
      : undefined);

  /** Collects edits for the editable cells. A notice counts the others and gives the first reason. */
  const collect = (
    wanted: readonly {
      readonly row: Row;
      readonly column: GridColumn<Row>;
      readonly read: () => ReturnType<typeof parseField>;
    }[],
  ) => {
    const edits: GridEdit<Row>[] = [];
    const reasons: string[] = [];
    for (const { row, column, read } of wanted) {
      const refusal = state.refusalAt(row, column);
      const answer = refusal === undefined ? read() : ({ ok: false, message: refusal } as const);
      if (answer.ok) edits.push({ row, column: column.id, value: answer.value });
      else reasons.push(answer.message);
    }
    const [first] = reasons;
    state.setNotice(
      first === undefined
        ? undefined
        : wanted.length === 1
          ? first
          : `${formats.count(reasons.length)} of ${formats.count(wanted.length)} cells were left as they were. ${first}`,
    );
    return edits;
  };

  const copyText = (column: GridColumn<Row>, row: Row) =>
    column.field && isNumericKind(column.field.kind) && column.field.kind !== 'duration'
      ? editText(column.field, column.value(row), formats)
      : textOf(column, row);

  const onCopy = (event: ClipboardEvent) => {
    if (!target || state.editing) return;
    const rows = state.rowsIn(target);
    if (rows.length === 0) return;
    event.preventDefault();
    const cells = rows.map(({ row }) =>
      columns.slice(target.left, target.right + 1).map((column) => copyText(column, row)),
    );
    // A spreadsheet executes text that looks like a formula, so the plain text is guarded. Our own grid takes the cells
    // unguarded.
    event.clipboardData.setData('text/plain', toTabSeparated(cells.map((row) => row.map(guardForSpreadsheet))));
    event.clipboardData.setData(ownCells, toTabSeparated(cells));
    const missing =
      lines.stretches(target.top, target.bottom).reduce((sum, stretch) => sum + stretch.end - stretch.start, 0) -
      rows.length;
    state.setNotice(
      missing > 0
        ? `Copied ${formats.plural(rows.length, 'row', 'rows')}; ${formats.count(missing)} more aren’t loaded yet.`
        : undefined,
    );
  };

  const onPaste = (event: ClipboardEvent) => {
    if (!target || state.editing || !active || active.column < 0) return;
    event.preventDefault();
    const own = event.clipboardData.getData(ownCells);
    const pasted = own === '' ? event.clipboardData.getData('text/plain') : own;
    if (pasted.length > mostPastedChars) {
      state.setNotice(
        `This text has ${formats.count(pasted.length)} characters, and cells take ${formats.count(mostPastedChars)} at once. Nothing was pasted. Import it as a file.`,
      );
      return;
    }
    const matrix = fromTabSeparated(pasted);
    const [[single] = []] = matrix;
    const isOne = matrix.length === 1 && matrix[0]?.length === 1;
    const wanted: { row: Row; column: GridColumn<Row>; read: () => ReturnType<typeof parseField> }[] = [];
    const add = (line: number, place: number, text: string) => {
      const row = state.rowAtLine(line);
      const column = columns[place];
      const field = column?.field;
      if (row !== undefined && column)
        wanted.push({
          row,
          column,
          read: () => (field ? parseField(field, text, { formats, now: now() }) : { ok: false, message: '' }),
        });
    };
    if (isOne) {
      for (const { line } of state.rowsIn(target))
        for (let place = target.left; place <= target.right; place += 1) add(line, place, single ?? '');
    } else {
      let line = target.top;
      for (const cells of matrix) {
        while (line < lines.count && lines.at(line)?.kind === 'group') line += 1;
        for (const [offset, text] of cells.entries()) add(line, target.left + offset, text);
        line += 1;
      }
    }
    state.change(collect(wanted), 'paste');
  };

  const fillRange = (range: GridRange) => {
    const [first, ...rest] = state.rowsIn(range);
    if (!first) return;
    const filled = columns.slice(range.left, range.right + 1);
    state.change(
      collect(
        rest.flatMap(({ row }) =>
          filled.map((column) => ({
            row,
            column,
            read: () => ({ ok: true as const, value: column.value(first.row) }),
          })),
        ),
      ),
      'fill',
    );
  };

  /** Copies the first row's values into the other rows. With a single cell, copies the value above. */
  const fillDown = () => {
    if (!target || !active || active.column < 0) return;
    if (state.range && target.bottom > target.top) return fillRange(target);
    let above = active.line - 1;
    while (above >= 0 && lines.at(above)?.kind === 'group') above -= 1;
    if (above >= 0) fillRange({ ...target, top: above });
  };

  const clear = () => {
    if (!target || !active || active.column < 0) return;
    const cleared = columns.slice(target.left, target.right + 1);
    const wanted = state.rowsIn(target).flatMap(({ row }) =>
      cleared.map((column) => ({
        row,
        column,
        read: () =>
          column.field?.isRequired
            ? ({ ok: false, message: `${column.header} can’t be empty.` } as const)
            : ({ ok: true, value: null } as const),
      })),
    );
    const edits = collect(wanted);
    const [only] = edits;
    if (edits.length === 1 && only) state.editTo(only.row, only.column, only.value);
    else state.change(edits, 'clear');
  };
  return { onCopy, onPaste, fillDown, fillRange, clear };
}
