import { isCalendarDay } from '../../../kernel/calendar/calendar-days.ts';
import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { inputLabel } from './input-labels.ts';

/** The largest amount in cents: one billion. Chosen: no home loan is larger, and sums of 1,300 payments stay exact in a number. */
export const mostAmountCents = 100_000_000_000;
/** The highest yearly rate in percent. Chosen: far above every mortgage, so that 65 typed for 6.5 is refused. */
export const mostRate = 30;
/** The longest term in months: 50 years. Chosen: above the 40 years of the longest modified loans. */
export const mostTermMonths = 600;
/** Chosen: a loan may run for 50 years after the latest day, and every day still has four digits of year. */
const [earliestDay, latestDay] = ['1900-01-01', '2199-12-31'];

/** Returns the answer of a calculation that cannot be made: the field to correct, and a sentence that says what would be right. */
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

/** The allowed values, both bounds included, and the words that begin the message. Left out: the label of the field's name. */
type Allowed<V> = { readonly least: V; readonly most: V; readonly called?: string };

/**
 * Checks named amounts in whole cents, and returns the first fault. Bounds are in cents. An absent amount passes: its field is
 * not required.
 */
export function amountFault<Name extends string>(
  amounts: Readonly<Partial<Record<Name, number | undefined>>>,
  { least = 0, most = mostAmountCents, called }: Partial<Allowed<number>> = {},
): Cannot<Name> | undefined {
  for (const [name, cents] of Object.entries<number | undefined>(amounts)) {
    if (cents === undefined || (Number.isInteger(cents) && cents >= least && cents <= most)) continue;
    const message = `${called ?? inputLabel(name)} must be between ${centsText(least)} and ${centsText(most)}, in whole cents.`;
    return cannot(name as Name, message); // a key of `amounts`
  }
  return undefined;
}

/** Checks a rate or another percentage. */
export function rateFault<Name extends string>(
  field: Name,
  percent: number,
  { least = 0, most = mostRate, called = inputLabel(field) }: Partial<Allowed<number>> = {},
): Cannot<Name> | undefined {
  if (percent >= least && percent <= most) return undefined; // false for NaN
  return cannot(field, `${called} must be between ${String(least)} and ${String(most)} percent.`);
}

/** Checks a whole number. */
export function countFault<Name extends string>(
  field: Name,
  count: number,
  { least, most, called = inputLabel(field) }: Allowed<number>,
): Cannot<Name> | undefined {
  if (Number.isInteger(count) && count >= least && count <= most) return undefined;
  return cannot(field, `${called} must be a whole number between ${String(least)} and ${String(most)}.`);
}

/** Checks a number of months: from 1 to `mostTermMonths`, where no other bounds are given. */
export const monthsFault = <Name extends string>(
  field: Name,
  months: number,
  allowed: Partial<Allowed<number>> = {},
): Cannot<Name> | undefined => countFault(field, months, { least: 1, most: mostTermMonths, ...allowed });

/** Checks a day. An absent day passes: its field is not required. */
export function dayFault<Name extends string>(
  field: Name,
  day: string | undefined,
  { least = earliestDay, most = latestDay, called = inputLabel(field) }: Partial<Allowed<string>> = {},
): Cannot<Name> | undefined {
  if (day === undefined) return undefined;
  if (!isCalendarDay(day)) return cannot(field, `${called} is not a day of the calendar. Write it as 2026-11-30.`);
  return day >= least && day <= most ? undefined : cannot(field, `${called} must be between ${least} and ${most}.`);
}

/** Checks the order of two days. `sentence` says what would be right. An absent day passes. */
export const orderFault = <Name extends string>(
  earlier: string | undefined,
  later: string | undefined,
  { field, sentence }: { readonly field: Name; readonly sentence: string },
): Cannot<Name> | undefined =>
  earlier !== undefined && later !== undefined && later < earlier ? cannot(field, sentence) : undefined;
