import { givenFiles, readGiven } from '@outpost/domain/testing/given-data';
import { z } from 'zod';
import { type SalesData, type SalesFile, salesFiguresSchema } from './sales-figures.ts';
import { smallSales } from './small-sales.ts';

const names = ['accounts.csv', 'products.csv', 'sales_teams.csv', 'sales_pipeline.csv'] as const;
const asFile = (name: string, buffer: Buffer): SalesFile => ({ name, mimeType: 'text/csv', buffer });

const asSpreadsheet = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/\b(\d{4})-(\d{2})-(\d{2})\b/g, (_, year, month, day) => `${Number(month)}/${Number(day)}/${year}`);

/** Whether the sales data of the issue are on this machine. */
export const isSalesDataGiven = (): boolean => givenFiles('crm').length > 0;

/** The given sales data. On a machine without them, a small set with the same shape and the same kinds of errors. */
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
