import { daysBetween } from '../../../kernel/days.ts';
import { monthsAfter } from '../inputs/day-months.ts';

/**
 * The unit-period of a loan: the interval of its payments (Regulation Z, 12 CFR part 1026, Appendix J (b)(4)(i)). A month, a semimonth
 * or a week, or several months (at most 12) or weeks.
 */
export type UnitPeriod =
  { readonly unit: 'month' | 'week'; readonly count: number } | { readonly unit: 'semimonth'; readonly count: 1 };

/** A number of unit-periods: full ones, and a fraction of one, `part` ÷ `of`. The fraction may be a whole one: 30 days of 30. */
export type UnitPeriods = { readonly full: number; readonly part: number; readonly of: number };

/** An exact number of unit-periods in a year: `over` ÷ `under`. */
export type PeriodsPerYear = { readonly over: number; readonly under: number };

/** Returns the unit-periods in a year (Appendix J (b)(5)(ii) to (v)). */
export function periodsInYear({ unit, count }: UnitPeriod): PeriodsPerYear {
  if (unit === 'semimonth') return { over: 24, under: 1 };
  return { over: unit === 'month' ? 12 : 52, under: count };
}

/** The days of a month in the counts of Appendix J (b)(5)(ii) and (iii). */
const daysOfMonth = 30;
const daysOfYear = 365;

/** Full months measured back from the later day, and the days from the earlier day to the first of them. */
function monthsBack(from: string, to: string) {
  const around = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7)); // prettier-ignore
  const months = monthsAfter(to, -around) >= from ? around : around - 1;
  return { months, days: daysBetween(from, monthsAfter(to, -months)) };
}

/**
 * Returns the unit-periods from one day to a later one (Appendix J (b)(5)). The caller passes `from` before or equal to `to`.
 *
 * - Months, semimonths and multiples of a month: 30 times the full months measured back from the later day, plus the days left,
 *   divided by the days of a unit-period (30, 15 or 30 times the multiple).
 * - A year: the full years measured back. What is left counts in twelfths where it is whole months, otherwise in days of 365.
 * - Weeks: the days divided by those of a unit-period.
 */
export function unitPeriodsBetween(from: string, to: string, period: UnitPeriod): UnitPeriods {
  if (period.unit === 'week') return divided(daysBetween(from, to), 7 * period.count);
  const { months, days } = monthsBack(from, to);
  if (period.unit === 'month' && period.count === 12) return yearsBetween(from, to, months, days);
  return divided(daysOfMonth * months + days, period.unit === 'semimonth' ? 15 : daysOfMonth * period.count);
}

const divided = (days: number, of: number): UnitPeriods => ({ full: Math.floor(days / of), part: days % of, of });

function yearsBetween(from: string, to: string, months: number, days: number): UnitPeriods {
  const full = Math.floor(months / 12);
  if (days === 0) return { full, part: months % 12, of: 12 };
  return { full, part: daysBetween(from, monthsAfter(to, -12 * full)), of: daysOfYear };
}

/**
 * Returns the unit-periods of a loan that is repaid in one payment, and how many of them are in a year (Appendix J (b)(4)(ii),
 * (b)(5)(v) to (vii)). A term below a year is one unit-period: a whole number of months, or of days of 365. A longer one is
 * measured in years.
 */
export function singlePaymentPeriods(
  from: string,
  to: string,
): { readonly periods: UnitPeriods; readonly perYear: PeriodsPerYear } {
  const { months, days } = monthsBack(from, to);
  if (months >= 12) return { periods: yearsBetween(from, to, months, days), perYear: { over: 1, under: 1 } };
  const one = { full: 1, part: 0, of: 1 };
  if (days === 0) return { periods: one, perYear: { over: 12, under: months } };
  return { periods: one, perYear: { over: daysOfYear, under: daysBetween(from, to) } };
}
