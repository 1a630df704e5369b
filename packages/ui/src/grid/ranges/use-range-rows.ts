import { useFormats } from '../../formats/formats-context.tsx';
import type { GridProps, RowStretch } from '../grid-model.ts';

/** Chosen: a change of more rows is made in the dialog for many records, which shows its effect first and works in pieces. */
export const mostRowsAtOnce = 10_000;

/** The rows of a range, in order. `undefined` stands for a row that has left the list since it was counted. */
export type RangeRows<Row> = readonly (Row | undefined)[];

/** Returns the number of rows in stretches. */
export const rowsInStretches = (stretches: readonly RowStretch[]): number =>
  stretches.reduce((sum, { start, end }) => sum + end - start, 0);

/** Returns the first rows of stretches, at most `count`. */
export function firstRows(stretches: readonly RowStretch[], count: number): readonly RowStretch[] {
  let left = count;
  return stretches.flatMap(({ start, end }) => {
    const taken = Math.min(left, end - start);
    left -= taken;
    return taken > 0 ? [{ start, end: start + taken }] : [];
  });
}

const indexesOf = ({ start, end }: RowStretch) => Array.from({ length: end - start }, (_, at) => start + at);

/**
 * Returns a function that passes the rows of a range to `then`. Rows that are not loaded are read first. A range that is too
 * long, or that cannot be read, is refused as a whole with a notice.
 */
export function useRangeRows<Row>(
  { rowAt, readRows }: Pick<GridProps<Row>, 'rowAt' | 'readRows'>,
  setNotice: (text: string | undefined) => void,
) {
  const formats = useFormats();
  return (stretches: readonly RowStretch[], then: (rows: RangeRows<Row>) => void): void => {
    const count = rowsInStretches(stretches);
    if (count > mostRowsAtOnce)
      return setNotice(
        `These are ${formats.count(count)} rows, and at most ${formats.count(mostRowsAtOnce)} are changed at once. Nothing was changed. Select the rows and change their fields.`,
      );
    const loaded = stretches.flatMap((stretch) => indexesOf(stretch).map((index) => rowAt(index)));
    if (!loaded.includes(undefined) || readRows === undefined) return then(loaded);
    setNotice(`Reading ${formats.plural(count, 'row', 'rows')}…`);
    readRows(stretches).then(
      (rows) => {
        setNotice(undefined);
        then(rows);
      },
      (error: unknown) =>
        setNotice(
          `The rows could not be read, so nothing was changed. ${error instanceof Error ? error.message : String(error)}`,
        ),
    );
  };
}
