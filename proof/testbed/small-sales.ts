import type { SalesData, SalesFigures } from './sales-figures.ts';

// A sales pipeline that is small enough to read, with four files and the kinds of errors of the given one.

const accounts = [
  ['Alder Works', 'technolgy', '1996', '1100.04', '2822', 'United States', ''],
  ['Birch Clinic', 'medical', '1999', '251.41', '495', 'Philipines', ''],
  ['Cedar Shops', 'retail', '2001', '647.18', '1185', 'Kenya', 'Alder Works'],
] as const;
const products = [
  ['GTX Basic', 'GTX', '550'],
  ['GTX Pro', 'GTX', '4821'],
] as const;
const agents = [
  ['Ana Orrin', 'Mel Vance', 'West'],
  ['Ben Tully', 'Mel Vance', 'West'],
  ['Cho Arden', 'Sol Merrit', 'East'],
] as const;
type Deal = {
  readonly agent: number;
  readonly product: string;
  readonly account: string;
  readonly stage: string;
  readonly engaged: string;
  readonly closed: string;
  readonly value: string;
};

const day = (offset: number): string => new Date(Date.UTC(2017, 0, 1) + offset * 86_400_000).toISOString().slice(0, 10);

const deals: readonly Deal[] = Array.from({ length: 40 }, (_, index) => {
  const stage = (['Won', 'Won', 'Lost', 'Engaging', 'Prospecting'] as const)[index % 5] ?? 'Won';
  const isClosed = stage === 'Won' || stage === 'Lost';
  return {
    agent: index % 3,
    product: index % 4 === 0 ? 'GTXPro' : 'GTX Basic',
    account: stage === 'Prospecting' ? '' : (accounts[index % 3]?.[0] ?? ''),
    stage,
    engaged: stage === 'Prospecting' ? '' : day(index * 6),
    closed: isClosed ? day(index * 6 + 10 + (index % 7)) : '',
    value: stage === 'Won' ? String(500 + index * 13) : stage === 'Lost' ? '0' : '',
  };
});

/** The files as text, by name, with their figures. */
export function smallSales(): Omit<SalesData, 'files' | 'dealsOfSpreadsheet'> & {
  readonly texts: Readonly<Record<'accounts.csv' | 'products.csv' | 'sales_teams.csv' | 'sales_pipeline.csv', string>>;
} {
  const csv = (head: string, rows: readonly (readonly string[])[]) =>
    [head, ...rows.map((row) => row.join(',')), ''].join('\r\n');
  return {
    texts: {
      'accounts.csv': csv('account,sector,year_established,revenue,employees,office_location,subsidiary_of', accounts),
      'products.csv': csv('product,series,sales_price', products),
      'sales_teams.csv': csv('sales_agent,manager,regional_office', agents),
      'sales_pipeline.csv': csv(
        'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value',
        deals.map((deal, index) => [
          `KEY${1_000 + index}`,
          agents[deal.agent]?.[0] ?? '',
          deal.product,
          deal.account,
          deal.stage,
          deal.engaged,
          deal.closed,
          deal.value,
        ]),
      ),
    },
    rows: {
      accounts: accounts.length,
      products: products.length,
      agents: agents.length,
      deals: deals.length,
      managers: 2,
    },
    mends: [
      { from: 'technolgy', to: 'technology', rows: 1 },
      { from: 'Philipines', to: 'Philippines', rows: 1 },
      { from: 'GTXPro', to: 'GTX Pro', rows: deals.filter(({ product }) => product === 'GTXPro').length },
    ],
    figures: figuresOfSmall(),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const rounded = (value: number): number => Math.round(value * 100) / 100;
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

/** The figures, computed from the rows without the product's code. */
function figuresOfSmall(): SalesFigures {
  const at = (stage: string) => deals.filter((deal) => deal.stage === stage);
  const won = at('Won');
  const values = won.map(({ value }) => Number(value));
  const cycle = (of: readonly Deal[]) => {
    const days = of.map(({ engaged, closed }) => (Date.parse(closed) - Date.parse(engaged)) / 86_400_000);
    return { mean: rounded(sum(days) / days.length), sum: sum(days), median: median(days) };
  };
  const rate = (of: readonly Deal[]) => {
    const wins = of.filter(({ stage }) => stage === 'Won').length;
    return rounded((wins / (wins + of.filter(({ stage }) => stage === 'Lost').length)) * 100);
  };
  const by = (keyOf: (deal: Deal) => string, of: readonly Deal[] = deals) =>
    Object.fromEntries(
      [...Map.groupBy(of, keyOf)].map(([key, group]) => {
        const wins = group.filter(({ stage }) => stage === 'Won');
        return [
          key,
          {
            deals: group.length,
            won: wins.length,
            lost: group.filter(({ stage }) => stage === 'Lost').length,
            won_value: sum(wins.map(({ value }) => Number(value))),
            win_rate_pct: rate(group),
          },
        ];
      }),
    );
  const meant = (product: string) => (product === 'GTXPro' ? 'GTX Pro' : product);
  const price = (deal: Deal) => Number(products.find(([name]) => name === meant(deal.product))?.[2]);
  const open = [...at('Engaging'), ...at('Prospecting')];
  const listPrice = (of: readonly Deal[]) => sum(of.map(price));
  return {
    stages: Object.fromEntries(
      [...Map.groupBy(deals, ({ stage }) => stage)].map(([stage, group]) => [stage, group.length]),
    ),
    won_value: sum(values),
    won_value_mean: rounded(sum(values) / values.length),
    won_value_median: median(values),
    won_value_min: Math.min(...values),
    won_value_max: Math.max(...values),
    win_rate_pct: rate(deals),
    won_cycle_days: cycle(won),
    lost_cycle_days: cycle(at('Lost')),
    per_agent: by(({ agent }) => agents[agent]?.[0] ?? ''),
    per_manager: by(({ agent }) => agents[agent]?.[1] ?? ''),
    per_region: by(({ agent }) => agents[agent]?.[2] ?? ''),
    per_product: by(({ product }) => meant(product)),
    per_quarter_by_close_date: by(
      ({ closed }) => `${closed.slice(0, 4)}-Q${Math.ceil(Number(closed.slice(5, 7)) / 3)}`,
      deals.filter(({ closed }) => closed !== ''),
    ),
    open_deals_at_list_price: {
      deals: open.length,
      value: listPrice(open),
      by_stage: { Engaging: listPrice(at('Engaging')), Prospecting: listPrice(at('Prospecting')) },
    },
  };
}
