import { SeriesChart } from './series-chart.tsx';
import type { SeriesChartProps } from './series-props.ts';

/** A bar chart from zero with labelled bars. Several series are stacked. */
export const BarChart = (props: SeriesChartProps) => <SeriesChart kind="bar" props={props} />;
