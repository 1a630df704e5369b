import { z } from 'zod';
import { periodSpanSchema } from './report-definition.ts';
import { reportNameSchema } from './report-name.ts';

/** The widths of a tile, in quarters of the page. */
export const tileWidths = [1, 2, 3, 4] as const;
export type TileWidth = (typeof tileWidths)[number];

/** Chosen: a page with more reports takes longer to read than the reports one by one. */
export const mostTiles = 40;

export const tilesSchema = z
  .array(
    z.strictObject({ report: reportNameSchema, width: z.union(tileWidths.map((width) => z.literal(width))) }),
    'tiles are a list: [{"report":"…","width":2}], with widths from 1 to 4',
  )
  .max(mostTiles, `a dashboard has ${mostTiles} reports at most`)
  .refine(
    (tiles) => new Set(tiles.map(({ report }) => report)).size === tiles.length,
    'a report is on a dashboard once',
  );
export type Tile = { readonly report: string; readonly width: TileWidth };

/** The period of all reports of a dashboard that have a date field. "newest-year": the last year that has records. */
export const dashboardPeriodSchema = z.union([periodSpanSchema, z.literal('newest-year')]);
export type DashboardPeriod = z.output<typeof dashboardPeriodSchema>;

/** A page of reports, in the order in which they are read. */
export type DashboardDefinition = {
  readonly tiles: readonly Tile[];
  readonly period?: DashboardPeriod | undefined;
};

/** A dashboard that a pack declares (T-20). `name`: "pack/dashboard". */
export type DeclaredDashboard = DashboardDefinition & {
  readonly name: `${string}/${string}`;
  readonly label: string;
  /** The names of built-in roles whose people have it on their home page. */
  readonly homeOf?: readonly string[];
};
