import { SeriesChart, type SeriesChartProps } from './series-chart.tsx';

/** A line chart over time from zero, labelled at the lines' ends. Missing values stay gaps. */
export const LineChart = (props: SeriesChartProps) => <SeriesChart kind="line" props={props} />;
