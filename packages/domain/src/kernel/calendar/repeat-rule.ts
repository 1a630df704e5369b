import ICAL from 'ical.js';
import { listInWords } from '../text/list-in-words.ts';

/** The days of the week, as RFC 5545 names them. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof weekdays)[number];

/** A weekday of a month: the first to the fourth one, or the last one (-1). */
export type MonthWeekday = { readonly nth: 1 | 2 | 3 | 4 | -1; readonly weekday: Weekday };

/** How a record repeats: the part of RFC 5545's rules that people choose in a form. */
export type RepeatRule = {
  readonly unit: 'day' | 'week' | 'month' | 'year';
  /** The interval in units, from 1. */
  readonly every: number;
  /** Days of the week of a rule by weeks. Empty: the day of the record's time. */
  readonly days: readonly Weekday[];
  /** The day of a rule by months. Undefined: the day of the record's time. */
  readonly monthDay?: MonthWeekday | { readonly day: number };
  /** The last day, or how often it happens, this time included. Undefined: it does not end. */
  readonly ends?: { readonly until: string } | { readonly times: number };
};

/** The rule of a text, or the reason why the text is not a rule: a part of a sentence, without a full stop. */
export type ReadRepeat =
  { readonly ok: true; readonly rule: RepeatRule } | { readonly ok: false; readonly why: string };

/** E-3. Chosen: nobody repeats less often than every 99 units, or counts beyond 999. */
const [mostEvery, mostTimes] = [99, 999];

const units = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const;
const frequencies = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' } as const;
const known = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'UNTIL', 'COUNT', 'WKST']);

const isWeekday = (text: string): text is Weekday => (weekdays as readonly string[]).includes(text);
const refuse = (why: string): ReadRepeat => ({ ok: false, why });

/** Reads a rule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", as it is stored and as calendars write it. */
export function readRepeat(text: string): ReadRepeat {
  const names = text.split(';').map((part) => part.split('=')[0]?.trim().toUpperCase() ?? '');
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) return refuse(`"${unknown}" is not part of a rule that can be repeated here`);
  let read: ICAL.Recur;
  try {
    read = ICAL.Recur.fromString(text);
  } catch {
    return refuse('the rule cannot be read');
  }
  const unit = units[read.freq as keyof typeof units];
  if (!unit) return refuse('it repeats by days, weeks, months or years');
  const { interval: every, count, until } = read;
  // The library takes an interval of 0 for 1.
  if (/INTERVAL=0/i.test(text) || !Number.isInteger(every) || every < 1 || every > mostEvery)
    return refuse(`it repeats every 1 to ${mostEvery} times`);
  if (count && until) return refuse('it ends on a day or after a number of times, not both');
  if (count !== null && (!Number.isInteger(count) || count < 1 || count > mostTimes))
    return refuse(`it happens 1 to ${mostTimes} times`);
  const parts = read.parts as Readonly<Record<string, readonly (string | number)[] | undefined>>;
  const byDay = (parts['BYDAY'] ?? []).map(String);
  const byMonthDay = (parts['BYMONTHDAY'] ?? []).map(Number);
  const ends = until ? { until: dayOf(until) } : count ? { times: count } : undefined;
  const rule = { unit, every, days: [], ...(ends ? { ends } : {}) };
  if (unit === 'week' && byMonthDay.length === 0 && byDay.every(isWeekday))
    return { ok: true, rule: { ...rule, days: weekdays.filter((one) => byDay.includes(one)) } };
  if (byDay.length === 0 && byMonthDay.length === 0) return { ok: true, rule };
  if (unit !== 'month' || byDay.length + byMonthDay.length > 1)
    return refuse('weeks have days of the week, months have one day');
  const monthDay = byDay[0] === undefined ? dayOfMonth(byMonthDay[0]) : weekdayOfMonth(byDay[0]);
  return monthDay ? { ok: true, rule: { ...rule, monthDay } } : refuse('months have no such day');
}

const dayOfMonth = (day: number | undefined): { readonly day: number } | undefined =>
  day !== undefined && Number.isInteger(day) && (day === -1 || (day >= 1 && day <= 31)) ? { day } : undefined;

function weekdayOfMonth(text: string): MonthWeekday | undefined {
  const [, nth, weekday = ''] = /^([1-4]|-1)([A-Z]{2})$/.exec(text) ?? [];
  return nth !== undefined && isWeekday(weekday) ? { nth: Number(nth) as MonthWeekday['nth'], weekday } : undefined; // as matched
}

const dayOf = ({ year, month, day }: { readonly year: number; readonly month: number; readonly day: number }): string =>
  [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-');

/** Returns the rule as it is stored; the inverse of `readRepeat`. */
export function writeRepeat({ unit, every, days, monthDay, ends }: RepeatRule): string {
  return [
    `FREQ=${frequencies[unit]}`,
    ...(every === 1 ? [] : [`INTERVAL=${every}`]),
    ...(days.length === 0 ? [] : [`BYDAY=${days.join(',')}`]),
    ...(monthDay === undefined
      ? []
      : 'day' in monthDay
        ? [`BYMONTHDAY=${monthDay.day}`]
        : [`BYDAY=${monthDay.nth}${monthDay.weekday}`]),
    ...(ends === undefined
      ? []
      : 'until' in ends
        ? [`UNTIL=${ends.until.replaceAll('-', '')}`]
        : [`COUNT=${ends.times}`]),
  ].join(';');
}

const dayNames: Readonly<Record<Weekday, string>> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};
const nthNames: Readonly<Record<MonthWeekday['nth'], string>> = {
  1: 'first',
  2: 'second',
  3: 'third',
  4: 'fourth',
  [-1]: 'last',
};

/** Returns the name of a day of the week: "Monday". */
export const weekdayName = (day: Weekday): string => dayNames[day];

/** Returns a rule in words: "Every 2 weeks on Monday and Wednesday, until 31 Dec 2026". `dayText` writes a day. */
export function repeatWords(
  { unit, every, days, monthDay, ends }: RepeatRule,
  dayText: (day: string) => string,
): string {
  const often = every === 1 ? `Every ${unit}` : `Every ${every} ${unit}s`;
  const on =
    days.length > 0
      ? ` on ${listInWords(days.map(weekdayName))}`
      : monthDay === undefined
        ? ''
        : 'nth' in monthDay
          ? ` on the ${nthNames[monthDay.nth]} ${weekdayName(monthDay.weekday)}`
          : monthDay.day === -1
            ? ' on the last day'
            : ` on day ${monthDay.day}`;
  const end =
    ends === undefined
      ? ''
      : 'until' in ends
        ? `, until ${dayText(ends.until)}`
        : ends.times === 1
          ? ', this time for the last time'
          : `, ${ends.times} more times`;
  return `${often}${on}${end}`;
}
