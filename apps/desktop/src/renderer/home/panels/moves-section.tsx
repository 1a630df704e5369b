import type { MovesPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { spanWords } from '@outpost/ui/filter/filter';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import type { CallOutput } from '../../../bridge/contract.ts';
import { useMoves } from '../../queries/record-queries.ts';
import { manyOf, oneOf, stageFieldOf } from '../../records/entity-shape.ts';
import { sumText } from '../../records/values/sums-by-currency.ts';
import { useEntity } from '../../records/use-entity.ts';
import { HomeSection, NothingToShow } from '../home-section.tsx';
import classes from './panels.module.css';

type Line = CallOutput<'records.moves'>['lines'][number];

/** The lines in the order in which they are drawn. Shape, not colour, tells them apart. */
const kinds = ['made', 'ahead', 'back', 'won', 'lost', 'slipped'] as const satisfies readonly Line['kind'][];
const icons: Readonly<Record<Line['kind'], string>> = {
  made: 'plus',
  ahead: 'chevron-right',
  back: 'chevron-left',
  won: 'check',
  lost: 'minus',
  slipped: 'clock',
};

/** Returns the period in words: "this week, since 16 Nov 2026", or "last month" for one that has ended. */
const noteOf = ({ span }: MovesPanel, from: string): string =>
  span.startsWith('last-') ? spanWords[span] : `${spanWords[span]}, since ${from}`;

/** A panel of the home page: what happened to records with stages in a span, with their worth. */
export function MovesSection({ panel, isBrief }: { readonly panel: MovesPanel; readonly isBrief: boolean }) {
  const formats = useFormats();
  const entity = useEntity(panel.on);
  const { data } = useMoves({
    entity: panel.on,
    span: panel.span,
    ...(panel.where === undefined ? {} : { where: panel.where }),
    ...(panel.slips === undefined ? {} : { dueWithin: panel.slips.out }),
  });
  const stages = stageFieldOf(entity)?.options ?? [];
  const lines = kinds.flatMap((kind) => data?.lines.find((line) => line.kind === kind) ?? []);
  const labelsOf = ({ count, stages: counts }: Line) =>
    formats.list(
      stages.flatMap(({ value, label }) => {
        const inStage = counts[value] ?? 0;
        return inStage === 0 ? [] : [inStage === count ? label : `${label} ${formats.count(inStage)}`];
      }),
    );
  const wordsOf: Readonly<Record<Line['kind'], (line: Line) => string>> = {
    made: ({ count }) => `${formats.count(count)} new ${count === 1 ? oneOf(entity) : manyOf(entity)}`,
    ahead: ({ count }) => `${formats.count(count)} moved on a stage`,
    back: ({ count }) => `${formats.count(count)} moved back a stage`,
    won: ({ count }) => `${formats.count(count)} won`,
    lost: ({ count }) => `${formats.count(count)} lost`,
    slipped: ({ count }) => `${formats.count(count)} ${panel.slips?.words ?? 'moved to a later date'}`,
  };
  if (isBrief && lines.length === 0) return null;
  return (
    <HomeSection title={panel.title} note={panel.note ?? (data && noteOf(panel, formats.date(data.from)))}>
      {data && lines.length === 0 ? <NothingToShow>{panel.none}</NothingToShow> : null}
      <ul className={classes.moves}>
        {lines.map((line) => (
          <li key={line.kind}>
            <Icon name={icons[line.kind]} size={14} />
            <span>
              {wordsOf[line.kind](line)}
              {line.kind === 'ahead' || line.kind === 'back' ? (
                <span className={classes.detail}>now in {labelsOf(line)}</span>
              ) : null}
            </span>
            <span className={line.kind === 'slipped' ? classes.late : undefined}>{sumText(line.sums, formats)}</span>
          </li>
        ))}
      </ul>
      {data?.isAll === false ? (
        <p className={classes.faint}>More records changed than this panel counts. The reports count all of them.</p>
      ) : null}
    </HomeSection>
  );
}
