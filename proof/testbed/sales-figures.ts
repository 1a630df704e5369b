import { z } from 'zod';

const group = z.object({
  deals: z.number(),
  won: z.number(),
  lost: z.number(),
  won_value: z.number(),
  win_rate_pct: z.number(),
});
const days = z.object({ mean: z.number(), sum: z.number(), median: z.number() });

/**
 * The figures that a correct import of a sales pipeline gives, in the words of the given `figures.json`. Money is in whole units,
 * rates are in per cent.
 */
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

/** The four files of one sales pipeline, with their figures and the near misses in them. */
export type SalesData = {
  readonly files: readonly SalesFile[];
  /** The deals after a spreadsheet has saved them: the same rows with dates as m/d/yyyy. */
  readonly dealsOfSpreadsheet: SalesFile;
  readonly rows: {
    readonly accounts: number;
    readonly products: number;
    readonly agents: number;
    readonly deals: number;
    readonly managers: number;
  };
  /** A value as written → as meant, with the number of rows that the correction changes. */
  readonly mends: readonly { readonly from: string; readonly to: string; readonly rows: number }[];
  readonly figures: SalesFigures;
};
