import { HeatMap } from '@outpost/ui/charts/heat-map';
import { foldFigures } from '../figures.ts';
import type { ChartKind, ChartProps } from './chart-props.ts';

/** Chosen: more columns than these have no room for their values. */
const mostColumns = 16;

function HeatOfCells({ frame, figures, measures, groups, most, onPick }: ChartProps) {
  const [drawn] = measures;
  const [firstGroup, secondGroup] = groups;
  const across = foldFigures(figures, { direction: 'second', most: mostColumns, group: secondGroup, measures });
  const folded = foldFigures(across, { direction: 'first', most, group: firstGroup, measures });
  const { first, second, at, currency } = folded;
  return (
    <HeatMap
      {...frame}
      rows={first.map(({ key, label }) => ({ id: key, name: label }))}
      columns={second.map(({ key, label }) => ({ id: key, name: label }))}
      values={first.map((row) => second.map((column) => at(row.key, column.key)?.[drawn?.name ?? ''] ?? null))}
      format={(value) => drawn?.formatShort(value, currency) ?? String(value)}
      onPick={(row, column) => onPick(first[row], second[column])}
    />
  );
}

/** Two groups, with the value written in each cell and shown by its colour. */
export const heatOfCells: ChartKind = {
  id: 'heat-map',
  place: 80,
  label: 'Heat map',
  icon: 'heat-map',
  groups: [2, 2],
  draws: 'first',
  Chart: HeatOfCells,
};
