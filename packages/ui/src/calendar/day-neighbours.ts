import { minutesBetween, minutesLater, wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import type { Formats } from '../formats/formats.ts';
import { type CalendarEvent, drawnMinutes, type EventTime, isBar } from './calendar-model.ts';

/** An event beside a time, and the minutes for which both overlap, or those that are free before the event begins. */
export type Neighbour = {
  readonly how: 'overlaps' | 'follows';
  readonly event: CalendarEvent;
  readonly minutes: number;
};

type Timed = CalendarEvent & { readonly time: Extract<EventTime, { readonly isAllDay: false }> };

/** Whether an event takes up time of its day: it has hours and a length of its own. */
const takesTime = (event: CalendarEvent): event is Timed =>
  !event.time.isAllDay && !isBar(event.time) && event.canResize && event.look === 'event';

const endOf = ({ time }: Pick<Timed, 'time'>): string => minutesLater(time.start, drawnMinutes(time));

/**
 * Returns, for each event that begins before an earlier one of its day ends, that earlier one. `events` are those of one day, in
 * the order of their beginnings. Tasks and whole days take up no time.
 */
export function overlapsOf(events: readonly CalendarEvent[]): ReadonlyMap<string, Neighbour> {
  const found = new Map<string, Neighbour>();
  let longest: Timed | undefined;
  for (const event of events) {
    if (!takesTime(event)) continue;
    if (longest !== undefined && endOf(longest) > event.time.start) {
      const end = endOf(event) < endOf(longest) ? endOf(event) : endOf(longest);
      found.set(event.id, { how: 'overlaps', event: longest, minutes: minutesBetween(event.time.start, end) });
    }
    if (longest === undefined || endOf(event) > endOf(longest)) longest = event;
  }
  return found;
}

/**
 * Returns the event with which a time overlaps, or else the next one on its day. `id`: the event that gets this time. A time without
 * a length overlaps with nothing. Undefined for whole days, and where no further event takes up time on that day.
 */
export function neighbourOf(
  { id, time }: { readonly id: string; readonly time: EventTime },
  events: readonly CalendarEvent[],
  timeZone: string,
): Neighbour | undefined {
  if (time.isAllDay || isBar(time)) return undefined;
  const { start } = time;
  const end = minutesLater(start, time.minutes ?? 0);
  const day = (at: string) => wallTimeOf(at, timeZone).day;
  let next: Timed | undefined;
  for (const event of events) {
    if (!takesTime(event) || event.id === id) continue;
    const from = event.time.start > start ? event.time.start : start;
    const to = endOf(event) < end ? endOf(event) : end;
    if (from < to) return { how: 'overlaps', event, minutes: minutesBetween(from, to) };
    if (event.time.start >= end && (next === undefined || event.time.start < next.time.start)) next = event;
  }
  if (next === undefined || day(next.time.start) !== day(start)) return undefined;
  return { how: 'follows', event: next, minutes: minutesBetween(end, next.time.start) };
}

/** "Overlaps Terms by 30 min", "30 min left free before Terms, 11:00" */
export function neighbourText({ how, event, minutes }: Neighbour, formats: Formats): string {
  const length = formats.duration(minutes * 60);
  if (how === 'overlaps') return `Overlaps ${event.title} by ${length}`;
  const start = event.time.isAllDay ? '' : `, ${formats.time(event.time.start)}`;
  return minutes === 0 ? `Followed by ${event.title}${start}` : `${length} left free before ${event.title}${start}`;
}
