import { useFormats } from '@outpost/ui/formats/formats-context';
import { useStageSums } from './use-stage-sums.ts';
import type { ListedRecords } from './view-kind.ts';
import { addSums, sumText, weightedSum } from '../../records/values/sums-by-currency.ts';
import { stageFieldOf } from '../../records/entity-shape.ts';

/** "$1,831,200 open, $743,400 weighted": the sum of the board's open columns. */
export function PipelineSummary(listed: ListedRecords) {
  const formats = useFormats();
  const summary = useStageSums(listed);
  const { worth } = listed.entity;
  const stage = stageFieldOf(listed.entity);
  if (worth === undefined || !stage || !summary) return null;
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
