import { given, readGiven } from '@outpost/domain/testing/given-data';
import { z } from 'zod';
import { smallSales } from './small-sales.ts';

const group = z.object({
  deals: z.number(),
  won: z.number(),
  lost: z.number(),
  won_value: z.number(),
  win_rate_pct: z.number(),
});
const days = z.object({ mean: z.number(), sum: z.number(), median: z.number() });

/** What a right import of a sales pipeline reproduces, in the words of the given `figures.json`. Money in whole units, rates in per cent. */
export const salesFiguresSchema = z.object({
  stages: z.record(z.string(), z.number()),
  won_value: z.number(),
  won_value_mean: z.coerce.number(),
  won_value_median: z.number(),
  won_value_min: z.number(),
  won_value_max: z.number(),
  win_rate_pct: z.number(),
  won_cycle_days: days,
  lost_cycle_days: days,
  per_agent: z.record(z.string(), group),
  per_manager: z.record(z.string(), group),
  per_region: z.record(z.string(), group),
  per_product: z.record(z.string(), group),
  per_quarter_by_close_date: z.record(z.string(), group),
  open_deals_at_list_price: z.object({
    deals: z.number(),
    value: z.number(),
    by_stage: z.record(z.string(), z.number()),
  }),
});
export type SalesFigures = z.infer<typeof salesFiguresSchema>;

/** A file as a browser's file chooser takes it. */
export type SalesFile = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

/** The four files of one sales pipeline, what they come to, and the near misses in them. */
export type SalesData = {
  readonly files: readonly SalesFile[];
  /** The deals after a trip through a spreadsheet: the same rows with m/d/yyyy for their dates. */
  readonly dealsOfSpreadsheet: SalesFile;
  readonly rows: {
    readonly accounts: number;
    readonly products: number;
    readonly agents: number;
    readonly deals: number;
    readonly managers: number;
  };
  /** As written → as meant, with the number of rows that it mends. */
  readonly mends: readonly { readonly from: string; readonly to: string; readonly rows: number }[];
  readonly figures: SalesFigures;
};

const names = ['accounts.csv', 'products.csv', 'sales_teams.csv', 'sales_pipeline.csv'] as const;
const asFile = (name: string, buffer: Buffer): SalesFile => ({ name, mimeType: 'text/csv', buffer });

const asSpreadsheet = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/\b(\d{4})-(\d{2})-(\d{2})\b/g, (_, year, month, day) => `${Number(month)}/${Number(day)}/${year}`);

/** Whether the sales data that the issue gives lie beside the project. */
export const isSalesDataGiven = (): boolean => given('crm').length > 0;

/** The given sales data, or a small set of the same shape and dirt where they are not on this machine. */
export function salesData(): SalesData {
  if (!isSalesDataGiven()) {
    const { texts, ...small } = smallSales();
    return {
      ...small,
      files: names.map((name) => asFile(name, Buffer.from(texts[name]))),
      dealsOfSpreadsheet: asFile('deals.csv', Buffer.from(asSpreadsheet(texts['sales_pipeline.csv']))),
    };
  }
  const stated = z
    .object({
      rows: z.object({
        accounts: z.number(),
        products: z.number(),
        sales_teams: z.number(),
        sales_pipeline: z.number(),
      }),
    })
    .and(salesFiguresSchema)
    .parse(JSON.parse(Buffer.from(readGiven('crm', 'figures.json')).toString('utf8')));
  return {
    files: names.map((name) => asFile(name, Buffer.from(readGiven('crm', name)))),
    dealsOfSpreadsheet: asFile(
      'sales_pipeline.us-dates.csv',
      Buffer.from(readGiven('crm', 'sales_pipeline.us-dates.csv')),
    ),
    rows: {
      accounts: stated.rows.accounts,
      products: stated.rows.products,
      agents: stated.rows.sales_teams,
      deals: stated.rows.sales_pipeline,
      managers: Object.keys(stated.per_manager).length,
    },
    mends: [
      { from: 'technolgy', to: 'technology', rows: 12 },
      { from: 'Philipines', to: 'Philippines', rows: 1 },
      { from: 'GTXPro', to: 'GTX Pro', rows: 1_480 },
    ],
    figures: salesFiguresSchema.parse(stated),
  };
}
