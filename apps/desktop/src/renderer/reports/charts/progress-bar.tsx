import { useFormats } from '@outpost/ui/formats/formats-context';
import { ProgressBar } from '@outpost/ui/charts/progress-bar';
import type { ShownMeasure } from '../shown-measure.ts';
import type { ChartKind, ChartProps } from './chart-props.ts';

/** Rounds the value that an even pace would have reached. It is an estimate, so money is shown in whole units of the currency. */
const roundedPace = (pace: number, { isMoney }: ShownMeasure): number =>
  isMoney ? Math.round(pace / 100) * 100 : pace;

function ProgressOfParts({ frame, figures, measures, targets, onPick }: ChartProps) {
  const formats = useFormats();
  const { currency } = figures;
  const [drawn] = measures;
  if (!drawn) return null;
  const [cell] = figures.first;
  const values = cell && figures.at(cell.key, figures.second[0]?.key ?? '');
  // Only counts and sums of the unit of the first measure are parts of one whole.
  const parts = measures.filter(({ isAdditive, unit }) => isAdditive && unit === drawn.unit);
  const whole = targets?.whole;
  return (
    <ProgressBar
      {...frame}
      parts={parts.map(({ name }) => ({ name, value: values?.[name] ?? 0 }))}
      target={whole && { amount: whole.amount, pace: whole.pace && roundedPace(whole.pace, drawn) }}
      format={(value) => drawn.format(Math.round(value), currency)}
      percent={(share) => formats.percent(Math.round(share * 100))}
      onPick={(place) => onPick(undefined, undefined, parts[place])}
    />
  );
}

/** All measures as parts of one bar, each with the sum up to it, and the target as a mark. */
export const progressBar: ChartKind = {
  id: 'progress',
  place: 120,
  label: 'Progress',
  icon: 'target',
  groups: [0, 0],
  draws: 'all',
  Chart: ProgressOfParts,
};
