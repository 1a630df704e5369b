import { Temporal } from 'temporal-polyfill';
import { addDays, daysBetween } from '../days.ts';
import { daysOf } from '../questions/resolve-span.ts';
import type { Asking, Filter } from '../questions/list-query.ts';
import type { ComparisonId, FixedSpan, PeriodSpan, ReportPeriod } from './report-definition.ts';
import { startOfUnit, unitsLater } from './report-days.ts';

const isFixed = (span: PeriodSpan): span is FixedSpan => typeof span === 'object' && 'from' in span;

/** Returns the filter for records whose date is in a span. */
const spanFilter = (field: string, span: PeriodSpan): Filter =>
  isFixed(span)
    ? { field, op: 'between', value: [span.from, span.to] }
    : { field, op: 'within', value: typeof span === 'string' ? span : { ...span } };

/** Returns the filter for the records of a report's period. Records without its date count by the other one, if there is one. */
export const periodFilter = (
  { field, otherwise }: Pick<ReportPeriod, 'field' | 'otherwise'>,
  span: PeriodSpan,
): Filter =>
  otherwise === undefined
    ? spanFilter(field, span)
    : { or: [spanFilter(field, span), { and: [{ field, op: 'is-empty' }, spanFilter(otherwise, span)] }] };

/** Returns the whole days of a span, both ends inclusive. Undefined for a span without a first or a last day. */
export function fixedDaysOf(span: PeriodSpan, asking: Asking): FixedSpan | undefined {
  if (isFixed(span)) return span;
  const { from, to } = daysOf(span, asking);
  return from === undefined || to === undefined ? undefined : { from, to: addDays(to, -1) };
}

const todayOf = ({ now, timeZone }: Asking): string =>
  Temporal.Instant.from(now).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/**
 * Returns the days that a span is compared with. A week, month, quarter, year or fixed days that have not ended are compared with
 * the same number of days of the ones before. Fixed days that are whole months are compared with the same number of months.
 * Undefined for a span without a first or a last day.
 */
export function spanBefore(span: PeriodSpan, how: ComparisonId, asking: Asking): FixedSpan | undefined {
  const days = fixedDaysOf(span, asking);
  if (!days) return undefined;
  const today = todayOf(asking);
  const isCounted = typeof span !== 'string' && !isFixed(span);
  const isOpen = !isCounted && days.from <= today && today < days.to;
  const until = isOpen ? today : days.to;
  if (how === 'year-before') return { from: unitsLater(days.from, -1, 'year'), to: unitsLater(until, -1, 'year') };
  const from = startBefore(span, days);
  const end = addDays(days.from, -1);
  const sameDay = addDays(from, daysBetween(days.from, today));
  return { from, to: isOpen && sameDay < end ? sameDay : end };
}

/** Returns the first day of the span before: of the unit before, of as many months before, or of as many days before. */
function startBefore(span: PeriodSpan, { from, to }: FixedSpan): string {
  const unit = typeof span === 'string' ? /^(?:this|last|next)-(week|month|quarter|year)$/.exec(span)?.[1] : undefined;
  if (unit === 'week' || unit === 'month' || unit === 'quarter' || unit === 'year') return unitsLater(from, -1, unit);
  const next = addDays(to, 1);
  if (startOfUnit(from, 'month') === from && startOfUnit(next, 'month') === next)
    return unitsLater(from, monthOf(from) - monthOf(next), 'month');
  return addDays(from, -daysBetween(from, to) - 1);
}

/** Returns the number of a day's month, counted from the year 0. */
const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
