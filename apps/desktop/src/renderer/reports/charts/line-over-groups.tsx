import { LineChart } from '@outpost/ui/charts/line-chart';
import type { ChartKind, ChartProps } from './chart-props.ts';
import { chartSeriesOf } from './series-of.ts';

const LineOverGroups = (props: ChartProps) => <LineChart {...chartSeriesOf(props)} />;

/** A line over time, or one for each value of a second group. */
export const lineOverGroups: ChartKind = {
  id: 'line',
  label: 'Lines',
  icon: 'chart-line',
  groups: [1, 2],
  draws: 'chosen',
  isPicture: true,
  Chart: LineOverGroups,
};
