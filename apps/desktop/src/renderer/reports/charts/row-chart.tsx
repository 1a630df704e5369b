import { BarChart } from '@outpost/ui/charts/bar-chart';
import type { ChartKind, ChartProps } from './chart-props.ts';
import { chartSeriesOf } from './series-of.ts';

const RowChart = (props: ChartProps) => <BarChart {...chartSeriesOf(props)} orientation="rows" />;

/** Horizontal bars, for groups with long names. */
export const rowChart: ChartKind = {
  id: 'bar',
  label: 'Bars',
  icon: 'list',
  groups: [1, 2],
  draws: 'chosen',
  isPicture: true,
  Chart: RowChart,
};
