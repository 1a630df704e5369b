import { useFormats } from '@outpost/ui/formats/formats-context';
import { boardFieldOf } from '../../board/board-fields.ts';
import { addSums, sumText, weightedSum } from '../../records/values/sums-by-currency.ts';
import { useColumnSums } from './use-column-sums.ts';
import type { ListedRecords } from './view-kind.ts';

type Sums = Readonly<Record<string, number>>;

/** "$1,831,200 open, $743,400 weighted": the sum of the open columns of a board of stages. Other boards have the sum of all. */
export function BoardSummary(listed: ListedRecords) {
  const formats = useFormats();
  const summary = useColumnSums(listed);
  const { worth } = listed.entity;
  const by = boardFieldOf(listed.entity, listed.group);
  if (worth === undefined || !by || !summary) return null;
  const hasOpen = by.options.some(({ outcome }) => outcome === 'open');
  let total: Sums = {};
  let weighted: Sums = {};
  for (const group of summary.groups) {
    const option = by.options.find(({ value }) => value === group.value);
    const sums = !hasOpen || option?.outcome === 'open' ? group.sums[worth] : undefined;
    total = addSums(total, sums);
    weighted = addSums(weighted, weightedSum(sums, option?.chancePercent ?? 0));
  }
  const text = sumText(total, formats);
  if (text === '') return null;
  return (
    <>
      <strong>{text}</strong> {hasOpen ? 'open' : 'in all'}
      {by.options.some(({ chancePercent }) => chancePercent !== undefined) ? (
        <>
          , <strong>{sumText(weighted, formats)}</strong> weighted
        </>
      ) : null}
    </>
  );
}
