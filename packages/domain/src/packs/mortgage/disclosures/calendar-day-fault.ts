import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { dayFault } from '../inputs/input-faults.ts';

/**
 * The days for which the business calendars are checked. Before 2010 the Board's Regulation Z applied, and after 2099
 * nobody knows the holidays.
 */
const checkedDays = { least: '2010-01-01', most: '2099-12-31' };

/** Checks a day that a business calendar counts from or to. `called` begins the sentence. An absent day passes. */
export const calendarDayFault = <Name extends string>(
  field: Name,
  day: string | undefined,
  called: string,
): Cannot<Name> | undefined => dayFault(field, day, { ...checkedDays, called });
