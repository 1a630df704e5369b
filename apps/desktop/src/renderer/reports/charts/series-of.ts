import type { SeriesChartProps } from '@outpost/ui/charts/series-props';
import { foldFigures } from '../figures.ts';
import type { ChartProps, Drawing } from './chart-props.ts';

/** The most colours that can be told apart, without the one of "Others". */
const mostSeries = 5;

/**
 * Returns the properties of a chart of series. The first group is along the axis. The series are the values of the
 * second group, or the drawn measures. Measures of a second unit are on the axis of the other side.
 */
export function chartSeriesOf(props: ChartProps): SeriesChartProps {
  const { frame, figures, measures, drawn: all, isStacked, groups, targets, most, onPick, height } = props;
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
  const valueOf = (firstKey: string, secondKey: string, name: string) => folded.at(firstKey, secondKey)?.[name] ?? null;
  const [only] = second;
  const isSeveral = all.length > 1 && secondGroup === undefined;
  const series = isSeveral
    ? all.map((measure) => ({
        name: measure.name,
        values: first.map(({ key }) => valueOf(key, only?.key ?? '', measure.name)),
        isOnSecondAxis: measure.unit !== drawn?.unit,
        format: (value: number) => measure.format(value, currency),
        formatShort: (value: number) => measure.formatShort(value, currency),
      }))
    : second.map((one) => ({
        name: secondGroup ? one.label : (drawn?.name ?? ''),
        values: first.map((group) => valueOf(group.key, one.key, drawn?.name ?? '')),
      }));
  const targetValues = first.map((group) => targets?.of(group) ?? null);
  return {
    ...frame,
    categoryName: firstGroup?.label,
    categories: first.map(({ label }) => label),
    series,
    ...(targetValues.some((value) => value !== null) ? { target: { name: 'Target', values: targetValues } } : {}),
    format: (value) => drawn?.format(value, currency) ?? String(value),
    formatShort: (value) => drawn?.formatShort(value, currency) ?? String(value),
    isStacked: isSeveral ? isStacked : drawn?.isAdditive === true,
    onPick: (category, place) => {
      const at = place ?? -1;
      return isSeveral ? onPick(first[category], undefined, all[at]) : onPick(first[category], second[at]);
    },
    height,
  };
}

/** Chosen: a chart has an axis on each side. */
const mostUnits = 2;

/** Returns the reason why a chart of series does not draw these measures together. Undefined if it does. */
export function seriesRefusal({ measures, groupCount, isStacked }: Drawing): string | undefined {
  if (groupCount > 1) return 'It draws one measure for each value of the second group: remove the second group first.';
  const units = new Set(measures.map(({ unit }) => unit));
  if (units.size > mostUnits) return 'The measures have more than two units: a chart has two axes.';
  if (!isStacked) return undefined;
  if (units.size > 1) return 'Measures with different units cannot be stacked.';
  return measures.every(({ isAdditive }) => isAdditive) ? undefined : 'Only counts and sums can be stacked.';
}
