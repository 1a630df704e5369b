import { weekDayOf, type WeekDay } from '../../../kernel/calendar/calendar-days.ts';
import { addDays } from '../../../kernel/days.ts';

/** A legal public holiday of a year. `observedOn` differs from `day` where the day falls on a weekend. */
export type FederalHoliday = { readonly name: string; readonly day: string; readonly observedOn: string };

type HolidayRule = { readonly name: string; readonly since?: number; readonly month: string } & (
  | { readonly date: string }
  /** The one day of the week among the seven dates from `from`: the third Monday is the one from the 15th to the 21st. */
  | { readonly weekDay: WeekDay; readonly from: number }
);

/** 5 U.S.C. 6103(a), in the order of the year. Juneteenth: Public Law 117-17, in force on 17 June 2021. */
const holidayRules: readonly HolidayRule[] = [
  { name: 'New Year’s Day', month: '01', date: '01' },
  { name: 'Birthday of Martin Luther King, Jr.', month: '01', weekDay: 1, from: 15 },
  { name: 'Washington’s Birthday', month: '02', weekDay: 1, from: 15 },
  { name: 'Memorial Day', month: '05', weekDay: 1, from: 25 },
  { name: 'Juneteenth National Independence Day', month: '06', date: '19', since: 2021 },
  { name: 'Independence Day', month: '07', date: '04' },
  { name: 'Labor Day', month: '09', weekDay: 1, from: 1 },
  { name: 'Columbus Day', month: '10', weekDay: 1, from: 8 },
  { name: 'Veterans Day', month: '11', date: '11' },
  { name: 'Thanksgiving Day', month: '11', weekDay: 4, from: 22 },
  { name: 'Christmas Day', month: '12', date: '25' },
];

const saturday = 6;
const sunday = 7;

const isInForce = ({ since = 0 }: HolidayRule, day: string): boolean => Number(day.slice(0, 4)) >= since;

function fallsOn(rule: HolidayRule, day: string): boolean {
  if (rule.month !== day.slice(5, 7) || !isInForce(rule, day)) return false;
  if ('date' in rule) return rule.date === day.slice(8);
  const date = Number(day.slice(8));
  return date >= rule.from && date < rule.from + 7 && weekDayOf(day) === rule.weekDay;
}

/**
 * Returns the name of the legal public holiday on this day, or `undefined`. A holiday with a fixed date is on that date
 * also where it falls on a weekend. Inauguration Day is not among them: it is a holiday by 5 U.S.C. 6103(c).
 * Source: 5 U.S.C. 6103(a).
 */
export const legalHolidayOn = (day: string): string | undefined =>
  holidayRules.find((rule) => fallsOn(rule, day))?.name;

/** The Friday before a holiday on a Saturday, and the Monday after one on a Sunday. */
const observedDay = (day: string): string => {
  const weekDay = weekDayOf(day);
  return weekDay === saturday ? addDays(day, -1) : weekDay === sunday ? addDays(day, 1) : day;
};

/**
 * Returns the name of the holiday that federal offices observe on this day, or `undefined`. Source: 5 U.S.C. 6103(b)(1)
 * (a Saturday's holiday on the Friday before), Executive Order 11582, section 3(a) (a Sunday's on the Monday after).
 */
export function observedHolidayOn(day: string): string | undefined {
  const weekDay = weekDayOf(day);
  if (weekDay >= saturday) return undefined;
  const beside = weekDay === 5 ? addDays(day, 1) : weekDay === 1 ? addDays(day, -1) : day;
  return legalHolidayOn(day) ?? legalHolidayOn(beside);
}

/** Returns the legal public holidays of a year in order: ten, and eleven since 2021. Source: 5 U.S.C. 6103(a). */
export function federalHolidaysOf(year: number): readonly FederalHoliday[] {
  return holidayRules.flatMap((rule) => {
    const month = `${String(year).padStart(4, '0')}-${rule.month}`;
    const dates = 'date' in rule ? [rule.date] : Array.from({ length: 7 }, (_, n) => String(rule.from + n));
    return dates
      .map((date) => `${month}-${date.padStart(2, '0')}`)
      .filter((day) => fallsOn(rule, day))
      .map((day) => ({ name: rule.name, day, observedOn: observedDay(day) }));
  });
}
