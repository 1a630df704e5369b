import { isCalendarDay } from '../../../kernel/calendar/calendar-days.ts';
import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { labelFrom } from '../../../kernel/entities/entity.ts';

/** Chosen: $10 billion in cents. The sum of 500 such amounts is still an exact number. */
export const mostAmountCents = 1_000_000_000_000;

/** Chosen: no lender charges more per year. A larger number is a slip such as 650 for 6.5. */
export const mostYearlyPercent = 40;

/** Returns a refusal: the field to correct, and a sentence that says what would be right. */
export const unable = <Name extends string>(field: Name, message: string): Cannot<Name> => ({
  cannot: { message, field },
});

/**
 * Returns a refusal for the first of the named amounts that is not whole cents from 0 to `mostAmountCents`. An absent amount
 * passes.
 */
export function unableForAmounts<Name extends string>(
  amounts: Readonly<Partial<Record<Name, number | undefined>>>,
): Cannot<Name> | undefined {
  for (const [name, amount] of Object.entries<number | undefined>(amounts)) {
    if (amount === undefined) continue;
    const field = name as Name; // a key of `amounts`
    if (!Number.isSafeInteger(amount)) return unable(field, `${labelFrom(name)} must be in whole cents.`);
    if (amount < 0) return unable(field, `${labelFrom(name)} must not be negative.`);
    if (amount > mostAmountCents) return unable(field, `${labelFrom(name)} must be at most $10 billion.`);
  }
  return undefined;
}

/** Returns a refusal for the first of the named amounts that is 0. Call it after `unableForAmounts`. */
export function unableForZero<Name extends string>(amounts: Readonly<Record<Name, number>>): Cannot<Name> | undefined {
  for (const [name, amount] of Object.entries<number>(amounts))
    if (amount === 0) return unable(name as Name, `${labelFrom(name)} must be more than zero.`); // a key of `amounts`
  return undefined;
}

/** Returns a refusal for a rate that is not from 0 to `most` percent per year. */
export function unableForRate<Name extends string>(
  field: Name,
  percent: number,
  most = mostYearlyPercent,
): Cannot<Name> | undefined {
  return percent >= 0 && percent <= most
    ? undefined
    : unable(field, `${labelFrom(field)} must be from 0 to ${most} percent, such as 6.5.`);
}

/** Returns a refusal for a text that is not a day. */
export function unableForDay<Name extends string>(field: Name, day: string): Cannot<Name> | undefined {
  return isCalendarDay(day) ? undefined : unable(field, `${labelFrom(field)} must be a day, such as 2026-11-30.`);
}

/** Returns a refusal for a number that is not whole or not in its bounds. */
export function unableForCount<Name extends string>(
  field: Name,
  count: number,
  { least, most }: { readonly least: number; readonly most: number },
): Cannot<Name> | undefined {
  return Number.isInteger(count) && count >= least && count <= most
    ? undefined
    : unable(field, `${labelFrom(field)} must be a whole number from ${least} to ${most}.`);
}
