import { z } from 'zod';
import { isCalendarDay } from '../calendar/calendar-days.ts';
import {
  type Filter,
  filterSchema,
  type Measure,
  measureSchema,
  relativeCountSchema,
  relativeSpans,
  reportGroupSchema,
} from '../questions/list-query.ts';
import { reportNameSchema } from './report-name.ts';

/** Chosen: the longest id of a kind of chart, which is also the length of its field. */
const mostChartChars = 40;

const day = z.string().refine(isCalendarDay, 'a day is written as "2026-11-20"');

/** Whole days, both ends inclusive. */
export const fixedSpanSchema = z
  .strictObject({ from: day, to: day })
  .refine(({ from, to }) => from <= to, 'a period ends on the day on which it begins, or later');
export type FixedSpan = z.output<typeof fixedSpanSchema>;

/** The days that a report is about: a named span, a count of units, or fixed days. */
export const periodSpanSchema = z.union(
  [z.enum(relativeSpans), relativeCountSchema, fixedSpanSchema],
  'a period is a span such as "this-quarter", {"direction":"last","count":90,"unit":"day"}, or {"from":"2026-01-01","to":"2026-12-31"}',
);
export type PeriodSpan = z.output<typeof periodSpanSchema>;

/** The period that a report is compared with: the one before, or the same days of the year before. */
export const comparisonIds = ['before', 'year-before'] as const;
export type ComparisonId = (typeof comparisonIds)[number];

/**
 * The date field by which records belong to a period. `otherwise`: the date of records whose `field` is empty, such as
 * the day on which an open record should be closed. Without `span`: records of all times, with or without a date.
 */
export const reportPeriodSchema = z.strictObject({
  field: reportGroupSchema.shape.field,
  otherwise: reportGroupSchema.shape.field.optional(),
  span: periodSpanSchema.optional(),
  compare: z.enum(comparisonIds).optional(),
});
export type ReportPeriod = z.output<typeof reportPeriodSchema>;

/** The order of the groups: by the first measure, or by their own order (dates by time, choices as declared). */
export const groupOrders = ['largest', 'smallest', 'groups'] as const;
export type GroupOrder = (typeof groupOrders)[number];

/** Chosen: more settings than these have no room in the panel of a report. */
const mostOwnSettings = 12;

/** The ways in which a chart draws several measures. */
export const drawnWays = ['beside', 'stacked'] as const;

/**
 * The choices of a chart. `most`: the number of groups that are drawn; the others are one, "Others". `target`: the
 * report whose targets (`targets.ts`) the first measure is compared with. `draws`: all measures are drawn where the
 * chart can, next to each other or as parts of one whole. Left out: the first one. `own`: the settings that the kind of
 * chart declares itself, by their ids. A build that does not know one ignores it and keeps it.
 */
export const reportOptionsSchema = z.strictObject({
  order: z.enum(groupOrders).optional(),
  most: z.number().int().min(1).max(100).optional(),
  target: reportNameSchema.optional(),
  draws: z.enum(drawnWays).optional(),
  own: z
    .record(z.string().min(1).max(40), z.string().max(40))
    .refine((own) => Object.keys(own).length <= mostOwnSettings, `a chart has at most ${mostOwnSettings} own settings`)
    .optional(),
});
export type ReportOptions = z.output<typeof reportOptionsSchema>;

/** Chosen: more columns than these do not fit next to a chart. */
export const mostMeasures = 6;
/** A chart has two directions. */
export const mostGroups = 2;

export const reportMeasuresSchema = z
  .array(measureSchema)
  .min(1, 'a report measures something, at least {"name":"Records","fn":"count"}')
  .max(mostMeasures)
  .refine(
    (measures) => new Set(measures.map(({ name }) => name)).size === measures.length,
    'two measures of a report have the same name',
  );
export const reportGroupsSchema = z
  .array(reportGroupSchema)
  .max(mostGroups)
  .refine(
    (groups) => new Set(groups.map(({ field, bucket }) => `${field} ${bucket}`)).size === groups.length,
    'a report is grouped by a field once, and by a date once for each span',
  );
export type ReportGroup = z.output<typeof reportGroupSchema>;

/**
 * A report as a value: the records that are counted, the measures, and the form of the drawing. The first measure is
 * the one that is drawn; tables show all. Times are relative to the time of the query.
 */
export type ReportDefinition = {
  readonly entity: string;
  readonly where?: Filter | undefined;
  readonly measures: readonly Measure[];
  readonly groups: readonly ReportGroup[];
  readonly period?: ReportPeriod | undefined;
  /** The id of a kind of chart, such as "bar". The window has the kinds (`all-charts.ts`); one that it lacks is a table. */
  readonly chart: string;
  readonly options?: ReportOptions | undefined;
};

/** The parts of a report's definition, for a check of values from outside. */
export const reportDefinitionSchema = z.strictObject({
  entity: z.string().min(1).max(120),
  where: filterSchema.optional(),
  measures: reportMeasuresSchema,
  groups: reportGroupsSchema,
  period: reportPeriodSchema.optional(),
  chart: z.string().min(1).max(mostChartChars),
  options: reportOptionsSchema.optional(),
}) satisfies z.ZodType<ReportDefinition>;

/** A report that a pack declares (T-20). `id` is its name among those of its kind of record. */
export type DeclaredReport = Omit<ReportDefinition, 'entity'> & {
  readonly id: string;
  /** The question that it answers: "Why do we lose?" */
  readonly name: string;
};

/** A report of a pack, with the name by which dashboards and addresses name it: "pack/kind/report". */
export type NamedReport = ReportDefinition & { readonly name: string; readonly label: string };
