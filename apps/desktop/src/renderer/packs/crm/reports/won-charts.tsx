import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { lossReasons } from '@outpost/domain/packs/crm/deal-stages';
import { BarChart } from '@outpost/ui/charts/bar-chart';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useNavigate } from '@tanstack/react-router';
import type { CallOutput } from '../../../../bridge/contract.ts';
import { useReport } from '../../../queries/record-queries.ts';
import { closedAs, quarterName, quartersBetween, type Period } from './period-filter.ts';
import { textIn } from '../../../records/shown-value.ts';

type Props = { readonly period: Period };

const value = [
  { name: 'value', fn: 'sum' as const, field: 'value' },
  { name: 'deals', fn: 'count' as const },
];

/** Returns the format of a report's money, and the link from a bar to its deals. */
function useBars(report: CallOutput<'records.report'> | undefined) {
  const formats = useFormats();
  const navigate = useNavigate();
  const currency = report?.rows.find((row) => row.currency)?.currency ?? formats.currency;
  return {
    format: (amount: number) => formats.money({ amount: Math.round(amount), currency }),
    formatShort: (amount: number) => formats.money({ amount: Math.round(amount), currency }, { compact: true }),
    show: (where: Filter) =>
      void navigate({
        to: '/list/$pack/$name',
        params: { pack: 'crm', name: 'deal' },
        search: { kind: 'grid', where, sort: 'value.desc' },
      }),
  };
}

const nameIn = (report: CallOutput<'records.report'> | undefined, id: JsonValue | undefined, none: string) =>
  typeof id === 'string' ? (report?.refs[id]?.title ?? 'Not shared with you') : none;
const also = (where: Filter, field: string, of: JsonValue | undefined): Filter => ({
  and: [where, of === null || of === undefined ? { field, op: 'is-empty' } : { field, op: 'is', value: of }],
});

/** Won value per quarter of closing. */
export function WonByQuarter({ period }: Props) {
  const where = closedAs('won', period.where);
  const { data } = useReport({
    entity: 'crm/deal',
    where,
    groupBy: [{ field: 'closedOn', bucket: 'quarter' }],
    measures: value,
  });
  const bars = useBars(data);
  const byQuarter = new Map((data?.rows ?? []).map((row) => [textIn(row.groups[0]), row.measures['value'] ?? null]));
  const quarters = quartersBetween([...byQuarter.keys()], period.year);
  const quarterEnd = (first: string) =>
    new Date(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5, 7)) + 2, 0)).toISOString().slice(0, 10);
  return (
    <BarChart
      question="How much did we win each quarter?"
      span={`won value by day of closing, ${period.label}`}
      categoryName="Quarter"
      categories={quarters.map(quarterName)}
      series={[{ name: 'Won', values: quarters.map((quarter) => byQuarter.get(quarter) ?? null) }]}
      format={bars.format}
      formatShort={bars.formatShort}
      onPick={(index) => {
        const first = quarters[index];
        if (first !== undefined)
          bars.show({ and: [where, { field: 'closedOn', op: 'between', value: [first, quarterEnd(first)] }] });
      }}
    />
  );
}

/** Won value by the values of one field of a deal, the largest first. */
function WonBy({
  field,
  question,
  words,
  period,
  height,
}: Props & {
  readonly field: 'product' | 'teamId';
  readonly question: string;
  /** The field's column in the table, and the word for an empty value. */
  readonly words: { readonly one: string; readonly none: string };
  readonly height?: number;
}) {
  const where = closedAs('won', period.where);
  const { data } = useReport({
    entity: 'crm/deal',
    where,
    groupBy: [{ field }],
    measures: value,
    sort: [{ by: 'value', direction: 'desc' }],
    limit: 12,
  });
  const bars = useBars(data);
  const rows = data?.rows ?? [];
  return (
    <BarChart
      question={question}
      span={`won value, ${period.label}`}
      categoryName={words.one}
      orientation="rows"
      height={height}
      categories={rows.map((row) => nameIn(data, row.groups[0], words.none))}
      series={[{ name: 'Won', values: rows.map((row) => row.measures['value'] ?? null) }]}
      format={bars.format}
      formatShort={bars.formatShort}
      onPick={(index) => bars.show(also(where, field, rows[index]?.groups[0]))}
    />
  );
}

/** Won value per product. */
export const WonByProduct = ({ period }: Props) => (
  <WonBy
    field="product"
    question="Which products bring it in?"
    words={{ one: 'Product', none: 'No product' }}
    period={period}
  />
);

/** Won value per team. */
export const WonByTeam = ({ period }: Props) => (
  <WonBy
    field="teamId"
    question="Which teams win?"
    words={{ one: 'Team', none: 'No team' }}
    period={period}
    height={200}
  />
);

/** Lost deals by reason. */
export function WhyLost({ period }: Props) {
  const formats = useFormats();
  const where = closedAs('lost', period.where);
  const { data } = useReport({
    entity: 'crm/deal',
    where,
    groupBy: [{ field: 'lossReason' }],
    measures: [{ name: 'deals', fn: 'count' }],
    sort: [{ by: 'deals', direction: 'desc' }],
  });
  const bars = useBars(data);
  const rows = data?.rows ?? [];
  return (
    <BarChart
      question="Why do we lose?"
      span={`lost deals, ${period.label}`}
      categoryName="Reason"
      orientation="rows"
      height={200}
      categories={rows.map((row) => lossReasons.find((reason) => reason.value === row.groups[0])?.label ?? 'No reason')}
      series={[{ name: 'Lost', values: rows.map((row) => row.measures['deals'] ?? null) }]}
      format={(count) => formats.plural(count, 'deal', 'deals')}
      formatShort={(count) => formats.count(count)}
      onPick={(index) => bars.show(also(where, 'lossReason', rows[index]?.groups[0]))}
    />
  );
}
