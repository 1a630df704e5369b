import { ChartPanel } from '@outpost/ui/charts/chart-panel';
import type { ChartKind, ChartProps } from './chart-props.ts';

/** Returns each group's value with the sum up to it, forwards or backwards. */
function stepsOf({ figures, measures: [drawn], own }: ChartProps) {
  const only = figures.second[0]?.key ?? '';
  const groups = own['direction'] === 'backwards' ? figures.first.toReversed() : figures.first;
  let sum = 0;
  return groups.map((of) => {
    const value = figures.at(of.key, only)?.[drawn?.name ?? ''] ?? 0;
    sum += value;
    return { of, value, sum };
  });
}

function Waterfall(props: ChartProps) {
  const { frame, figures, measures, groups, onPick } = props;
  const [drawn] = measures;
  const written = (value: number) => drawn?.format(value, figures.currency) ?? String(value);
  const steps = stepsOf(props);
  const table = {
    columns: [
      { id: 'group', header: groups[0]?.label ?? '' },
      { id: 'value', header: drawn?.name ?? '', align: 'end' as const },
      { id: 'sum', header: 'Up to here', align: 'end' as const },
    ],
    rows: steps.map(({ of, value, sum }) => ({ id: of.key, cells: [of.label, written(value), written(sum)] })),
  };
  return (
    <ChartPanel {...frame} table={table}>
      <ol aria-label={frame.question}>
        {steps.map(({ of, sum }) => (
          <li key={of.key}>
            <button type="button" onClick={() => onPick(of)}>
              {`${of.label}: up to ${written(sum)}`}
            </button>
          </li>
        ))}
      </ol>
    </ChartPanel>
  );
}

/** The groups one after another, each on top of the sum of those before it. */
export const waterfall: ChartKind = {
  id: 'waterfall',
  place: 35,
  label: 'Waterfall',
  icon: 'stack',
  groups: [1, 1],
  draws: 'first',
  settings: [
    {
      id: 'direction',
      label: 'Direction',
      choices: [
        { value: 'forwards', label: 'First group first' },
        { value: 'backwards', label: 'Last group first' },
      ],
    },
  ],
  Chart: Waterfall,
};
