import type { ChartTheme } from './chart-theme.ts';
import type { ChartSeries, SeriesChartProps, SeriesKind } from './series-props.ts';

/** A row of this many pixels has room for its name. Charts with few rows share the default height instead. */
export const rowPx = 22;

/** The widths of the names of rows. A narrow chart would cut longer ones off at its edge instead of shortening them. */
const namePx = { wide: 140, narrow: 76 };
/** Chosen: below it a name of full width leaves no room for the rows and their labels. */
const narrowPx = 280;

/** Returns the sum of all series in one category. */
export const seriesTotal = (series: readonly ChartSeries[], place: number) =>
  series.reduce((sum, entry) => sum + (entry.values[place] ?? 0), 0);

/** Returns the ECharts option of a chart of series. `shown`: at most six of them. */
export function seriesOption(
  kind: SeriesKind,
  props: SeriesChartProps,
  shown: readonly ChartSeries[],
  theme: ChartTheme,
) {
  const short = props.formatShort ?? props.format;
  const isRows = props.orientation === 'rows';
  const last = props.categories.length - 1;
  const isMany = shown.length > 1;
  const isStacked = isMany && props.isStacked !== false;
  // A label needs a bar at the end of the axis, and areas are too close together for one each.
  const hasLegend = isMany && (isRows || kind === 'area' || shown.some(({ values }) => !values[last]));
  const category = {
    ...theme.categoryAxis,
    ...(isRows
      ? {
          axisLabel: {
            ...theme.categoryAxis.axisLabel,
            interval: 0,
            width: namePx.wide,
            overflow: 'truncate' as const,
          },
        }
      : {}), // without this ECharts leaves out every other name
    type: 'category' as const,
    data: [...props.categories],
    inverse: isRows,
  };
  const value = {
    ...theme.valueAxis,
    type: 'value' as const,
    axisLabel: { ...theme.valueAxis.axisLabel, formatter: short },
    ...(isRows ? { show: false } : {}),
  };
  const second = shown.find(({ isOnSecondAxis }) => isOnSecondAxis === true);
  const values = second
    ? [value, { ...value, splitLine: { show: false }, axisLabel: { ...value.axisLabel, formatter: second.formatShort ?? short } }] // prettier-ignore
    : value;
  const axisOf = ({ isOnSecondAxis }: ChartSeries) =>
    isOnSecondAxis === true ? (isRows ? { xAxisIndex: 1 } : { yAxisIndex: 1 }) : {};
  // Direct labels instead of a legend: the name is beside the last bar or at the line's end.
  const nameLabel = (place: number) => ({
    show: true,
    position: 'right' as const,
    distance: 12,
    color: theme.palette.ink2,
    fontSize: 12,
    fontFamily: theme.textStyle.fontFamily,
    formatter: shown[place]?.name ?? '',
  });
  const widest = Math.max(0, ...[...(shown[0]?.values ?? []), ...(props.target?.values ?? [])].map((of) => of ?? 0));
  const drawn = shown.map((entry, place) => {
    if (kind !== 'bar')
      return {
        name: entry.name,
        type: 'line' as const,
        ...axisOf(entry),
        data: [...entry.values],
        symbol: 'circle',
        symbolSize: 5,
        showSymbol: props.categories.length < 30,
        lineStyle: { width: 2, type: entry.isForecast ? ('dashed' as const) : ('solid' as const) },
        endLabel: { show: isMany && !hasLegend, formatter: entry.name, color: theme.palette.ink2, fontSize: 12 },
        connectNulls: false,
        ...(kind === 'area' ? { areaStyle: { opacity: isStacked ? 0.7 : 0.2 } } : {}),
        ...(kind === 'area' && isStacked ? { stack: 'all' } : {}),
      };
    const style = entry.isForecast
      ? {
          color: theme.palette.surface,
          borderColor: theme.palette.ink3,
          borderWidth: 1,
          borderType: 'dashed' as const,
          decal: {
            symbol: 'line',
            dashArrayX: [1, 0],
            dashArrayY: [2, 5],
            rotation: -Math.PI / 4,
            color: theme.palette.ink3,
          },
        }
      : theme.bar.itemStyle;
    const single = isMany
      ? {}
      : {
          label: {
            ...theme.bar.label,
            show: true,
            position: isRows ? ('right' as const) : ('top' as const),
            formatter: ({ value: of }: { readonly value: unknown }) => (typeof of === 'number' ? short(of) : ''),
          },
        };
    return {
      name: entry.name,
      type: 'bar' as const,
      ...axisOf(entry),
      labelLayout: { hideOverlap: true },
      ...(isStacked || !isMany ? { stack: 'all' } : {}),
      barMaxWidth: theme.bar.barMaxWidth,
      itemStyle: style,
      ...single,
      data: entry.values.map((of, at) => {
        if (of === null) return of;
        if (isMany) return !hasLegend && at === last ? { value: of, label: nameLabel(place) } : of;
        const label = labelPastMark(of, props.target?.values[at] ?? null, { widest, isRows });
        return label ? { value: of, label } : of;
      }),
    };
  });
  const totals =
    kind === 'bar' && isStacked && !isRows
      ? [
          {
            name: 'Total',
            type: 'bar' as const,
            stack: 'all',
            silent: true,
            labelLayout: { hideOverlap: true },
            tooltip: { show: false },
            data: props.categories.map(() => 0),
            label: {
              ...theme.bar.label,
              show: true,
              position: 'top' as const,
              formatter: ({ dataIndex }: { readonly dataIndex: number }) => short(seriesTotal(shown, dataIndex)),
            },
          },
        ]
      : [];
  return {
    // Leaves room on the right for the labels at the ends of rows.
    grid: {
      left: 0,
      right: isMany && !hasLegend ? 112 : isRows ? 64 : 16,
      top: 28,
      bottom: hasLegend ? 32 : 4,
      outerBoundsMode: 'same' as const,
    },
    xAxis: isRows ? values : category,
    yAxis: isRows ? category : values,
    ...(hasLegend ? { legend: { ...theme.legend, data: shown.map(({ name }) => name) } } : {}),
    tooltip: {
      ...theme.tooltip,
      trigger: 'axis' as const,
      axisPointer: { type: kind === 'bar' ? ('shadow' as const) : ('line' as const) },
      valueFormatter: (of: unknown) => (typeof of === 'number' ? props.format(of) : '—'),
    },
    ...(isRows
      ? {
          media: [
            { query: { maxWidth: narrowPx }, option: { yAxis: { axisLabel: { width: namePx.narrow } } } },
            { option: { yAxis: { axisLabel: { width: namePx.wide } } } },
          ],
        }
      : {}),
    series: [...drawn, ...totals, ...(props.target ? [targetSeries(kind, props.target, { isRows, theme })] : [])],
  };
}

