import { SeriesChart, type SeriesChartProps } from './series-chart.tsx';

/** Bars from zero, stacked when there are several series, labelled at the bars. */
export const BarChart = (props: SeriesChartProps) => <SeriesChart kind="bar" props={props} />;
