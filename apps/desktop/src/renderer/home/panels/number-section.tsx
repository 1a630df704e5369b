import type { NumberPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { daysBetween } from '@outpost/domain/kernel/days';
import type { RelativeSpan } from '@outpost/domain/kernel/questions/list-query';
import type { PeriodSpan, ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { fixedDaysOf, periodFilter } from '@outpost/domain/kernel/reports/report-period';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import { useSummary } from '../../queries/record-queries.ts';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import { sumText } from '../../records/values/sums-by-currency.ts';
import { useEntity } from '../../records/use-entity.ts';
import { useReportTargets } from '../../reports/targets/use-report-targets.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import { HomeSection } from '../home-section.tsx';
import classes from './panels.module.css';

type Props = { readonly panel: NumberPanel; readonly isBrief: boolean };

/** Returns the summary of a panel's records of a span, `undefined` until it is known. */
function useSpan({ on, where, by, sum }: NumberPanel, span: PeriodSpan) {
  const { data } = useSummary({
    entity: on,
    where: { and: [where, periodFilter({ field: by }, span)] },
    sums: [sum],
  });
  return data;
}

/** Returns the person's target for the panel's sum in its present span, with the value of an even pace; undefined without one. */
function useTarget({ on, where, by, sum, now, target }: NumberPanel, currency: string) {
  const definition = useMemo(
    (): ReportDefinition => ({
      entity: on,
      where,
      measures: [{ name: 'Sum', fn: 'sum', field: sum }],
      groups: [],
      period: { field: by, span: now },
      chart: 'number',
      ...(target === undefined ? {} : { options: { target } }),
    }),
    [on, where, by, sum, now, target],
  );
  return useReportTargets(definition, nothingNarrower, currency)?.whole;
}
const nothingNarrower = {};

/** A figure of the home page: a sum over a period, with the person's target, or with the sum of the period before. */
export function NumberSection({ panel, isBrief }: Props) {
  const formats = useFormats();
  const now = useSpan(panel, panel.now);
  const before = useSpan(panel, panel.before.span);
  const [group] = now?.groups ?? [];
  const sums = group?.sums[panel.sum] ?? {};
  const [currency = formats.currency, another] = Object.keys(sums);
  const whole = useTarget(panel, currency);
  const target = another === undefined ? whole : undefined; // a target has one currency
  const sum = sumText(sums, formats);
  const money = (amount: number) => formats.money({ amount, currency });
  if (isBrief && target === undefined && (group?.count ?? 0) === 0) return null;
  const note = [panel.note, target && `target ${money(target.amount)}`].filter(Boolean).join(', ');
  return (
    <HomeSection title={panel.title} note={note === '' ? undefined : note}>
      {now && before ? (
        <>
          <p className={classes.big}>
            {sum === '' ? money(0) : sum}
            {target ? <Share of={sums[currency] ?? 0} target={target.amount} span={panel.now} /> : null}
          </p>
          {target ? <Progress title={panel.title} of={sums[currency] ?? 0} target={target.amount} /> : null}
          <p className={classes.faint}>
            {target?.pace === undefined
              ? null
              : `An even pace would be ${money(Math.round(target.pace / 100) * 100)} today. `}
            <Counted panel={panel} now={group?.count ?? 0} before={before} />
          </p>
        </>
      ) : null}
    </HomeSection>
  );
}

/** "12 deals won; last quarter $80,000 from 9." */
function Counted({
  panel: { on, sum, became, before: earlier },
  now,
  before,
}: {
  readonly panel: NumberPanel;
  readonly now: number;
  readonly before: NonNullable<ReturnType<typeof useSpan>>;
}) {
  const formats = useFormats();
  const entity = useEntity(on);
  const [last] = before.groups;
  const lastSum = sumText(last?.sums[sum], formats);
  return (
    <>
      {formats.plural(now, oneOf(entity), manyOf(entity))} {became}; {earlier.words}{' '}
      {lastSum === '' ? 'none' : `${lastSum} from ${formats.count(last?.count ?? 0)}`}.
    </>
  );
}

type Part = { readonly of: number; readonly target: number };

/** "70 %, 42 days left", next to the sum. */
function Share({ of, target, span }: Part & { readonly span: RelativeSpan }) {
  const formats = useFormats();
  const now = useNowMs();
  const { person, timeZone } = useSignedIn(); // the days of targets are those of the organisation
  const days = fixedDaysOf(span, { userId: person.id, now: new Date(now).toISOString(), timeZone });
  const left = days && daysBetween(formats.dayOf(now), days.to);
  return (
    <span className={classes.share}>
      {target > 0 ? formats.percent(Math.round((of / target) * 100)) : null}
      {left === undefined || left < 0
        ? null
        : `, ${left === 0 ? 'the last day' : `${formats.plural(left, 'day', 'days')} left`}`}
    </span>
  );
}

/** The share of a target as a bar. It is full from the target on. */
function Progress({ title, of, target }: Part & { readonly title: string }) {
  const share = target > 0 ? Math.min(100, Math.max(0, Math.round((of / target) * 100))) : 0;
  return (
    <div
      className={classes.progress}
      role="progressbar"
      aria-label={`${title}, share of the target`}
      aria-valuenow={share}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <b style={{ width: `${share}%` }} />
    </div>
  );
}
