import { LineChart } from '@outpost/ui/charts/line-chart';
import type { ChartKind, ChartProps } from './chart-props.ts';
import { chartSeriesOf, seriesRefusal } from './series-of.ts';

const LineOverGroups = (props: ChartProps) => <LineChart {...chartSeriesOf(props)} />;

/** A line over time, or one for each value of a second group. */
export const lineOverGroups: ChartKind = {
  id: 'line',
  place: 40,
  label: 'Lines',
  icon: 'chart-line',
  groups: [1, 2],
  draws: 'chosen',
  severalRefusal: seriesRefusal,
  isPicture: true,
  Chart: LineOverGroups,
};
