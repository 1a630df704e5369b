import type { Filter, Measure } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';
import type { SalesFigures } from './sales-figures.ts';

const answerSchema = z.object({
  rows: z.array(
    z.object({
      groups: z.array(z.union([z.string(), z.number(), z.null()])),
      measures: z.record(z.string(), z.number().nullable()),
    }),
  ),
  refs: z.record(z.string(), z.object({ title: z.string() })),
});
type Row = z.infer<typeof answerSchema>['rows'][number];

/** Sends a report to the device or the server. `refs` gives the names of the records by which the report groups. */
export type AskReport = (report: object) => Promise<unknown>;

const won: Filter = { field: 'stage', op: 'is', value: 'won' };
const lost: Filter = { field: 'stage', op: 'is', value: 'lost' };
const closed: Filter = { or: [won, lost] };
/** Only imported records have an external key. The demo's own deals have none. */
const imported: Filter = { field: 'externalKey', op: 'is-not-empty' };
const perGroup: readonly Measure[] = [
  { name: 'deals', fn: 'count' },
  { name: 'won', fn: 'count', where: won },
  { name: 'lost', fn: 'count', where: lost },
  { name: 'value', fn: 'sum', field: 'value', where: won },
  { name: 'rate', fn: 'ratio', where: won, of: closed },
];
const stageNames: Readonly<Record<string, string>> = {
  won: 'Won',
  lost: 'Lost',
  engaging: 'Engaging',
  prospecting: 'Prospecting',
};

/** Asks for every figure of the imported deals, each with a report of the product. */
export async function askSalesFigures(ask: AskReport): Promise<SalesFigures> {
  const report = async (question: {
    readonly groupBy?: readonly object[];
    readonly measures?: readonly Measure[];
    readonly where?: Filter;
  }) =>
    answerSchema.parse(
      await ask({
        entity: 'crm/deal',
        measures: perGroup,
        ...question,
        where: question.where ? { and: [imported, question.where] } : imported,
      }),
    );
  const by = async (field: string) => {
    const { rows, refs } = await report({ groupBy: [{ field }] });
    return named(rows, (value) => refs[String(value)]?.title ?? String(value));
  };
  const cycle = (where: Filter, name: string): readonly Measure[] =>
    (['sum', 'avg', 'median'] as const).map((fn) => ({
      name: `${name} ${fn}`,
      fn: `${fn}-days`,
      from: 'engagedOn',
      to: 'closedOn',
      where,
    }));

  const all = await report({
    measures: [
      ...(['sum', 'avg', 'median', 'min', 'max'] as const).map((fn): Measure => ({
        name: fn,
        fn,
        field: 'value',
        where: won,
      })),
      ...cycle(won, 'won'),
      ...cycle(lost, 'lost'),
      { name: 'rate', fn: 'ratio', where: won, of: closed },
      { name: 'open', fn: 'count', where: { not: closed } },
      { name: 'list price', fn: 'sum', field: 'product.listPrice', where: { not: closed } },
    ],
  });
  const found = all.rows[0]?.measures ?? {};
  const figure = (name: string) => found[name] ?? Number.NaN;
  const cycleOf = (name: string) => ({
    mean: rounded(figure(`${name} avg`)),
    sum: figure(`${name} sum`),
    median: figure(`${name} median`),
  });
  const stages = await report({
    groupBy: [{ field: 'stage' }],
    measures: [
      { name: 'deals', fn: 'count' },
      { name: 'list price', fn: 'sum', field: 'product.listPrice' },
    ],
  });
  const ofStages = (name: string, wanted: (stage: unknown) => boolean, unit = 1): Record<string, number> =>
    Object.fromEntries(
      stages.rows
        .filter(({ groups }) => wanted(groups[0]))
        .map(({ groups, measures }) => [stageNames[String(groups[0])] ?? '', (measures[name] ?? 0) / unit]),
    );
  const quarters = await report({ where: closed, groupBy: [{ field: 'closedOn', bucket: 'quarter' }] });
  return {
    stages: ofStages('deals', () => true),
    won_value: figure('sum') / 100,
    won_value_mean: rounded(figure('avg') / 100),
    won_value_median: figure('median') / 100,
    won_value_min: figure('min') / 100,
    won_value_max: figure('max') / 100,
    win_rate_pct: rounded(figure('rate') * 100),
    won_cycle_days: cycleOf('won'),
    lost_cycle_days: cycleOf('lost'),
    per_agent: await by('ownerId'),
    per_manager: await by('teamId'),
    per_region: await by('teamId.region'),
    per_product: await by('product'),
    per_quarter_by_close_date: named(
      quarters.rows,
      (day) => `${String(day).slice(0, 4)}-Q${(Number(String(day).slice(5, 7)) + 2) / 3}`,
    ),
    open_deals_at_list_price: {
      deals: figure('open'),
      value: figure('list price') / 100,
      by_stage: ofStages('list price', (stage) => stage === 'engaging' || stage === 'prospecting', 100),
    },
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

const named = (rows: readonly Row[], nameOf: (group: Row['groups'][number]) => string): SalesFigures['per_agent'] =>
  Object.fromEntries(
    rows.map(({ groups, measures }) => {
      const count = (name: string) => measures[name] ?? 0;
      return [
        nameOf(groups[0] ?? null),
        {
          deals: count('deals'),
          won: count('won'),
          lost: count('lost'),
          won_value: count('value') / 100,
          win_rate_pct: rounded(count('rate') * 100),
        },
      ];
    }),
  );
