import { useState } from 'react';

/** A range of rows; `end` is exclusive. */
export type SeenRange = { readonly start: number; readonly end: number };

/** Chosen: questions about rows in sight are asked for this many at once, so that scrolling by a row asks nothing. */
const step = 50;

/** Returns the rows in sight of a list, in steps, and the function that notes them. Does nothing while `isOn` is false. */
export function useRowsInSight(isOn: boolean): {
  readonly range: SeenRange;
  readonly see: (start: number, end: number) => void;
} {
  const [range, setRange] = useState<SeenRange>({ start: 0, end: step });
  const see = (start: number, end: number) => {
    const next = { start: Math.floor(start / step) * step, end: Math.ceil((end + 1) / step) * step };
    if (isOn) setRange((before) => (before.start === next.start && before.end === next.end ? before : next));
  };
  return { range, see };
}

/** Returns the loaded rows of a range. */
export function rowsIn<Row>(range: SeenRange, rowAt: (index: number) => Row | undefined): readonly Row[] {
  const rows: Row[] = [];
  for (let place = range.start; place < range.end; place += 1) {
    const row = rowAt(place);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}
