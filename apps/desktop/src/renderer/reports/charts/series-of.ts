import type { SeriesChartProps } from '@outpost/ui/charts/series-chart';
import { foldFigures } from '../figures.ts';
import type { ChartProps } from './chart-props.ts';

/** The most colours that can be told apart, without the one of "Others". */
const mostSeries = 5;

/** Returns the properties of a chart of series: the first group along the axis, the second one as series. */
export function seriesOf({ frame, figures, measures, groups, most, onPick, height }: ChartProps): SeriesChartProps {
  const [drawn] = measures;
  const [firstGroup, secondGroup] = groups;
  const narrow = foldFigures(figures, { direction: 'first', most: secondGroup ? undefined : most, group: firstGroup, measures }); // prettier-ignore
  const folded = foldFigures(narrow, {
    direction: 'second',
    most: Math.min(most ?? mostSeries, mostSeries),
    group: secondGroup,
    measures,
  });
  const { first, second, currency } = folded;
  const valueOf = (firstKey: string, secondKey: string) => folded.at(firstKey, secondKey)?.[drawn?.name ?? ''] ?? null;
  return {
    ...frame,
    categoryName: firstGroup?.label,
    categories: first.map(({ label }) => label),
    series: second.map((one) => ({
      name: secondGroup ? one.label : (drawn?.name ?? ''),
      values: first.map((group) => valueOf(group.key, one.key)),
    })),
    format: (value) => drawn?.format(value, currency) ?? String(value),
    formatShort: (value) => drawn?.formatShort(value, currency) ?? String(value),
    isStacked: drawn?.isAdditive === true,
    onPick: (category, series) => onPick(first[category], series === undefined ? undefined : second[series]),
    height,
  };
}
