import { SeriesChart, type SeriesChartProps } from './series-chart.tsx';

/** A bar chart from zero with labelled bars. Several series are stacked. */
export const BarChart = (props: SeriesChartProps) => <SeriesChart kind="bar" props={props} />;
