import { useFormats } from '@outpost/ui/formats/formats-context';
import { foldFigures, type GroupValue } from '../figures.ts';
import { changeInWords } from '../shown-measure.ts';
import { type FigureColumn, FigureTable, measureTableColumns, targetColumns } from './figure-table.tsx';
import type { ChartKind, ChartProps } from './chart-props.ts';

type Pair = { readonly one: GroupValue; readonly other: GroupValue };

function TableOfGroups({ frame, figures, before, measures, groups, targets, most, onPick }: ChartProps) {
  const formats = useFormats();
  const [drawn] = measures;
  const [firstGroup, secondGroup] = groups;
  const folded = foldFigures(figures, { direction: 'first', most, group: firstGroup, measures });
  const { first, second, at, currency } = folded;
  const pairs = first.flatMap((one) =>
    second.flatMap((other): readonly Pair[] =>
      secondGroup === undefined || at(one.key, other.key) ? [{ one, other }] : [],
    ),
  );
  const valuesOf = ({ one, other }: Pair) => at(one.key, other.key);
  const heads: readonly FigureColumn<Pair>[] =
    groups.length === 0
      ? [{ id: 'all', header: '', cell: () => 'All' }]
      : groups.map(({ group, label }, place) => ({
          id: `${group.field} ${group.bucket ?? ''}`,
          header: label,
          cell: ({ one, other }) => (place === 0 ? one.label : other.label),
        }));
  const change: readonly FigureColumn<Pair>[] =
    before === undefined || secondGroup !== undefined || drawn === undefined
      ? []
      : [
          {
            id: 'change',
            header: `Change to ${before.span}`,
            isFigure: true,
            cell: (pair) => {
              const { one, other } = pair;
              const compared = changeInWords(
                drawn,
                { now: valuesOf(pair)?.[drawn.name], before: before.figures.at(one.key, other.key)?.[drawn.name] },
                formats,
              );
              return compared ? `${{ up: '▲ ', down: '▼ ', same: '' }[compared.direction]}${compared.text}` : '—';
            },
          },
        ];
  const ofTargets =
    secondGroup === undefined
      ? targetColumns(pairs, { targets, drawn, currency, formats, groupOf: ({ one }: Pair) => one, valuesOf })
      : [];
  return (
    <FigureTable
      frame={frame}
      columns={[...heads, ...measureTableColumns(measures, currency, valuesOf), ...ofTargets, ...change]}
      rows={pairs}
      onRow={({ one, other }) => onPick(groups.length === 0 ? undefined : one, secondGroup ? other : undefined)}
    />
  );
}

/** All measures of each group. */
export const tableOfGroups: ChartKind = {
  id: 'table',
  place: 90,
  label: 'Table',
  icon: 'table',
  groups: [0, 2],
  draws: 'all',
  Chart: TableOfGroups,
};
