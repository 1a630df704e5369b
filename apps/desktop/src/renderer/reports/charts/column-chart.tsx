import { BarChart } from '@outpost/ui/charts/bar-chart';
import type { ChartKind, ChartProps } from './chart-props.ts';
import { chartSeriesOf, seriesRefusal } from './series-of.ts';

const ColumnChart = (props: ChartProps) => <BarChart {...chartSeriesOf(props)} />;

/** Vertical bars, stacked by a second group. */
export const columnChart: ChartKind = {
  id: 'column',
  place: 20,
  label: 'Columns',
  icon: 'chart-column',
  groups: [1, 2],
  draws: 'chosen',
  severalRefusal: seriesRefusal,
  isPicture: true,
  Chart: ColumnChart,
};
