import { SeriesChart } from './series-chart.tsx';
import type { SeriesChartProps } from './series-props.ts';

/** A line chart over time from zero, labelled at the lines' ends. Missing values stay gaps. */
export const LineChart = (props: SeriesChartProps) => <SeriesChart kind="line" props={props} />;
