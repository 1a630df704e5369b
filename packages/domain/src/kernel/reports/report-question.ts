import type { JsonValue } from '../json.ts';
import { type Filter, isClockBucket, type Measure, type Report } from '../questions/list-query.ts';
import type { PeriodSpan, ReportDefinition, ReportGroup } from './report-definition.ts';
import { endOfUnit } from './report-days.ts';
import { periodFilter } from './report-period.ts';

/** The most rows that a report reads. Chosen: more than a chart or a table can show, and read in one answer. */
export const mostReportRows = 2_000;

/** Returns the conjunction of these filters. Undefined where all of them are undefined. */
export function allFilters(...filters: readonly (Filter | undefined)[]): Filter | undefined {
  const found = filters.filter((filter) => filter !== undefined);
  return found.length > 1 ? { and: found } : found[0];
}

/**
 * Returns the filter of a report's records. `span` replaces the report's own period, if it has a date field; `where` narrows it
 * further.
 */
export function reportFilter(
  { where, period }: Pick<ReportDefinition, 'where' | 'period'>,
  narrowed: { readonly span?: PeriodSpan | undefined; readonly where?: Filter | undefined } = {},
): Filter | undefined {
  const span = narrowed.span ?? period?.span;
  return allFilters(where, period && span ? periodFilter(period, span) : undefined, narrowed.where);
}

/** Returns the query of a report over the records that `where` selects. */
export function reportQuestionOf(
  { entity, measures, groups, options }: ReportDefinition,
  where: Filter | undefined,
): Report {
  const [drawn] = measures;
  const [, second] = groups;
  const order = options?.order ?? 'groups';
  return {
    entity,
    ...(where === undefined ? {} : { where }),
    groupBy: [...groups],
    measures: [...measures],
    // With two groups the order is that of the totals, which only the whole answer has.
    sort:
      order === 'groups' || second !== undefined || drawn === undefined
        ? []
        : [{ by: drawn.name, direction: order === 'largest' ? 'desc' : 'asc' }],
    limit: mostReportRows,
  };
}

/** Returns the filter for the records of one group: those with its value, or without any. */
export function groupFilter({ field, bucket }: ReportGroup, value: JsonValue): Filter {
  if (value === null) return { field, op: 'is-empty' };
  if (bucket !== undefined && isClockBucket(bucket)) return { field, op: 'within', value: { [bucket]: Number(value) } };
  if (bucket !== undefined && typeof value === 'string')
    return { field, op: 'between', value: [value, endOfUnit(value, bucket)] };
  return { field, op: 'is', value };
}

/** Returns the filter that a measure adds to the filter of its report. */
export function measureFilter(measure: Measure): Filter | undefined {
  if (measure.fn === 'ratio') return measure.of;
  return measure.where;
}
