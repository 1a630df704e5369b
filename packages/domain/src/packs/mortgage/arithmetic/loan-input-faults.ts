import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { isCalendarDay } from '../../../kernel/calendar/calendar-days.ts';

/** The largest amount in cents: one billion. Chosen: no home loan is larger, and sums of 1,300 payments stay exact in a number. */
const mostCents = 100_000_000_000;
/** The highest yearly rate in percent. Chosen: far above every mortgage, so that 65 typed for 6.5 is refused. */
export const mostRate = 30;
/** The longest term in months: 50 years. Chosen: above the 40 years of the longest modified loans. */
export const mostTermMonths = 600;

/** Returns the answer of a calculation that cannot be made. */
export const cannot = <Name extends string>(field: Name, message: string): Cannot<Name> => ({
  cannot: { message, field },
});

/** Whether a function answered that it cannot be computed. */
export const isCannot = (answer: object): answer is Cannot => 'cannot' in answer;

/** Returns an amount in cents as text for messages: 189620 is "1,896.20". */
export function centsText(cents: number): string {
  const [whole = '', part = ''] = (Math.abs(cents) / 100).toFixed(2).split('.');
  return `${cents < 0 ? '-' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${part}`;
}

type Bounds = { readonly least: number; readonly most: number };

/** Checks an amount in whole cents. The bounds are in cents and belong to the allowed values. */
export function amountFault<Name extends string>(
  field: Name,
  cents: number,
  { least = 0, most = mostCents }: Partial<Bounds> = {},
): Cannot<Name> | undefined {
  if (Number.isInteger(cents) && cents >= least && cents <= most) return undefined;
  return cannot(field, `The amount must be between ${centsText(least)} and ${centsText(most)}, in whole cents.`);
}

/** Checks a rate in percent. */
export function rateFault<Name extends string>(
  field: Name,
  percent: number,
  { least = 0, most = mostRate }: Partial<Bounds> = {},
): Cannot<Name> | undefined {
  if (percent >= least && percent <= most) return undefined; // false for NaN
  return cannot(field, `The rate must be between ${String(least)} and ${String(most)} percent.`);
}

/** Checks a number of months. */
export function monthsFault<Name extends string>(
  field: Name,
  months: number,
  { least = 1, most = mostTermMonths }: Partial<Bounds> = {},
): Cannot<Name> | undefined {
  if (Number.isInteger(months) && months >= least && months <= most) return undefined;
  return cannot(field, `The number of months must be a whole number between ${String(least)} and ${String(most)}.`);
}

const earliestDay = '1900-01-01';
const latestDay = '2199-12-31';

/** Checks a day. Chosen bounds: a loan may run for 50 years after the latest day, and every day still has four digits of year. */
export function dayFault<Name extends string>(field: Name, day: string): Cannot<Name> | undefined {
  if (isCalendarDay(day) && day >= earliestDay && day <= latestDay) return undefined;
  return cannot(field, `The day must be between ${earliestDay} and ${latestDay}, written as 2026-11-30.`);
}
