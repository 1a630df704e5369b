import { z } from 'zod';
import { geoPointSchema } from '../geo/geo-point.ts';
import { jsonSchema, type JsonValue } from '../json.ts';

/** A field, an envelope name (ownerId, teamId, createdAt, createdBy, updatedAt, updatedBy, id, version), or one hop through a reference: "account.sector". */
const path = z
  .string()
  .regex(
    /^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)?$/,
    'a field is named like "stage", or like "account.sector" through a reference',
  )
  .max(120);

/** The operators of a filter. `filterOperatorsOf` returns those of a type. */
export const filterOperators = [
  'is',
  'is-not',
  'one-of',
  'none-of',
  'contains',
  'starts-with',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'is-empty',
  'is-not-empty',
  'within',
  'has-any',
  'has-all',
  'has-none',
  'near',
  'in-area',
] as const;
export type FilterOperator = (typeof filterOperators)[number];

/**
 * Named spans, resolved with the asker's time zone and the `now` of the query. Weeks begin on Monday (ISO
 * 8601).
 */
export const relativeSpans = [
  'today',
  'yesterday',
  'tomorrow',
  'this-week',
  'last-week',
  'next-week',
  'this-month',
  'last-month',
  'next-month',
  'this-quarter',
  'last-quarter',
  'next-quarter',
  'this-year',
  'last-year',
  'next-year',
  'past',
  'future',
] as const;
export type RelativeSpan = (typeof relativeSpans)[number];
/** "the last 30 days", today included; or "the next 2 weeks". */
export const relativeCountSchema = z.strictObject({
  direction: z.enum(['last', 'next']),
  count: z.number().int().min(1).max(10_000),
  unit: z.enum(['day', 'week', 'month', 'quarter', 'year']),
});

/** Spans of days, and the times that repeat each week or each day, by which dates are grouped. */
export const spanBuckets = ['day', 'week', 'month', 'quarter', 'year'] as const;
export const clockBuckets = ['weekday', 'hour'] as const;
export type SpanBucket = (typeof spanBuckets)[number];
export type ClockBucket = (typeof clockBuckets)[number];
export const isClockBucket = (bucket: SpanBucket | ClockBucket): bucket is ClockBucket =>
  bucket === 'weekday' || bucket === 'hour';

/** A weekday from 1, Monday, to 7, or an hour from 0 to 23, on a clock in the asker's zone. */
export const clockTimeSchema = z.union([
  z.strictObject({ weekday: z.number().int().min(1).max(7) }),
  z.strictObject({ hour: z.number().int().min(0).max(23) }),
]);

export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly field: string; readonly op: FilterOperator; readonly value?: JsonValue };

/**
 * `value`: one value of the field's type. A list for one-of, none-of, has-…. `[low, high]` for between, both
 * inclusive. A span name or count, a weekday or an hour for within. A place and metres for near, a box or corners for
 * in-area. "@me" means the asker wherever a person is expected.
 */
export const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ and: z.array(filterSchema).max(50) }),
      z.strictObject({ or: z.array(filterSchema).max(50) }),
      z.strictObject({ not: filterSchema }),
      z.strictObject({ field: path, op: z.enum(filterOperators), value: jsonSchema.optional() }),
    ],
    `a filter is {"field":"stage","op":"is","value":"won"}, or {"and":[…]}, {"or":[…]}, {"not":…} of filters; op is one of ${filterOperators.join(', ')}`,
  ),
) as z.ZodType<Filter>; // zod types an absent value as possibly `undefined`

/**
 * `from`: orders by the distance of a place from this one; only for fields with a place. `bucket`: orders by the span of days that
 * contains the value; only for dates and instants.
 */
export const sortSchema = z.strictObject({
  field: path,
  direction: z.enum(['asc', 'desc']),
  from: geoPointSchema.optional(),
  bucket: z.enum(spanBuckets).optional(),
});

const askedLifeSchema = z.enum(['alive', 'deleted', 'any']);
/**
 * The life of the records that a query is about. `any`: merged ones too. `gone`: those that were deleted or merged; only the
 * device's own code asks for them, so they are in no schema.
 */
export type AskedLife = z.output<typeof askedLifeSchema> | 'gone';

/**
 * Idea 6: a list as a value. It is compiled to SQLite and to Postgres with the same rows in the same order. Sorting ends with the
 * id; empty values come last in both directions.
 */
export const listQuerySchema = z.strictObject({
  entity: z.string().max(120),
  where: filterSchema.optional(),
  /** Words that the record must contain, each as a prefix. */
  search: z.string().max(200).optional(),
  life: askedLifeSchema.default('alive'),
  sort: z.array(sortSchema).max(5).default([]),
  limit: z.number().int().min(1).max(1_000).default(50),
  /** the number of rows to skip. Not allowed together with `after`. */
  offset: z.number().int().min(0).max(10_000_000).optional(),
  /** Begins the window after the row of this cursor (opaque; the `next` of an earlier answer to the same query). */
  after: z.string().max(8_000).optional(),
});
/** A list with all its defaults filled in. */
export type ListQuery = Omit<z.output<typeof listQuerySchema>, 'life'> & { readonly life: AskedLife };
export type ListQueryInput = z.input<typeof listQuerySchema>;

