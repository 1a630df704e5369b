import { addDays } from '../../../kernel/days.ts';
import { type BusinessCalendar, whyNotBusinessDay } from './business-calendar.ts';

/** A day that was not counted, and why: "Thanksgiving Day". */
export type SkippedDay = { readonly day: string; readonly reason: string };

/** The result of a count: its day, and the days counted and skipped on the way, in the order of the calendar. */
export type CountedDays = {
  readonly day: string;
  readonly counted: readonly string[];
  readonly skipped: readonly SkippedDay[];
};

/** Walks day by day until `count` business days are found. `step` 1 goes forward, -1 back. The first day is not counted. */
function walk(
  day: string,
  count: number,
  { step, calendar }: { readonly step: 1 | -1; readonly calendar: BusinessCalendar },
): CountedDays {
  const counted: string[] = [];
  const skipped: SkippedDay[] = [];
  let at = day;
  while (counted.length < count) {
    at = addDays(at, step);
    const reason = whyNotBusinessDay(calendar, at);
    if (reason === undefined) counted.push(at);
    else skipped.push({ day: at, reason });
  }
  return step > 0 ? { day: at, counted, skipped } : { day: at, counted: counted.reverse(), skipped: skipped.reverse() };
}

/**
 * Returns the business day number `count` after a day; 0 gives the day itself. The day itself is not counted, whatever
 * day it is. Source: comment 19(e)(1)(iii)-1: of an application on a Monday, the third business day is Thursday.
 * Contract: a valid day, a whole count of 0 or more, and a calendar with an open day; not rechecked.
 */
export const businessDayAfter = (day: string, count: number, calendar: BusinessCalendar): CountedDays =>
  walk(day, count, { step: 1, calendar });

/**
 * Returns the latest business day from which `count` business days lead to a day or to an earlier one: the last day for
 * something that must happen `count` business days before. Where the day itself is no business day, the count is that of
 * the business day before it. Source: comment 19(f)(1)(ii)-1: three business days before a Thursday is Monday; comment
 * 19(f)(1)(iii)-1: the waiting period ends on the third business day following receipt.
 * Contract: as for `businessDayAfter`, with a count of 1 or more.
 */
export function businessDayBefore(day: string, count: number, calendar: BusinessCalendar): CountedDays {
  const reason = whyNotBusinessDay(calendar, day);
  if (reason === undefined) return walk(day, count, { step: -1, calendar });
  const back = walk(day, count + 1, { step: -1, calendar });
  return { day: back.day, counted: back.counted.slice(0, count), skipped: [...back.skipped, { day, reason }] };
}

/** Returns the business days after one day up to and with another, and the skipped ones. None where the second is not later. */
export function businessDaysBetween(from: string, to: string, calendar: BusinessCalendar): CountedDays {
  const counted: string[] = [];
  const skipped: SkippedDay[] = [];
  for (let at = addDays(from, 1); at <= to; at = addDays(at, 1)) {
    const reason = whyNotBusinessDay(calendar, at);
    if (reason === undefined) counted.push(at);
    else skipped.push({ day: at, reason });
  }
  return { day: to, counted, skipped };
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Returns a day in short words: "26 Nov". The year is left out: counts span days, not years. */
const shortDay = (day: string): string => `${Number(day.slice(8))} ${monthNames[Number(day.slice(5, 7)) - 1] ?? ''}`;

/** Returns days in words for a person: "24 Nov, 25 Nov". */
export const daysInWords = (days: readonly string[]): string => days.map(shortDay).join(', ');

/** Returns skipped days in words for a person, one a line: "26 Nov: Thanksgiving Day". */
export const skippedInWords = (skipped: readonly SkippedDay[]): string =>
  skipped.map(({ day, reason }) => `${shortDay(day)}: ${reason}`).join('\n');
