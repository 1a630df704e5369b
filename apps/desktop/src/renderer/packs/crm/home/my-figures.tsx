import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { addSums, sumText } from '../../../records/sums-by-currency.ts';
import { useReport, useSummary } from '../../../queries/record-queries.ts';
import { installedEntity, stageFieldOf } from '../../../records/entity-shape.ts';
import { mayCreate } from '../../../records/may.ts';
import { useEntity } from '../../../records/use-entity.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import { HomeSection, NothingToShow } from '../../../home/home-section.tsx';
import { textIn } from '../../../records/shown-value.ts';
import classes from './crm-home.module.css';

const mine: Filter = { field: 'ownerId', op: 'is', value: '@me' };

/** The person's own figures: won this quarter, calls of the last weeks, open deals by stage. */
export function MyFigures() {
  return (
    <div className={classes.figures}>
      <Won />
      <Calls />
      <OpenDeals />
    </div>
  );
}

function Won() {
  const formats = useFormats();
  const won = useSummary({
    entity: 'crm/deal',
    where: {
      and: [
        mine,
        { field: 'stage', op: 'is', value: 'won' },
        { field: 'closedOn', op: 'within', value: 'this-quarter' },
      ],
    },
    sums: ['value'],
  });
  const before = useSummary({
    entity: 'crm/deal',
    where: {
      and: [
        mine,
        { field: 'stage', op: 'is', value: 'won' },
        { field: 'closedOn', op: 'within', value: 'last-quarter' },
      ],
    },
    sums: ['value'],
  });
  const [now] = won.data?.groups ?? [];
  const [last] = before.data?.groups ?? [];
  const sum = sumText(now?.sums['value'], formats);
  const lastSum = sumText(last?.sums['value'], formats);
  return (
    <HomeSection title="My won value" note="this quarter">
      {won.data && before.data ? (
        <>
          <p className={classes.big}>{sum === '' ? formats.money({ amount: 0, currency: formats.currency }) : sum}</p>
          <p className={classes.faint}>
            {formats.plural(now?.count ?? 0, 'deal', 'deals')} won; last quarter{' '}
            {lastSum === '' ? 'none' : `${lastSum} from ${formats.count(last?.count ?? 0)}`}.
          </p>
        </>
      ) : null}
    </HomeSection>
  );
}

const weeks = 7;

function Calls() {
  const formats = useFormats();
  const principal = usePrincipal();
  const calls = useReport({
    entity: 'crm/activity',
    where: {
      and: [
        { field: 'createdBy', op: 'is', value: '@me' },
        { field: 'kind', op: 'is', value: 'call' },
        { field: 'happensAt', op: 'within', value: { direction: 'last', count: weeks, unit: 'week' } },
      ],
    },
    groupBy: [{ field: 'happensAt', bucket: 'week' }],
    measures: [{ name: 'calls', fn: 'count' }],
  });
  const rows = (calls.data?.rows ?? []).slice(-weeks);
  const most = Math.max(1, ...rows.map((row) => row.measures['calls'] ?? 0));
  return (
    <HomeSection title="Calls I logged" note={`last ${weeks} weeks`}>
      {calls.data === undefined ? null : rows.length === 0 ? (
        <NothingToShow>
          None yet.{mayCreate(principal, installedEntity('crm/activity')) ? ' L on a record logs one.' : ''}
        </NothingToShow>
      ) : (
        <ul className={classes.bars}>
          {rows.map((row, index) => {
            const count = row.measures['calls'] ?? 0;
            const week = textIn(row.groups[0]);
            return (
              <li key={week} data-now={index === rows.length - 1 || undefined}>
                <span>{formats.count(count)}</span>
                <i style={{ height: `${Math.round((count / most) * 48)}px` }} />
                <span className={classes.detail} title={`Week of ${formats.date(week)}`}>
                  {index === rows.length - 1 ? 'now' : formats.date(week).replace(/[ ,]+\d{4}$/, '')}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </HomeSection>
  );
}

function OpenDeals() {
  const formats = useFormats();
  const stages = stageFieldOf(useEntity('crm/deal'))?.options.filter(({ outcome }) => outcome === 'open') ?? [];
  const open = useSummary({
    entity: 'crm/deal',
    where: { and: [mine, { field: 'stage', op: 'one-of', value: stages.map(({ value }) => value) }] },
    groupBy: 'stage',
    sums: ['value'],
  });
  const rows = stages.flatMap(({ value, label, isRetired }) => {
    const group = open.data?.groups.find((one) => one.value === value);
    if (isRetired === true && !group) return [];
    const sums = group?.sums['value'];
    return {
      value,
      label,
      count: group?.count ?? 0,
      sums,
      size: Object.values(sums ?? {}).reduce((sum, amount) => sum + amount, 0),
    };
  });
  let total: Readonly<Record<string, number>> = {};
  for (const row of rows) total = addSums(total, row.sums);
  const byCount = rows.every(({ size }) => size === 0); // deals without a value yet: their number is more useful than a row of zeros
  const most = Math.max(1, ...rows.map((row) => (byCount ? row.count : row.size)));
  return (
    <HomeSection
      title="My open deals"
      note={open.data === undefined ? undefined : byCount ? 'by number' : sumText(total, formats)}
    >
      <ul className={classes.stages}>
        {rows.map((row) => (
          <li key={row.value}>
            <span>{row.label}</span>
            <i>
              <b style={{ width: `${((byCount ? row.count : row.size) / most) * 100}%` }} />
            </i>
            <span>
              {open.data === undefined ? '' : byCount ? formats.count(row.count) : sumText(row.sums, formats) || '—'}
            </span>
          </li>
        ))}
      </ul>
    </HomeSection>
  );
}
