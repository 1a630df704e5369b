import { instantOf, wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import { addDays } from '@outpost/domain/kernel/days';

/** Chosen: the minute of the day at which a snooze of days ends. */
const morning = 8 * 60;
const hourMs = 3_600_000;

/** A time until which a conversation can be snoozed. `words`: "tomorrow at 8:00". */
export type SnoozeTime = { readonly label: string; readonly until: string };

/** Returns the offered ends of a snooze, by the person's clock. `nowMs`: Unix milliseconds. */
export function snoozeTimes(nowMs: number, timeZone: string): readonly SnoozeTime[] {
  const { day } = wallTimeOf(new Date(nowMs).toISOString(), timeZone);
  const at = (days: number) => instantOf({ day: addDays(day, days), minute: morning }, timeZone);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const toMonday = weekday === 0 ? 1 : 8 - weekday;
  return [
    { label: 'For three hours', until: new Date(nowMs + 3 * hourMs).toISOString() },
    { label: 'Until tomorrow morning', until: at(1) },
    ...(toMonday > 1 ? [{ label: 'Until Monday morning', until: at(toMonday) }] : []),
    { label: 'For a week', until: at(7) },
  ];
}
