import { SeriesChart, type SeriesChartProps } from './series-chart.tsx';

/** Lines over time from zero, labelled at their ends; gaps stay gaps. */
export const LineChart = (props: SeriesChartProps) => <SeriesChart kind="line" props={props} />;
