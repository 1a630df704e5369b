import { AreaChart } from '@outpost/ui/charts/area-chart';
import type { ChartKind, ChartProps } from './chart-props.ts';
import { chartSeriesOf, seriesRefusal } from './series-of.ts';

const AreaOverGroups = (props: ChartProps) => <AreaChart {...chartSeriesOf(props)} />;

/** A line with a filled area, stacked by a second group. */
export const areaOverGroups: ChartKind = {
  id: 'area',
  place: 50,
  label: 'Areas',
  icon: 'chart-area',
  groups: [1, 2],
  draws: 'chosen',
  severalRefusal: seriesRefusal,
  isPicture: true,
  Chart: AreaOverGroups,
};
