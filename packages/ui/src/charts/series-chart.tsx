import { useCallback, useMemo } from 'react';
import { ChartCanvas } from './chart-canvas.tsx';
import type { ChartTheme } from './chart-theme.ts';
import type { ChartSeries, SeriesChartProps, SeriesKind } from './series-props.ts';
import { rowPx, seriesOption, seriesTotal } from './series-option.ts';
import { ChartPanel } from './chart-panel.tsx';

const MAX_SERIES = 6; // more colours cannot be told apart; the other series become one, "Others"

/** Returns at most six series; the last one sums up the others. */
export function foldSeries(series: readonly ChartSeries[]): readonly ChartSeries[] {
  if (series.length <= MAX_SERIES) return series;
  const rest = series.slice(MAX_SERIES - 1);
  const length = Math.max(...rest.map((entry) => entry.values.length));
  const values = Array.from({ length }, (_, place) =>
    rest.reduce<number | null>(
      (sum, entry) =>
        entry.values[place] === null || entry.values[place] === undefined ? sum : (sum ?? 0) + entry.values[place],
      null,
    ),
  );
  return [...series.slice(0, MAX_SERIES - 1), { name: 'Others', values }];
}

const besideRowsPx = 32; // the space above the first row and below the last
const usualPx = 160; // the same value as in chart-panel.module.css

/** Returns the requested height, or more when the names of all rows need it. `undefined` means the default height. */
function heightOf({ orientation, categories, height }: SeriesChartProps): number | undefined {
  const needed = categories.length * rowPx + besideRowsPx;
  return orientation === 'rows' && needed > usualPx ? Math.max(height ?? 0, needed) : height;
}

/** The frame, table and canvas that bar charts and line charts share. */
export function SeriesChart({ kind, props }: { readonly kind: SeriesKind; readonly props: SeriesChartProps }) {
  const shown = useMemo(() => foldSeries(props.series), [props.series]);
  const option = useCallback((theme: ChartTheme) => seriesOption(kind, props, shown, theme), [kind, props, shown]);
  const hasTotal = props.series.length > 1 && props.isStacked !== false;
  const { onPick } = props;
  const columns: readonly ChartSeries[] = [...props.series, ...(props.target ? [props.target] : [])];
  const table = {
    columns: [
      { id: 'category', header: props.categoryName ?? '' },
      ...columns.map((entry) => ({ id: entry.name, header: entry.name, align: 'end' as const })),
      ...(hasTotal ? [{ id: 'total', header: 'Total', align: 'end' as const }] : []),
    ],
    rows: props.categories.map((category, place) => ({
      id: String(place),
      cells: [
        category,
        ...columns.map((entry) => {
          const of = entry.values[place];
          return of === null || of === undefined ? '—' : (entry.format ?? props.format)(of);
        }),
        ...(hasTotal ? [props.format(seriesTotal(props.series, place))] : []),
      ],
    })),
    ...(onPick ? { onRow: (place: string) => onPick(Number(place)) } : {}),
  };
  const { question, span, initially, actions, note } = props;
  return (
    <ChartPanel {...{ question, span, initially, actions, note }} table={table}>
      <ChartCanvas
        label={span === undefined ? question : `${question} ${span}`}
        option={option}
        height={heightOf(props)}
        onPick={onPick}
      />
    </ChartPanel>
  );
}
