import { useFormats } from '@outpost/ui/formats/formats-context';
import type { CallOutput } from '../../bridge/contract.ts';
import { addSums, sumText, weightedSum } from '../records/sums-by-currency.ts';
import type { StageField } from '../records/entity-shape.ts';

/** "$1,831,200 open, $743,400 weighted": the sum of the board's open columns. */
export function PipelineSummary({
  stage,
  worth,
  summary,
}: {
  readonly stage: StageField;
  readonly worth: string | undefined;
  readonly summary: CallOutput<'records.summary'> | undefined;
}) {
  const formats = useFormats();
  if (worth === undefined || !summary) return null;
  let open: Readonly<Record<string, number>> = {};
  let weighted: Readonly<Record<string, number>> = {};
  for (const option of stage.options) {
    const sums =
      option.outcome === 'open' ? summary.groups.find(({ value }) => value === option.value)?.sums[worth] : undefined;
    open = addSums(open, sums);
    weighted = addSums(weighted, weightedSum(sums, option.chancePercent ?? 0));
  }
  const text = sumText(open, formats);
  if (text === '') return null;
  return (
    <>
      <strong>{text}</strong> open
      {stage.options.some(({ chancePercent }) => chancePercent !== undefined) ? (
        <>
          , <strong>{sumText(weighted, formats)}</strong> weighted
        </>
      ) : null}
    </>
  );
}
