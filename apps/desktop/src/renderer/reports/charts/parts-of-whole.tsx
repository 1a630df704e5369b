import { PieChart } from '@outpost/ui/charts/pie-chart';
import { foldFigures } from '../figures.ts';
import type { ChartKind, ChartProps } from './chart-props.ts';

/** Chosen: the colours that can be told apart, without the one of "Others". */
const mostParts = 5;

function PartsOfWhole({ frame, figures, measures, groups, most, onPick, height }: ChartProps) {
  const [drawn] = measures;
  const [group] = groups;
  const folded = foldFigures(figures, {
    direction: 'first',
    most: Math.min(most ?? mostParts, mostParts),
    group,
    measures,
  });
  const { first, second, currency } = folded;
  return (
    <PieChart
      {...frame}
      categoryName={group?.label}
      valueName={drawn?.name ?? ''}
      parts={first.map(({ key, label }) => ({
        name: label,
        value: folded.at(key, second[0]?.key ?? '')?.[drawn?.name ?? ''] ?? null,
      }))}
      format={(value) => drawn?.format(value, currency) ?? String(value)}
      onPick={(part) => onPick(first[part])}
      height={height}
    />
  );
}

/** The parts of a whole, as a ring. */
export const partsOfWhole: ChartKind = {
  id: 'pie',
  place: 60,
  label: 'Pie',
  icon: 'chart-pie',
  groups: [1, 1],
  draws: 'first',
  isPicture: true,
  Chart: PartsOfWhole,
};
