import { Temporal } from 'temporal-polyfill';

/** The time that a clock on the wall shows: a day, and the minutes since its midnight (0 to 1439). */
export type WallTime = { readonly day: string; readonly minute: number };

/** The minutes of a day without a change of clocks. A clock shows no other times. */
export const minutesOfDay = 1_440;

const written = (instant: Temporal.Instant): string => instant.toString({ fractionalSecondDigits: 3 });

/** Returns the day and minute that a clock in the zone shows at this instant. Seconds are dropped. */
export function wallTimeOf(instant: string, timeZone: string): WallTime {
  const shown = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
  return { day: shown.toPlainDate().toString(), minute: shown.hour * 60 + shown.minute };
}

/**
 * Returns the instant at which a clock in the zone shows this time, in the form of records' instants. Minutes outside of the day
 * count into the day before or after. Where the clocks go forward over the time, it is the same time before the change plus the
 * gap: 02:30 becomes 03:30. Where the clock shows the time twice, it is the first.
 */
export function instantOf({ day, minute }: WallTime, timeZone: string): string {
  const wall = Temporal.PlainDate.from(day).toPlainDateTime().add({ minutes: minute });
  return written(wall.toZonedDateTime(timeZone).toInstant());
}

/**
 * Returns the instant at which a clock in a zone shows a time of day, "09:15", in the form of records' instants. A time that
 * a change to summer time skips gives the moment after the gap; of a time that occurs twice it is the first.
 */
export function instantAt(day: string, time: string, timeZone: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return instantOf({ day, minute: hours * 60 + minutes }, timeZone);
}

/** Returns the instant that is this many minutes later. Real minutes: a change of clocks in between does not matter. */
export const minutesLater = (instant: string, minutes: number): string =>
  written(Temporal.Instant.from(instant).add({ minutes }));

/** Returns the instant this many days later at which a clock in the zone shows the same time; rules of `instantOf`. */
export const sameTimeDaysLater = (instant: string, days: number, timeZone: string): string =>
  written(Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).add({ days }).toInstant());

/** Returns the whole minutes from one instant to another; negative where the second is earlier. */
export const minutesBetween = (from: string, to: string): number =>
  Math.floor((Temporal.Instant.from(to).epochMilliseconds - Temporal.Instant.from(from).epochMilliseconds) / 60_000);

/** A change of clocks on a day: the times from `from` to `to` that a clock does not show, or shows twice. */
export type ClockChange = { readonly kind: 'skipped' | 'repeated'; readonly from: number; readonly to: number };

/** Returns the change of clocks in a zone on this day; `undefined` for a day of 24 hours. */
export function clockChangeOn(day: string, timeZone: string): ClockChange | undefined {
  const start = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone });
  const change = start.subtract({ nanoseconds: 1 }).getTimeZoneTransition('next');
  if (!change) return undefined;
  const before = change.subtract({ nanoseconds: 1 });
  const shift = Math.round((change.offsetNanoseconds - before.offsetNanoseconds) / 60_000_000_000);
  if (shift === 0) return undefined;
  // The change itself is at the first instant after it. The wall time without the change names the day to which it belongs.
  const wall = change.toInstant().add({ nanoseconds: before.offsetNanoseconds }).toZonedDateTimeISO('UTC');
  const at = wall.hour * 60 + wall.minute;
  const [from, to] = shift > 0 ? [at, at + shift] : [at + shift, at];
  if (wall.toPlainDate().toString() !== day || from < 0) return undefined;
  return { kind: shift > 0 ? 'skipped' : 'repeated', from, to: Math.min(to, minutesOfDay) };
}

/** Returns a zone's distance from UTC at an instant, in minutes: 345 for Kathmandu. */
export const offsetMinutes = (instant: string, timeZone: string): number =>
  Math.round(Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).offsetNanoseconds / 60_000_000_000);

/** Whether the clock in a zone shows the time of this instant for the second time on its day. */
export function isSecondShowing(instant: string, timeZone: string): boolean {
  const shown = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
  return Temporal.Instant.compare(shown.toPlainDateTime().toZonedDateTime(timeZone).toInstant(), shown.toInstant()) < 0;
}
