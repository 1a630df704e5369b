import { isCalendarDay } from '../../../kernel/calendar/calendar-days.ts';
import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';

/**
 * The days for which the business calendars are checked. Before 2010 the Board's Regulation Z applied, and after 2099
 * nobody knows the holidays.
 */
const firstDay = '2010-01-01';
const lastDay = '2099-12-31';

/** Returns the answer for a value that is no day from 2010 to 2099, or `undefined`. `called` begins the sentence. */
export function dayProblem<F extends string>(day: string, field: F, called: string): Cannot<F> | undefined {
  if (!isCalendarDay(day))
    return { cannot: { message: `${called} is not a day of the calendar. Write it as 2026-11-30.`, field } };
  if (day < firstDay || day > lastDay)
    return { cannot: { message: `${called} is outside of the years 2010 to 2099.`, field } };
  return undefined;
}

/** Returns the first of some answers that is a problem. */
export const firstProblem = <F extends string>(
  ...problems: readonly (Cannot<F> | undefined)[]
): Cannot<F> | undefined => problems.find((problem) => problem !== undefined);

/** Returns the answer for two days in the wrong order, or `undefined`. `sentence` says what would be right. */
export const orderProblem = <F extends string>(
  earlier: string | undefined,
  later: string | undefined,
  { field, sentence }: { readonly field: F; readonly sentence: string },
): Cannot<F> | undefined =>
  earlier !== undefined && later !== undefined && later < earlier
    ? { cannot: { message: sentence, field } }
    : undefined;
