import type { Formats } from '@outpost/ui/formats/formats';

const dayMs = 86_400_000;

/**
 * Formats a day or an instant as short as possible while it is still clear: "today 15:30", "tomorrow", "Fri 9:30", "4 Dec". A day
 * has no time. `now` in milliseconds.
 */
export function shortWhen(at: string, now: number, formats: Formats): string {
  const today = formats.dayOf(now);
  const isDay = at.length === today.length;
  const day = isDay ? at : formats.dayOf(at);
  const time = isDay ? '' : ` ${formats.time(at)}`;
  const away = Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / dayMs);
  if (away === 0) return `today${time}`;
  if (away === 1) return 'tomorrow';
  if (away === -1) return 'yesterday';
  const long = formats.day(day, today);
  return away > 1 && away < 7 ? `${long.split(/[\s,]/)[0] ?? long}${time}` : long;
}
