import { guardForSpreadsheet } from '@outpost/domain/kernel/import/files/guard-for-spreadsheet';
import type { ClipboardEvent } from 'react';
import { editText } from '../fields/field-text.ts';
import { isNumericKind } from '../fields/field-spec.ts';
import type { Formats } from '../formats/formats.ts';
import { useFormats, useNow } from '../formats/formats-context.tsx';
import { copiedKind, type CopiedValue, ownValues, readCellValues, writeCellValues } from './clipboard/cell-values.ts';
import type { GridLines } from './grid-lines.ts';
import type { GridColumn, GridEdit } from './grid-model.ts';
import type { GridRange } from './grid-moves.ts';
import { useCellText } from './grid-row.tsx';
import { findPastedNames, findsNames, type PastedNames } from './clipboard/pasted-names.ts';
import { parseField } from '../fields/parse-field.ts';
import { fromTabSeparated, toTabSeparated } from './tab-separated.ts';
import { firstRows } from './ranges/use-range-rows.ts';
import type { GridState } from './use-grid-state.ts';

/** The clipboard type for cells copied from our own grid: without the guard that spreadsheets need. */
const ownCells = 'application/x-outpost-cells';

/** Chosen: some ten thousand rows of a few cells. Reading more would hold up the window for seconds; an import is made for it. */
const mostPastedChars = 2_000_000;

/** A cell to be changed, and the function that reads its new value. */
type WantedCell<Row> = {
  readonly row: Row | undefined;
  readonly column: GridColumn<Row>;
  readonly read: (row: Row) => ReturnType<typeof parseField>;
  /** A whole value is copied, not a text. */
  readonly isValue?: boolean;
};