/** Chosen: a mark within this share of the axis above the end of a column would cross the label there. */
const labelShare = 0.25;

/**
 * Returns the place of a bar's label behind the mark of its target, where that mark would cross the label. Places are shares of the
 * bar. The label of a row is always behind its mark: in a narrow chart it is wider than most distances.
 */
function labelPastMark(
  value: number,
  target: number | null,
  { widest, isRows }: { readonly widest: number; readonly isRows: boolean },
) {
  if (target === null || value <= 0 || target < value) return undefined;
  if (!isRows && target - value > widest * labelShare) return undefined;
  const toMark = (target / value) * 100;
  return isRows
    ? { position: [`${toMark}%`, '50%'], padding: [0, 0, 0, 8], align: 'left' as const, verticalAlign: 'middle' as const }
    : { position: ['50%', `${100 - toMark}%`], padding: [0, 0, 6, 0], align: 'center' as const, verticalAlign: 'bottom' as const }; // prettier-ignore
}

/** A mark across each bar is as wide as the widest bar. */
const markPx = { length: 44, width: 3 };

/** Returns the series that marks what should be reached: a stroke across each bar, or a dashed line. */
function targetSeries(
  kind: SeriesKind,
  { name, values }: Pick<ChartSeries, 'name' | 'values'>,
  { isRows, theme }: { readonly isRows: boolean; readonly theme: ChartTheme },
) {
  const shared = { name, silent: true, color: theme.palette.ink, itemStyle: { color: theme.palette.ink }, z: 5 };
  if (kind !== 'bar')
    return {
      ...shared,
      type: 'line' as const,
      data: [...values],
      showSymbol: false,
      lineStyle: { width: 1, type: 'dashed' as const, color: theme.palette.ink },
      endLabel: { show: true, formatter: name, color: theme.palette.ink2, fontSize: 12 },
    };
  return {
    ...shared,
    type: 'scatter' as const,
    symbol: 'rect',
    symbolSize: isRows ? [markPx.width, rowPx] : [markPx.length, markPx.width],
    data: values.map((of, place) => (isRows ? [of ?? '-', place] : [place, of ?? '-'])),
  };
}
