import { ChartPanel } from '@outpost/ui/charts/chart-panel';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { DataTable } from '@outpost/ui/parts/data-table';
import { foldFigures } from '../figures.ts';
import { changeOf } from '../shown-measure.ts';
import type { ChartKind, ChartProps } from './chart-props.ts';

function TableOfGroups({ frame, figures, before, measures, groups, most, onPick }: ChartProps) {
  const formats = useFormats();
  const [drawn] = measures;
  const [firstGroup, secondGroup] = groups;
  const folded = foldFigures(figures, { direction: 'first', most, group: firstGroup, measures });
  const { first, second, at, currency } = folded;
  const isCompared = before !== undefined && secondGroup === undefined;
  const pairs = first.flatMap((one) =>
    second.flatMap((other) => (secondGroup === undefined || at(one.key, other.key) ? [{ one, other }] : [])),
  );
  return (
    <ChartPanel {...frame}>
      <DataTable
        label={frame.question}
        isCompact
        columns={[
          ...(groups.length === 0 ? [{ id: 'all', header: '' }] : groups.map(({ group, label }) => ({ id: group.field, header: label }))), // prettier-ignore
          ...measures.map(({ name }) => ({ id: `measure ${name}`, header: name, align: 'end' as const })),
          ...(isCompared ? [{ id: 'change', header: `Change to ${before.span}`, align: 'end' as const }] : []),
        ]}
        rows={pairs.map(({ one, other }, place) => {
          const values = at(one.key, other.key);
          const change =
            isCompared && drawn
              ? changeOf(
                  drawn,
                  { now: values?.[drawn.name], before: before.figures.at(one.key, other.key)?.[drawn.name] },
                  formats,
                )
              : undefined;
          return {
            id: String(place),
            cells: [
              groups.length === 0 ? 'All' : one.label,
              ...(secondGroup ? [other.label] : []),
              ...measures.map(({ name, format }) => {
                const value = values?.[name];
                return value === null || value === undefined ? '—' : format(value, currency);
              }),
              ...(isCompared ? [change ? `${{ up: '▲ ', down: '▼ ', same: '' }[change.direction]}${change.text}` : '—'] : []), // prettier-ignore
            ],
          };
        })}
        onRow={(place) => {
          const pair = pairs[Number(place)];
          if (pair) onPick(groups.length === 0 ? undefined : pair.one, secondGroup ? pair.other : undefined);
        }}
      />
    </ChartPanel>
  );
}

/** All measures of each group. */
export const tableOfGroups: ChartKind = {
  id: 'table',
  label: 'Table',
  icon: 'table',
  groups: [0, 2],
  Chart: TableOfGroups,
};
