import { Temporal } from 'temporal-polyfill';
import { dayText } from '../days.ts';
import type { SpanBucket } from '../questions/list-query.ts';

const plain = (day: string) => Temporal.PlainDate.from(day);

/** Returns a day some units later, or earlier for a negative count. A month's last days stay in the month. */
export function unitsLater(day: string, count: number, unit: SpanBucket): string {
  const steps = {
    day: { days: count },
    week: { weeks: count },
    month: { months: count },
    quarter: { months: 3 * count },
    year: { years: count },
  };
  return dayText(plain(day).add(steps[unit]));
}

/** Returns the first day of the unit that contains a day. Weeks begin on Monday. */
export function startOfUnit(day: string, unit: SpanBucket): string {
  const of = plain(day);
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return dayText(of.subtract({ days: of.dayOfWeek - 1 }));
    case 'month':
      return dayText(of.with({ day: 1 }));
    case 'quarter':
      return dayText(of.with({ month: of.month - ((of.month - 1) % 3), day: 1 }));
    case 'year':
      return dayText(of.with({ month: 1, day: 1 }));
  }
}

/** Returns the last day of the unit that begins on a day. */
export const endOfUnit = (first: string, unit: SpanBucket): string => unitsLater(unitsLater(first, 1, unit), -1, 'day');

/** Chosen: more groups of days than a chart can show. */
const mostUnits = 400;

/** Returns the first days of all units from one to another, in order. At most 400; the later ones are left out. */
export function unitsBetween(first: string, last: string, unit: SpanBucket): readonly string[] {
  const found: string[] = [];
  for (let at = first; at <= last && found.length < mostUnits; at = unitsLater(first, found.length, unit))
    found.push(at);
  return found;
}
