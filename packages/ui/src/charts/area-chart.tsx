import { SeriesChart, type SeriesChartProps } from './series-chart.tsx';

/** A line chart with filled areas. Several series are stacked. */
export const AreaChart = (props: SeriesChartProps) => <SeriesChart kind="area" props={props} />;
