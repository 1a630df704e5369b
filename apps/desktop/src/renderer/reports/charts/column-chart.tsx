import { BarChart } from '@outpost/ui/charts/bar-chart';
import type { ChartKind, ChartProps } from './chart-props.ts';
import { chartSeriesOf } from './series-of.ts';

const ColumnChart = (props: ChartProps) => <BarChart {...chartSeriesOf(props)} />;

/** Vertical bars, stacked by a second group. */
export const columnChart: ChartKind = {
  id: 'column',
  label: 'Columns',
  icon: 'chart-column',
  groups: [1, 2],
  draws: 'chosen',
  isPicture: true,
  Chart: ColumnChart,
};
