import { BarChart } from '@outpost/ui/charts/bar-chart';
import type { ChartKind, ChartProps } from './chart-props.ts';
import { chartSeriesOf, seriesRefusal } from './series-of.ts';

const RowChart = (props: ChartProps) => <BarChart {...chartSeriesOf(props)} orientation="rows" />;

/** Horizontal bars, for groups with long names. */
export const rowChart: ChartKind = {
  id: 'bar',
  place: 30,
  label: 'Bars',
  icon: 'list',
  groups: [1, 2],
  draws: 'chosen',
  severalRefusal: seriesRefusal,
  isPicture: true,
  Chart: RowChart,
};
