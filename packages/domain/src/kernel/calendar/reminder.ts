import { Temporal } from 'temporal-polyfill';
import { instantAt } from './wall-time.ts';

/**
 * The choices of when to remind of a scheduled record, as ISO 8601 durations before its time. Hours are real time. Days are days of
 * the calendar: "1 day before" 09:00 is 09:00, also where the clocks change between.
 */
export const reminderChoices = [
  { value: 'PT0M', label: 'When it is time' },
  { value: 'PT5M', label: '5 minutes before' },
  { value: 'PT15M', label: '15 minutes before' },
  { value: 'PT30M', label: '30 minutes before' },
  { value: 'PT1H', label: '1 hour before' },
  { value: 'PT2H', label: '2 hours before' },
  { value: 'P1D', label: '1 day before' },
  { value: 'P2D', label: '2 days before' },
  { value: 'P1W', label: '1 week before' },
] as const;

/** Chosen: a day has no time of its own, and people look at a day in the morning. */
const timeOfDays = '08:00';

/** Returns the instant of a scheduled value: an instant as it is, a day at 08:00 in the zone. Undefined for any other value. */
export function instantOfSchedule(value: unknown, timeZone: string): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.length === 10 ? instantAt(value, timeOfDays, timeZone) : value;
}

/** Whether a text is a duration by which a reminder can come before the time of its record: "PT15M", "P1D". */
export function isReminderTime(text: string): boolean {
  try {
    return Temporal.Duration.from(text).sign >= 0;
  } catch {
    return false;
  }
}

/**
 * Returns the instant at which to remind of a record. `at`: the instant of its schedule; `before`: one of the durations above.
 * Where the clocks skip the time, it is the moment after the gap; of a time that occurs twice it is the first.
 */
export function reminderAt({ at, before }: { readonly at: string; readonly before: string }, timeZone: string): string {
  return Temporal.Instant.from(at)
    .toZonedDateTimeISO(timeZone)
    .subtract(Temporal.Duration.from(before))
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
}
