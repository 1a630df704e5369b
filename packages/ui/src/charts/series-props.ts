import type { ChartFrame } from './chart-panel.tsx';

/** Values over categories. A period whose value is `null` keeps its place and stays empty. */
export type ChartSeries = {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** An estimate: hatched with a dashed edge, never paler. */ readonly isForecast?: boolean | undefined;
  /** Values of another unit than those of the first series: they are on the axis of the other side. */
  readonly isOnSecondAxis?: boolean | undefined;
  /** Left out: the format of the chart. */
  readonly format?: ((value: number) => string) | undefined;
  readonly formatShort?: ((value: number) => string) | undefined;
};

/** A chart of series. `format` writes a value in full ("$1,132,100"), `formatShort` on axes and bars ("$1.13M"). */
export type SeriesChartProps = ChartFrame & {
  readonly categoryName?: string | undefined;
  readonly categories: readonly string[];
  readonly series: readonly ChartSeries[];
  /** The target of the first series in each category: a mark across the bar, or a dashed line. */
  readonly target?: Pick<ChartSeries, 'name' | 'values'> | undefined;
  readonly format: (value: number) => string;
  readonly formatShort?: ((value: number) => string) | undefined;
  readonly orientation?: 'columns' | 'rows' | undefined;
  /**
   * False: the values of several series are not parts of a whole, for example means. They are drawn side by side,
   * without totals.
   */
  readonly isStacked?: boolean | undefined;
  /** `series`: undefined for a row of the table, which has all of them. */
  readonly onPick?: ((category: number, series?: number) => void) | undefined;
  readonly height?: number | undefined;
};

/** The kinds of a chart of series. */
export type SeriesKind = 'bar' | 'line' | 'area';
