import { Temporal } from 'temporal-polyfill';
import type { Asking, RelativeSpan, relativeCountSchema } from './list-query.ts';
import type { z } from 'zod';
import { dayText, startOfDay } from '../days.ts';

export type RelativeCount = z.output<typeof relativeCountSchema>;
/** Whole days, `from` inclusive, `to` exclusive; a missing end is open. */
export type DaySpan = { readonly from?: string; readonly to?: string };
/** Instants in UTC, `from` inclusive, `to` exclusive. */
export type InstantSpan = DaySpan;

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

function startOf(day: Temporal.PlainDate, unit: Unit): Temporal.PlainDate {
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'month':
      return day.with({ day: 1 });
    case 'quarter':
      return day.with({ month: day.month - ((day.month - 1) % 3), day: 1 });
    case 'year':
      return day.with({ month: 1, day: 1 });
  }
}

function plus(day: Temporal.PlainDate, count: number, unit: Unit): Temporal.PlainDate {
  switch (unit) {
    case 'day':
      return day.add({ days: count });
    case 'week':
      return day.add({ weeks: count });
    case 'month':
      return day.add({ months: count });
    case 'quarter':
      return day.add({ months: 3 * count });
    case 'year':
      return day.add({ years: count });
  }
}

const unitOf = { this: 0, last: -1, next: 1 } as const;
const dayOf = { yesterday: -1, today: 0, tomorrow: 1 } as const;

const todayOf = (asking: Asking): Temporal.PlainDate =>
  Temporal.Instant.from(asking.now).toZonedDateTimeISO(asking.timeZone).toPlainDate();

/**
 * returns the days of a named span or of a count of units, in the asker's time zone. "The last 30 days" are today and the 29
 * days before; "the next 2 weeks" are today and the 13 days after. `past` ends before today, `future` begins after it. Weeks
 * begin on Monday (ISO 8601).
 */
export function daysOf(span: RelativeSpan | RelativeCount, asking: Asking): DaySpan {
  const today = todayOf(asking);
  if (typeof span !== 'string') {
    const { direction, count, unit } = span;
    return direction === 'last'
      ? { from: dayText(plus(today, -count, unit).add({ days: 1 })), to: dayText(today.add({ days: 1 })) }
      : { from: dayText(today), to: dayText(plus(today, count, unit)) };
  }
  if (span === 'past') return { to: dayText(today) };
  if (span === 'future') return { from: dayText(today.add({ days: 1 })) };
  if (span === 'today' || span === 'yesterday' || span === 'tomorrow') {
    const day = today.add({ days: dayOf[span] });
    return { from: dayText(day), to: dayText(day.add({ days: 1 })) };
  }
  const [which, unit] = span.split('-') as ['this' | 'last' | 'next', Exclude<Unit, 'day'>]; // all other names have this form
  const from = plus(startOf(today, unit), unitOf[which], unit);
  return { from: dayText(from), to: dayText(plus(from, 1, unit)) };
}

/**
 * returns the same span as instants in UTC: whole days of the asker's zone. `past` and `future` end and begin at `now`
 * itself.
 */
export function instantsOf(span: RelativeSpan | RelativeCount, asking: Asking): InstantSpan {
  const now = Temporal.Instant.from(asking.now).toString({ fractionalSecondDigits: 3 });
  if (span === 'past') return { to: now };
  if (span === 'future') return { from: now };
  const { from, to } = daysOf(span, asking);
  return {
    ...(from === undefined ? {} : { from: startOfDay(from, asking.timeZone) }),
    ...(to === undefined ? {} : { to: startOfDay(to, asking.timeZone) }),
  };
}
