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
};

const leastColumnWidth = 96;

/** Computes the measures. `isNarrow`: the window is so narrow that a row shows only a name, a second line and an amount. */
export function gridLayout<Row>(
  {
    columns: all,
    widths = {},
    rowCount,
    density = 'compact',
  }: Pick<GridProps<Row>, 'columns' | 'widths' | 'rowCount' | 'density'>,
  isNarrow: boolean,
): GridLayout<Row> {
  const gutter = gutterWidth(rowCount);
  if (isNarrow) {
    const { shown, second } = narrowColumns(all);
    const others = shown.slice(1).map(() => `minmax(${leastColumnWidth}px, max-content)`);
    return {
      columns: shown,
      second,
      lineHeight: second ? ROW_HEIGHT.narrow : ROW_HEIGHT[density],
      gutter,
      minWidth: gutter,
      template: `var(--gutter) minmax(0, 1fr) ${others.join(' ')}`,
    };
  }
  const fixed = (column: GridColumn<Row>) => widths[column.id] ?? column.width;
  const least = (column: GridColumn<Row>) => column.minWidth ?? leastColumnWidth;
  const tracks = all.map((column) => {
    const width = fixed(column);
    return width === undefined ? `minmax(${least(column)}px, ${column.flex ?? 1}fr)` : `${width}px`;
  });
  return {
    columns: all,
    second: undefined,
    lineHeight: ROW_HEIGHT[density],
    gutter,
    minWidth: all.reduce((sum, column) => sum + (fixed(column) ?? least(column)), gutter),
    template: `var(--gutter) ${tracks.join(' ')}`,
  };
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