/**
 * Exact counts and sums over a filter, by groups if a field is named: for the board's columns, and the grid's group
 * rows and footer.
 */
export const summaryQuerySchema = z.strictObject({
  entity: z.string().max(120),
  where: filterSchema.optional(),
  search: z.string().max(200).optional(),
  life: askedLifeSchema.default('alive'),
  groupBy: path.optional(),
  /** Groups a date or an instant by the span of days that contains it. The group's value is the first day of the span. */
  bucket: z.enum(spanBuckets).optional(),
  sums: z.array(path).max(10).default([]),
});
/** Chosen: far more than a board or a grid's group rows can show. Each group has a row for each combination of currencies. */
export const maxGroupRows = 10_000;
export type SummaryQuery = Omit<z.output<typeof summaryQuerySchema>, 'life'> & { readonly life: AskedLife };
/**
 * One group: its value (null: empty), its count, and for each summed field the sums by currency ('' for fields other than money).
 * Money is in minor units.
 */
export type SummaryGroup = {
  readonly value: JsonValue;
  readonly count: number;
  readonly sums: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** The records of a list that have a place, for a map: without their content, in no particular order. */
export const placesQuerySchema = z.strictObject({
  entity: z.string().max(120),
  /** The field with the place. */
  field: z.string().max(80),
  where: filterSchema.optional(),
  search: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(100_000).default(100_000),
});
export type PlacesQuery = z.output<typeof placesQuerySchema>;

export const measureSchema = z.union(
  [
    z.strictObject({ name: z.string().max(60), fn: z.literal('count'), where: filterSchema.optional() }),
    z.strictObject({
      name: z.string().max(60),
      fn: z.enum(['sum', 'avg', 'median', 'min', 'max']),
      field: path,
      where: filterSchema.optional(),
    }),
    /** The days from one date to another. */
    z.strictObject({
      name: z.string().max(60),
      fn: z.enum(['sum-days', 'avg-days', 'median-days', 'min-days', 'max-days']),
      from: path,
      to: path,
      where: filterSchema.optional(),
    }),
    /**
     * The sum of a field ÷ the mean number of days from one date to another, over records that have both: sales
     * velocity, if the field is the value of won deals and the days are those until the win. Null without such records,
     * and where the mean is not above 0.
     */
    z.strictObject({
      name: z.string().max(60),
      fn: z.literal('per-day'),
      field: path,
      from: path,
      to: path,
      where: filterSchema.optional(),
    }),
    /** The sum of a field, each record weighted by the chance of its option of a choice: the weighted forecast. */
    z.strictObject({
      name: z.string().max(60),
      fn: z.literal('weighted'),
      field: path,
      by: path,
      where: filterSchema.optional(),
    }),
    /** count(where) ÷ count(of): a win rate. Null where `of` counts no record. */
    z.strictObject({ name: z.string().max(60), fn: z.literal('ratio'), where: filterSchema, of: filterSchema }),
  ],
  'a measure is {"name":"…","fn":"count"}; {"name":"…","fn":"sum","field":"value"}, with sum, avg, median, min or max; {"name":"…","fn":"avg-days","from":"engagedOn","to":"closedOn"}; {"name":"…","fn":"per-day","field":"value","from":"engagedOn","to":"closedOn"}; {"name":"…","fn":"weighted","field":"value","by":"stage"}; or {"name":"…","fn":"ratio","where":…,"of":…} of two filters',
);
export type Measure = z.output<typeof measureSchema>;

export const reportGroupSchema = z.strictObject({
  field: path,
  bucket: z.enum([...spanBuckets, ...clockBuckets]).optional(),
});

/** A report as a value: measures over a filter, grouped by fields or spans of dates. */
export const reportSchema = z.strictObject({
  entity: z.string().max(120),
  where: filterSchema.optional(),
  /** Words that the record must contain, each as a prefix. */
  search: z.string().max(200).optional(),
  groupBy: z.array(reportGroupSchema).max(3).default([]),
  measures: z.array(measureSchema).min(1).max(20),
  /** By a measure's name or a group's field; by default by the groups. */
  sort: z
    .array(z.strictObject({ by: z.string().max(120), direction: z.enum(['asc', 'desc']) }))
    .max(3)
    .default([]),
  limit: z.number().int().min(1).max(10_000).default(1_000),
});
export type Report = z.output<typeof reportSchema>;
/**
 * One row: the groups' values in order, and each measure (money in minor units; a row has one currency, see `currency`). A
 * group's value may be a span, written as its first day ("2017-04-01"). It may be a weekday from "1" (Monday) to "7", or an hour
 * from "00" to "23", on a clock in the asker's zone.
 */
export type ReportRow = {
  readonly groups: readonly JsonValue[];
  readonly measures: Readonly<Record<string, number | null>>;
  readonly currency?: string;
};

/** The asker, the time and the time zone of a query. */
export type Asking = { readonly userId: string; readonly now: string; readonly timeZone: string };
