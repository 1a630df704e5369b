import { useRef } from 'react';
import { useFormats } from '../../formats/formats-context.tsx';
import type { GridLines } from '../grid-lines.ts';
import type { GridProps, RowStretch } from '../grid-model.ts';
import { type GridSelection, mostNamedRows, noRows, withRows } from '../grid-selection.ts';
import { type RangeRows, rowsInStretches } from './use-range-rows.ts';

/**
 * Returns a function that adds all rows of a range of lines to the selection, or to an earlier one (`before`). Rows that
 * are not loaded are read first. A range that is longer than a selection can name becomes "all rows but the others", or
 * it is refused with a notice.
 */
export function useRangeSelection<Row>(
  props: GridProps<Row>,
  about: {
    readonly lines: GridLines;
    readonly withRowsOf: (stretches: readonly RowStretch[], then: (rows: RangeRows<Row>) => void) => void;
    readonly setNotice: (text: string) => void;
  },
) {
  const { lines, withRowsOf, setNotice } = about;
  const formats = useFormats();
  const keysOf = (rows: RangeRows<Row>) => rows.flatMap((row) => (row === undefined ? [] : [props.rowKey(row)]));
  const newest = useRef(0);
  return (from: number, to: number, before?: GridSelection): void => {
    const selection = before ?? props.selection ?? noRows;
    newest.current += 1;
    const own = newest.current;
    /** Ranges from the same selection replace each other: the answer of an earlier one may arrive last. */
    const select = (next: GridSelection) => {
      if (before === undefined || own === newest.current) props.onSelection?.(next);
    };
    const range = lines.stretches(from, to);
    const count = rowsInStretches(range);
    if (selection.all || count + selection.keys.size <= mostNamedRows)
      return withRowsOf(range, (rows) => select(withRows(selection, keysOf(rows), 'selected')));
    const others = [...lines.stretches(0, from - 1), ...lines.stretches(to + 1, lines.count - 1)];
    const isWhole = rowsInStretches(others) === props.rowCount - count; // no rows are hidden in folded groups
    if (!isWhole || rowsInStretches(others) > mostNamedRows)
      return setNotice(
        `These are ${formats.count(count)} rows, and a range of at most ${formats.count(mostNamedRows)} can be selected. Nothing more was selected. Select all rows of the list, or filter it.`,
      );
    withRowsOf(others, (rows) =>
      select({ all: true, keys: new Set(keysOf(rows).filter((key) => !selection.keys.has(key))) }),
    );
  };
}
