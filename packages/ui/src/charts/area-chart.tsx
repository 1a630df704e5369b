import { SeriesChart } from './series-chart.tsx';
import type { SeriesChartProps } from './series-props.ts';

/** A line chart with filled areas. Several series are stacked. */
export const AreaChart = (props: SeriesChartProps) => <SeriesChart kind="area" props={props} />;
