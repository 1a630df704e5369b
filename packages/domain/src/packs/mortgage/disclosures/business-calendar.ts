import { weekDayOf, type WeekDay } from '../../../kernel/calendar/calendar-days.ts';
import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { legalHolidayOn, observedHolidayOn } from './federal-holidays.ts';
import { calendarDayFault } from './calendar-day-fault.ts';
import { cannot } from '../inputs/input-faults.ts';

/**
 * The days on which a creditor's offices are open to the public for substantially all of its business functions: the
 * general business days of Regulation Z, § 1026.2(a)(6), first sentence, and comment 2(a)(6)-1.
 */
export type OfficeDays = {
  /** The days of the week on which the offices are open. 1 is Monday. */
  readonly weekDays: readonly WeekDay[];
  /**
   * The federal holidays on which they are closed: on the dates of the law, on the days that federal offices observe,
   * or on none.
   */
  readonly holidays: 'dates' | 'observed' | 'none';
  /** Further days on which they are closed. */
  readonly closedOn: readonly string[];
};

/**
 * The office days of a creditor that has named none: Monday to Friday without the legal public holidays. A holiday's
 * observed day counts as open: that gives the earlier deadline, which is the safe one.
 */
export const usualOfficeDays: OfficeDays = { weekDays: [1, 2, 3, 4, 5], holidays: 'dates', closedOn: [] };

/**
 * The two calendars of Regulation Z, § 1026.2(a)(6). `specific`: all calendar days except Sundays and the legal public
 * holidays of 5 U.S.C. 6103(a). Comment 2(a)(6)-2: the observed day of a holiday with a fixed date is a business day.
 * Else: the general business days of a creditor.
 */
export type BusinessCalendar = 'specific' | OfficeDays;

const weekDayNames = ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/**
 * Returns why a day is no business day, in words for a person ("Thanksgiving Day", "Sunday"), or `undefined` for a
 * business day. Saturday, 19 June 2021 counts as a holiday in every period. For periods that began before 18 June 2021
 * it could also count as a business day; the Bureau's interpretive rule of 12 August 2021 (86 FR 44267) allows both.
 */
export function whyNotBusinessDay(calendar: BusinessCalendar, day: string): string | undefined {
  const weekDay = weekDayOf(day);
  if (calendar === 'specific') return legalHolidayOn(day) ?? (weekDay === 7 ? weekDayNames[7] : undefined);
  if (calendar.closedOn.includes(day)) return 'Office closed';
  const legal = calendar.holidays === 'none' ? undefined : legalHolidayOn(day);
  if (legal !== undefined) return legal;
  if (!calendar.weekDays.includes(weekDay)) return weekDayNames[weekDay];
  const observed = calendar.holidays === 'observed' ? observedHolidayOn(day) : undefined;
  return observed === undefined ? undefined : `${observed}, observed`;
}

const mostClosedDays = 1_000;

/** Returns what is wrong with office days: no open day, no day of the week, a closed day that is no day. */
export function officeDaysProblem({ weekDays, closedOn }: OfficeDays): Cannot<'officeDays'> | undefined {
  const refused = (message: string) => cannot('officeDays', message);
  if (weekDays.length === 0) return refused('The offices are open on no day of the week. Name at least one.');
  if (weekDays.some((day) => !Number.isInteger(day) || day < 1 || day > 7))
    return refused('A day of the week is a whole number from 1 (Monday) to 7 (Sunday).');
  if (closedOn.length > mostClosedDays) return refused(`The offices have more than ${mostClosedDays} closed days.`);
  for (const day of closedOn) {
    const problem = calendarDayFault('officeDays', day, 'A closed day');
    if (problem) return problem;
  }
  return undefined;
}
