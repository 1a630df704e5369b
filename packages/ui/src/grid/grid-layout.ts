import { gutterWidth, type GridColumn, type GridProps, ROW_HEIGHT } from './grid-model.ts';

/** The measures of a grid: its drawn columns, the height of a line, and the widths in pixels. */
export type GridLayout<Row> = {
  /** The drawn columns. A narrow grid draws two of them at most. */
  readonly columns: readonly GridColumn<Row>[];
  /** The column whose text is the second line of a narrow row. */
  readonly second: GridColumn<Row> | undefined;
  readonly lineHeight: number;
  readonly gutter: number;
  /** A narrower window scrolls sideways. */
  readonly minWidth: number;
  /** CSS grid-template-columns, with `--gutter` for the first one. */
  readonly template: string;
  /** The smallest width of each column in pixels, in order. It is the width while the grid scrolls sideways. Empty in a narrow grid. */
  readonly leastWidths: readonly number[];
};

const leastColumnWidth = 96;

/** Chosen: the share of the grid that the fixed columns may cover, so that other columns can be scrolled into sight beside them. */
const mostFixed = 0.6;

/** The space that a grid has. `isNarrow`: the window is so narrow that a row shows only a name, a second line and an amount. */
type GridSpace = {
  readonly isNarrow: boolean;
  /** The width of the visible part in pixels; 0 where it is not known yet. */
  readonly width: number;
};

/**
 * Computes the measures. Pinned columns follow the name. Those that fit stay at the left edge. While the grid is scrolled sideways,
 * every column has its smallest width, so their places are known without measuring.
 */
export function gridLayout<Row>(
  {
    columns: given,
    widths = {},
    rowCount,
    density = 'compact',
    pinned = [],
  }: Pick<GridProps<Row>, 'columns' | 'widths' | 'rowCount' | 'density' | 'pinned'>,
  { isNarrow, width: inSight }: GridSpace,
): GridLayout<Row> {
  const gutter = gutterWidth(rowCount);
  if (isNarrow) {
    const { shown, second } = narrowColumns(given);
    const others = shown.slice(1).map(() => `minmax(${leastColumnWidth}px, max-content)`);
    return {
      columns: shown,
      second,
      lineHeight: second ? ROW_HEIGHT.narrow : ROW_HEIGHT[density],
      gutter,
      minWidth: gutter,
      template: `var(--gutter) minmax(0, 1fr) ${others.join(' ')}`,
      leastWidths: [],
    };
  }
  const fixed = (column: GridColumn<Row>) => widths[column.id] ?? column.width;
  const least = (column: GridColumn<Row>) => column.minWidth ?? leastColumnWidth;
  const room = inSight === 0 ? Number.POSITIVE_INFINITY : inSight * mostFixed - gutter;
  const all = withPinned(given, pinned, { room, widthOf: (column) => fixed(column) ?? least(column) });
  const tracks = all.map((column) => {
    const width = fixed(column);
    return width === undefined ? `minmax(${least(column)}px, ${column.flex ?? 1}fr)` : `${width}px`;
  });
  const leastWidths = all.map((column) => fixed(column) ?? least(column));
  return {
    columns: all,
    second: undefined,
    lineHeight: ROW_HEIGHT[density],
    gutter,
    minWidth: leastWidths.reduce((sum, columnWidth) => sum + columnWidth, gutter),
    template: `var(--gutter) ${tracks.join(' ')}`,
    leastWidths,
  };
}

/** Chosen: columns so near to the visible part are drawn too, so that scrolling seldom reaches an empty place. */
const drawnBeside = 400;

/** Returns the places of the columns that stay, and of those in or near the visible part of a grid that is scrolled sideways. */
export function columnsInSight(
  { columns, leastWidths, gutter }: Pick<GridLayout<never>, 'columns' | 'leastWidths' | 'gutter'>,
  { left, width }: { readonly left: number; readonly width: number },
): readonly number[] {
  let end = gutter;
  return columns.flatMap((column, place) => {
    const start = end;
    end += leastWidths[place] ?? 0;
    const isNear = end > left - drawnBeside && start < left + width + drawnBeside;
    return isNear || column.isName === true || column.staysAt !== undefined ? [place] : [];
  });
}

/** Returns the columns with the pinned ones after the name, and the places of those that fit into the room for fixed columns. */
function withPinned<Row>(
  columns: readonly GridColumn<Row>[],
  pinned: readonly string[],
  about: { readonly room: number; readonly widthOf: (column: GridColumn<Row>) => number },
): readonly GridColumn<Row>[] {
  const isPinned = ({ id, isName }: GridColumn<Row>) => isName !== true && pinned.includes(id);
  if (!columns.some(isPinned)) return columns;
  const names = columns.filter(({ isName }) => isName === true);
  let at = names.reduce((sum, column) => sum + about.widthOf(column), 0);
  const fitting = columns.filter(isPinned).map((column) => {
    const staysAt = at;
    at += about.widthOf(column);
    return at > about.room ? column : { ...column, staysAt };
  });
  const last = fitting.findLast(({ staysAt }) => staysAt !== undefined);
  const placed = fitting.map((column) => (column === last ? { ...column, isLastToStay: true } : column));
  return [...names, ...placed, ...columns.filter((column) => !isPinned(column) && column.isName !== true)];
}

/** Returns the columns of a narrow row: the name (with a second line) and the amount. */
function narrowColumns<Row>(columns: readonly GridColumn<Row>[]) {
  const name =
    columns.find((column) => column.narrow === 'name') ?? columns.find((column) => column.isName) ?? columns[0];
  const amount =
    columns.find((column) => column.narrow === 'amount') ?? columns.find((column) => column.field?.kind === 'money');
  return {
    shown: [name, amount].filter((column) => column !== undefined),
    second: columns.find((column) => column.narrow === 'second'),
  };
}
