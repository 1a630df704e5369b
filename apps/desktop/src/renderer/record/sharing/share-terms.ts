import { daySpansLater } from '@outpost/domain/kernel/calendar/calendar-days';
import { instantOf, minutesOfDay, wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';

/** How long a share lasts: without an end, for a time from now, or to the end of a day. */
export const shareTerms = [
  { value: 'none', label: 'No end' },
  { value: 'day', label: '1 day' },
  { value: 'week', label: '1 week' },
  { value: 'month', label: '1 month' },
  { value: 'date', label: 'A date' },
] as const;
export type ShareTerm = (typeof shareTerms)[number]['value'];
export const shareTermOf = (text: string): ShareTerm => shareTerms.find(({ value }) => value === text)?.value ?? 'none';

type Clock = { readonly nowMs: number; readonly timeZone: string };

/** Returns the instant at which a share ends that begins now; undefined without an end. */
export function endOfTerm(term: Exclude<ShareTerm, 'date'>, { nowMs, timeZone }: Clock): string | undefined {
  if (term === 'none') return undefined;
  const { day, minute } = wallTimeOf(new Date(nowMs).toISOString(), timeZone);
  return instantOf({ day: daySpansLater(term, day, 1), minute }, timeZone);
}

/** Returns the last minute of a day: a share until a date includes that day. */
export const endOfDay = (day: string, timeZone: string): string =>
  instantOf({ day, minute: minutesOfDay - 1 }, timeZone);
