import { Temporal } from 'temporal-polyfill';

/**
 * Returns the text of a day, limited to the years 1 to 9999: keys are compared as text, so a year must have four
 * digits.
 */
export const dayText = (day: Temporal.PlainDate): string =>
  day.year < 1 ? '0001-01-01' : day.year > 9999 ? '9999-12-31' : day.toString();

/** More days than there are between the years 1 and 9999. */
const mostDays = 4_000_000;

/** Returns the day some days later, or earlier for a negative number. */
export const addDays = (day: string, days: number): string =>
  dayText(Temporal.PlainDate.from(day).add({ days: Math.max(-mostDays, Math.min(mostDays, days)) }));

/** Returns the days from one day to another; negative where the second is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days;

/** Returns the instant at which a day begins in a zone, in the form of records' instants. */
export function startOfDay(day: string, timeZone: string): string {
  const written = Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
  return written.startsWith('+') ? '9999-12-31T23:59:59.999Z' : written; // a year of five digits would sort before one of four
}

/** Returns a day in words, "2 October 2026". */
export const dayWords = (day: string): string =>
  Temporal.PlainDate.from(day).toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