/** A cell with its pasted text, and the copied value where it comes from our own grid. */
type PastedCell<Row> = {
  readonly row: Row | undefined;
  readonly column: GridColumn<Row>;
  readonly text: string;
  readonly copied: CopiedValue | undefined;
};

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

  /** Changes the cells that can be changed. A notice counts the others with the first reason, and `missing` rows. */
  const changeCells = (
    wanted: readonly WantedCell<Row>[],
    how: 'paste' | 'fill' | 'clear',
    notes: readonly string[] = [],
  ) => {
    const edits: GridEdit<Row>[] = [];
    const reasons: string[] = [];
    let missing = 0;
    for (const { row, column, read, isValue = false } of wanted) {
      if (row === undefined) {
        missing += 1;
        continue;
      }
      const refusal = state.refusalAt(row, column, isValue ? 'value' : 'text');
      const answer = refusal === undefined ? read(row) : ({ ok: false, message: refusal } as const);
      if (answer.ok) edits.push({ row, column: column.id, value: answer.value });
      else reasons.push(answer.message);
    }
    if (missing > 0) reasons.push('Their rows are not loaded, or have left the list.');
    const left = leftText(reasons.length + Math.max(0, missing - 1), wanted.length, reasons[0], formats);
    const said = [...(left === undefined ? [] : [left]), ...notes].join(' ');
    state.setNotice(said === '' ? undefined : said);
    const [only] = edits;
    if (how === 'clear' && wanted.length === 1 && only) state.editTo(only.row, only.column, only.value);
    else state.change(edits, how, said === '' ? undefined : said);
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
    event.clipboardData.setData(
      ownValues,
      writeCellValues(
        rows.map(({ row }) =>
          columns.slice(target.left, target.right + 1).map((column) => {
            const of = copiedKind(column.field);
            return of === undefined ? null : { of, value: column.value(row) };
          }),
        ),
      ),
    );
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
        `This text has ${formats.count(pasted.length)} characters, and cells take at most ${formats.count(mostPastedChars)} in one paste. Nothing was pasted. Import it as a file.`,
      );
      return;
    }
    const matrix = fromTabSeparated(pasted);
    const values = own === '' ? [] : readCellValues(event.clipboardData.getData(ownValues));
    const isOne = matrix.length === 1 && matrix[0]?.length === 1;
    const stretches = isOne
      ? lines.stretches(target.top, target.bottom)
      : firstRows(lines.stretches(target.top, lines.count - 1), matrix.length);
    const across = Array.from({ length: target.right - target.left + 1 }, () => 0);
    state.withRowsOf(stretches, (rows) => {
      const cells = rows.flatMap((row, at) => {
        const place = isOne ? 0 : at;
        const texts = matrix[place] ?? [];
        return (isOne ? across : [...texts.keys()]).flatMap((from, offset): PastedCell<Row> | readonly [] => {
          const column = columns[target.left + offset];
          return column ? { row, column, text: texts[from] ?? '', copied: values[place]?.[from] } : [];
        });
      });
      const notes = isOne ? [] : pastEnds(matrix, rows.length, columns.length - target.left, formats);
      const paste = (names: PastedNames) =>
        changeCells(
          cells.map(({ row, column, text, copied }) => ({
            row,
            column,
            read: (at) => readPasted(column, at, { text, copied, names }),
            isValue: copied !== undefined && copied.of === copiedKind(column.field),
          })),
          'paste',
          notes,
        );
      const asked = cells.filter(
        ({ column, text, copied }) =>
          findsNames(column.field) && text.trim() !== '' && copied?.of !== copiedKind(column.field),
      );
      if (asked.length === 0) return paste(new Map());
      state.setNotice('Looking for the records of these names…');
      findPastedNames(asked).then(paste, (error: unknown) =>
        state.setNotice(
          `The records of these names could not be read, so nothing was pasted. ${error instanceof Error ? error.message : String(error)}`,
        ),
      );
    });
  };

  const readPasted = (
    column: GridColumn<Row>,
    row: Row,
    { text, copied, names }: Pick<PastedCell<Row>, 'text' | 'copied'> & { readonly names: PastedNames },
  ): ReturnType<typeof parseField> => {
    const field = column.fieldOf?.(row) ?? column.field;
    if (!field) return { ok: false, message: '' };
    if (copied !== undefined && copied.of === copiedKind(field)) return { ok: true, value: copied.value };
    const named = names.get(column.id)?.get(text.trim());
    if (named === undefined) return parseField(field, text, { formats, now: now() });
    return 'value' in named ? { ok: true, value: named.value } : { ok: false, message: named.problem };
  };

  const fillRange = (range: GridRange) =>
    state.withRowsOf(lines.stretches(range.top, range.bottom), ([first, ...rest]) => {
      if (first === undefined) return state.setNotice('The first row has left the list, so nothing was filled.');
      const filled = columns.slice(range.left, range.right + 1);
      changeCells(
        rest.flatMap((row) =>
          filled.map((column) => ({
            row,
            column,
            read: () => ({ ok: true as const, value: column.value(first) }),
            isValue: true,
          })),
        ),
        'fill',
      );
    });

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
    state.withRowsOf(lines.stretches(target.top, target.bottom), (rows) =>
      changeCells(
        rows.flatMap((row) =>
          cleared.map((column) => ({
            row,
            column,
            read: () =>
              column.field?.isRequired
                ? ({ ok: false, message: `${column.header} can’t be empty.` } as const)
                : ({ ok: true, value: null } as const),
          })),
        ),
        'clear',
      ),
    );
  };
  return { onCopy, onPaste, fillDown, fillRange, clear };
}

/** Says how many cells were left as they were, and the first reason; `undefined` where none was. */
function leftText(left: number, of: number, reason: string | undefined, formats: Formats): string | undefined {
  if (reason === undefined) return undefined;
  return of === 1 ? reason : `${formats.count(left)} of ${formats.count(of)} cells were left as they were. ${reason}`;
}

/** Says how many rows and columns of pasted cells lie past the ends of the list. */
function pastEnds(
  matrix: readonly (readonly string[])[],
  rows: number,
  columns: number,
  { plural }: Formats,
): readonly string[] {
  const rowsPast = matrix.length - rows;
  const columnsPast = matrix.reduce((most, cells) => Math.max(most, cells.length), 0) - columns;
  return [
    ...(rowsPast > 0 ? [`${plural(rowsPast, 'row', 'rows')} did not fit below the end of the list.`] : []),
    ...(columnsPast > 0 ? [`${plural(columnsPast, 'column', 'columns')} did not fit beyond the last column.`] : []),
  ];
}
