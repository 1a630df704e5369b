import { monthOf, monthsLater } from '../../../kernel/access/record-age.ts';
import { addDays } from '../../../kernel/days.ts';

/** The days that every month has. */
const surelyInMonth = 28;

/**
 * Returns the day that is a number of months later, or earlier for a negative number. Where the month has no such day, it is the last
 * day of the month: 31 January and one month are 28 February.
 */
export function monthsAfter(day: string, months: number): string {
  const month = monthsLater(monthOf(day), months);
  const dayOfMonth = Number(day.slice(-2));
  if (dayOfMonth <= surelyInMonth) return `${month}-${day.slice(-2)}`;
  const last = Number(addDays(`${monthsLater(month, 1)}-01`, -1).slice(-2));
  return `${month}-${String(Math.min(dayOfMonth, last)).padStart(2, '0')}`;
}

/** Returns the first day of the month after a day's. */
export const firstOfNextMonth = (day: string): string => `${monthsLater(monthOf(day), 1)}-01`;
