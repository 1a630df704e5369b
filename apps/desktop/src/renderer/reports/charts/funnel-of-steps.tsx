import { isInPipeline } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import { FunnelChart } from '@outpost/ui/charts/funnel-chart';
import { sumOfCells, type Figures, type GroupValue, type ShownGroup } from '../figures.ts';
import type { ShownMeasure } from '../shown-measure.ts';
import type { ChartKind, ChartProps } from './chart-props.ts';

/**
 * Returns the steps of a funnel. Each stage of a kind of record counts the records that have reached it or a later stage. Lost
 * records are left out, because they do not contain the stage that they had reached. A funnel of one pipeline has only its
 * stages. Other groups are steps as they are.
 */
export function funnelSteps(
  { first, second, at }: Pick<Figures, 'first' | 'second' | 'at'>,
  {
    group,
    measure,
    stages,
    pipeline,
  }: {
    readonly group: ShownGroup | undefined;
    readonly measure: ShownMeasure;
    readonly stages: string | undefined;
    readonly pipeline?: string | undefined;
  },
): readonly { readonly of: GroupValue; readonly reached: readonly GroupValue[]; readonly count: number }[] {
  const only = second[0]?.key ?? '';
  const sum = (groups: readonly GroupValue[]) =>
    sumOfCells(
      groups.map(({ key }) => at(key, only)),
      [measure],
    )[measure.name] ?? 0;
  const field = group?.field;
  if (group === undefined || field?.type !== 'choice' || group.group.field !== stages)
    return first.map((of) => ({ of, reached: [of], count: sum([of]) }));
  const steps = field.options.flatMap((option) => {
    const { value, label, outcome, isRetired } = option;
    const found = first.find((one) => one.value === value);
    if (outcome === 'lost' || ((isRetired === true || !isInPipeline(option, pipeline)) && !found)) return [];
    const none: GroupValue = { key: value, value, label, filter: { field: group.group.field, op: 'is', value } };
    return [found ?? none];
  });
  return steps.map((of, place) => ({ of, reached: steps.slice(place), count: sum(steps.slice(place)) }));
}

function FunnelOfSteps({ frame, figures, measures, groups, stages, pipeline, onPick }: ChartProps) {
  const [measure] = measures;
  const [group] = groups;
  if (!measure) return null;
  const steps = funnelSteps(figures, { group, measure, stages, pipeline });
  const isOfStages = group?.group.field === stages && stages !== undefined;
  const note = isOfStages
    ? 'Each step counts records that have come so far or further. Lost ones are left out.'
    : frame.note;
  return (
    <FunnelChart
      {...frame}
      note={note}
      steps={steps.map(({ of, count }) => ({ id: of.key, name: of.label, count }))}
      format={(value) => measure.format(value, figures.currency)}
      onPick={(place) => {
        const step = steps[place];
        if (!step) return;
        const values = step.reached.flatMap(({ value }) => (value === null ? [] : [value]));
        const filter =
          isOfStages && group ? ({ field: group.group.field, op: 'one-of', value: values } as const) : step.of.filter;
        onPick({ ...step.of, filter });
      }}
    />
  );
}

/** One bar for each step, with the share that goes on to the next. */
export const funnelOfSteps: ChartKind = {
  id: 'funnel',
  place: 70,
  label: 'Funnel',
  icon: 'chart-funnel',
  groups: [1, 1],
  draws: 'first',
  Chart: FunnelOfSteps,
};
