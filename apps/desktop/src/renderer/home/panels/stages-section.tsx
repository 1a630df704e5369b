import { stagesIn } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { StagesPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useSummary } from '../../queries/record-queries.ts';
import { stageFieldOf } from '../../records/entity-shape.ts';
import { pipelineAsked } from '../../records/stages/pipeline-filter.ts';
import { addSums, sumText, weightedSum } from '../../records/values/sums-by-currency.ts';
import { useEntity } from '../../records/use-entity.ts';
import { HomeSection } from '../home-section.tsx';
import classes from './panels.module.css';

/** A figure of the home page: open records by stage. */
export function StagesSection({
  panel: { title, on, where, sum },
  isBrief,
}: {
  readonly panel: StagesPanel;
  readonly isBrief: boolean;
}) {
  const formats = useFormats();
  const entity = useEntity(on);
  const field = stageFieldOf(entity);
  const stages = stagesIn(entity, pipelineAsked(entity, where)).filter(({ outcome }) => outcome === 'open');
  const open = useSummary(
    {
      entity: on,
      where: { and: [where, { field: field?.name ?? '', op: 'one-of', value: stages.map(({ value }) => value) }] },
      groupBy: field?.name ?? '',
      sums: [sum],
    },
    { isOff: field === undefined },
  );
  const rows = stages.flatMap(({ value, label, isRetired, chancePercent }) => {
    const group = open.data?.groups.find((one) => one.value === value);
    if (isRetired === true && !group) return [];
    const sums = group?.sums[sum];
    const size = Object.values(sums ?? {}).reduce((all, amount) => all + amount, 0);
    return [{ value, label, count: group?.count ?? 0, sums, size, weighted: weightedSum(sums, chancePercent ?? 0) }];
  });
  if (isBrief && rows.every(({ count }) => count === 0)) return null;
  let total: Readonly<Record<string, number>> = {};
  let weighted: Readonly<Record<string, number>> = {};
  for (const row of rows) total = addSums(total, row.sums);
  for (const row of rows) weighted = addSums(weighted, row.weighted);
  const byCount = rows.every(({ size }) => size === 0); // records without a value yet: their number is more useful than zeros
  const hasWeights = !byCount && stages.some(({ chancePercent }) => chancePercent !== undefined);
  const most = Math.max(1, ...rows.map((row) => (byCount ? row.count : row.size)));
  return (
    <HomeSection
      title={title}
      note={
        open.data === undefined
          ? undefined
          : byCount
            ? 'by number'
            : hasWeights
              ? `${sumText(total, formats)} open, ${sumText(weighted, formats)} weighted`
              : sumText(total, formats)
      }
    >
      <ul className={classes.stages} data-weighted={hasWeights || undefined}>
        {rows.map((row) => (
          <li key={row.value}>
            <span>{row.label}</span>
            <i>
              <b style={{ width: `${((byCount ? row.count : row.size) / most) * 100}%` }} />
            </i>
            <span>
              {open.data === undefined ? '' : byCount ? formats.count(row.count) : sumText(row.sums, formats) || '—'}
            </span>
            {hasWeights ? (
              <span title="Weighted by the chance of the stage">
                <span className="outpost-visually-hidden">weighted </span>
                {sumText(row.weighted, formats) || '—'}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </HomeSection>
  );
}
