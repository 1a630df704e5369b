import { minutesOfDay, wallTimeOf } from '../calendar/wall-time.ts';

/** A span of each day, in minutes since midnight. `until` before `from`: it ends on the next day. */
export type QuietHours = { readonly from: number; readonly until: number };

const timePattern = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Returns the minutes since midnight of a time of day, "18:00". Undefined for any other text. */
export function minuteOf(time: unknown): number | undefined {
  const match = typeof time === 'string' ? timePattern.exec(time) : null;
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

/** Returns the time of day of a minute: 1080 → "18:00". */
export const timeAtMinute = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Returns the quiet hours of a person's preferences. Undefined without two times of day that differ. */
export function quietHoursOf({
  quietFrom,
  quietUntil,
}: {
  readonly quietFrom?: unknown;
  readonly quietUntil?: unknown;
}): QuietHours | undefined {
  const [from, until] = [minuteOf(quietFrom), minuteOf(quietUntil)];
  return from === undefined || until === undefined || from === until ? undefined : { from, until };
}

/**
 * Whether an instant is in the quiet hours, by the clock of a time zone. They begin and end when the clock shows their times, so
 * a change of clocks makes one night longer or shorter.
 */
export function isQuiet({ from, until }: QuietHours, at: string, timeZone: string): boolean {
  const { minute } = wallTimeOf(at, timeZone);
  return (minute - from + minutesOfDay) % minutesOfDay < (until - from + minutesOfDay) % minutesOfDay;
}
