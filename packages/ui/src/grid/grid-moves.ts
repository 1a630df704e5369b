/** A position in the grid. Line −1 is the head. Column −1 is the whole row, on which single-letter keys act. */
export type GridPlace = { readonly line: number; readonly column: number };

/** The limits of positions in the grid. */
export type GridBounds = {
  readonly lines: number;
  readonly columns: number;
  readonly page: number;
  /** Whether the grid has a head above its first line. */ readonly hasHead: boolean;
};

/** A rectangle of cells, by two opposite corners. */
export type GridRange = {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
};

type Press = { readonly key: string; readonly mod: boolean; readonly shift: boolean };

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Returns the position after a key press, or `undefined` when the key does not move. J and K move only on a whole row. */
export function moveBy(place: GridPlace, press: Press, bounds: GridBounds): GridPlace | undefined {
  const { key, mod } = press;
  const lastLine = Math.max(0, bounds.lines - 1);
  const firstLine = bounds.hasHead ? -1 : 0;
  const lastColumn = bounds.columns - 1;
  const line = (next: number, low = firstLine) => ({ line: clamp(next, low, lastLine), column: place.column });
  const column = (next: number) => ({ line: place.line, column: clamp(next, place.line < 0 ? 0 : -1, lastColumn) });
  const isRow = place.column < 0;
  switch (key) {
    case 'ArrowDown':
      return mod ? line(lastLine) : line(place.line + 1);
    case 'ArrowUp':
      return mod ? line(0, 0) : line(place.line - 1);
    case 'ArrowRight':
      return mod ? column(lastColumn) : column(place.column + 1);
    case 'ArrowLeft':
      return mod ? column(0) : column(place.column - 1);
    case 'PageDown':
      return line(place.line + bounds.page, 0);
    case 'PageUp':
      return line(place.line - bounds.page, 0);
    case 'Home':
      return mod || isRow ? { line: 0, column: isRow ? -1 : 0 } : column(0);
    case 'End':
      return mod || isRow ? { line: lastLine, column: isRow ? -1 : lastColumn } : column(lastColumn);
    case 'j':
      return isRow && !mod ? line(place.line + 1, 0) : undefined;
    case 'k':
      return isRow && !mod ? line(place.line - 1, 0) : undefined;
    default:
      return undefined;
  }
}

/** Returns the rectangle between two positions. */
export const rangeOf = (from: GridPlace, to: GridPlace): GridRange => ({
  top: Math.min(from.line, to.line),
  bottom: Math.max(from.line, to.line),
  left: Math.min(from.column, to.column),
  right: Math.max(from.column, to.column),
});

/** Returns the range if it touches the line. */
export const rangeOnLine = (range: GridRange | undefined, line: number): GridRange | undefined =>
  range && line >= range.top && line <= range.bottom ? range : undefined;
