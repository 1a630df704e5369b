import { Temporal } from 'temporal-polyfill';
import { addDays } from '../days.ts';

/** The spans that a calendar shows at once. An agenda is two weeks from the first day of the week. */
export const calendarSpans = ['day', 'week', 'month', 'agenda'] as const;
export type CalendarSpan = (typeof calendarSpans)[number];

/** ISO 8601: 1 is Monday, 7 is Sunday. */
export type WeekDay = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const plain = (day: string) => Temporal.PlainDate.from(day);
const daysFrom = (first: Temporal.PlainDate, count: number): readonly string[] =>
  Array.from({ length: count }, (_, days) => first.add({ days }).toString());

/** Returns the day of the week: 1 is Monday. */
export const weekDayOf = (day: string): WeekDay => plain(day).dayOfWeek as WeekDay; // Temporal's type is number

/** Returns the first day of the week of a day, where weeks begin with `weekStart`. */
export const startOfWeek = (day: string, weekStart: WeekDay): string =>
  addDays(day, -((weekDayOf(day) - weekStart + 7) % 7));

/** Returns the number of the ISO week of a day: 47. */
export const weekNumberOf = (day: string): number => plain(day).weekOfYear ?? 0;

const agendaDays = 14;

/**
 * Returns the days that a calendar shows around a day, in order. A month begins and ends with whole weeks, and has as many of them
 * as it needs: four to six.
 */
export function daysShown(span: CalendarSpan, day: string, weekStart: WeekDay): readonly string[] {
  switch (span) {
    case 'day':
      return [day];
    case 'week':
      return daysFrom(plain(startOfWeek(day, weekStart)), 7);
    case 'agenda':
      return daysFrom(plain(startOfWeek(day, weekStart)), agendaDays);
    case 'month': {
      const first = plain(startOfWeek(plain(day).with({ day: 1 }).toString(), weekStart));
      const last = plain(day).with({ day: 31 }); // limited to the last day of the month
      const weeks = Math.ceil((first.until(last, { largestUnit: 'days' }).days + 1) / 7);
      return daysFrom(first, weeks * 7);
    }
  }
}

/** Returns the day that represents the span before or after. */
export function daySpansLater(span: CalendarSpan, day: string, by: 1 | -1): string {
  const step = { day: { days: 1 }, week: { weeks: 1 }, agenda: { weeks: 1 }, month: { months: 1 } }[span];
  return (by > 0 ? plain(day).add(step) : plain(day).subtract(step)).toString();
}

/** Whether a text is a day of the calendar between the years 1 and 9999: "2026-11-20". */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001-02-01' || text > '9999-11-30') return false;
  try {
    return plain(text).toString() === text;
  } catch {
    return false;
  }
}
