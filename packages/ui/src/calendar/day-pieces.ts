import { addDays, daysBetween } from '@outpost/domain/kernel/days';
import { minutesLater, minutesOfDay, wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import { type CalendarEvent, drawnMinutes, type EventTime, isBar } from './calendar-model.ts';

/** The part of an event on one day: minutes of that day as its clock shows them. */
export type DayPiece = {
  readonly event: CalendarEvent;
  readonly from: number;
  readonly to: number;
  readonly isStart: boolean;
  readonly isEnd: boolean;
};

/** The first and the last day of an event in a zone. An event that ends at midnight is not on the next day. */
export function daysOfEvent(time: EventTime, timeZone: string): { readonly first: string; readonly last: string } {
  if (time.isAllDay) return { first: time.day, last: addDays(time.day, Math.max(1, time.days) - 1) };
  const first = wallTimeOf(time.start, timeZone).day;
  const end = wallTimeOf(minutesLater(time.start, drawnMinutes(time)), timeZone);
  const last = end.minute === 0 && end.day > first ? addDays(end.day, -1) : end.day;
  return { first, last };
}

/**
 * Returns the pieces of the events among the hours, by day, in the order of their beginnings; longer ones first. The axis is the
 * clock on the wall. An event that ends, by the clock, before it began (the clocks went back meanwhile) is drawn with its real
 * length.
 */
export function piecesByDay(
  events: readonly CalendarEvent[],
  days: readonly string[],
  timeZone: string,
): ReadonlyMap<string, readonly DayPiece[]> {
  const byDay = new Map<string, DayPiece[]>(days.map((day) => [day, []]));
  for (const event of events) {
    const { time } = event;
    if (time.isAllDay || isBar(time)) continue;
    const start = wallTimeOf(time.start, timeZone);
    const length = drawnMinutes(time);
    const end = wallTimeOf(minutesLater(time.start, length), timeZone);
    const { last } = daysOfEvent(time, timeZone);
    for (const day of days) {
      if (day < start.day || day > last) continue;
      const from = day === start.day ? start.minute : 0;
      const until = day === end.day ? end.minute : minutesOfDay;
      const to = until > from ? until : Math.min(from + length, minutesOfDay);
      byDay.get(day)?.push({ event, from, to, isStart: day === start.day, isEnd: day === last });
    }
  }
  for (const pieces of byDay.values()) pieces.sort((a, b) => a.from - b.from || b.to - a.to);
  return byDay;
}

/** A bar over whole days. `row` counts from the top; `first` and `days` are places among the shown days. */
export type DayBar = {
  readonly event: CalendarEvent;
  readonly row: number;
  readonly first: number;
  readonly days: number;
  /** Whether the event begins or ends outside of the shown days. */
  readonly isCutBefore: boolean;
  readonly isCutAfter: boolean;
};

/** Returns the bars of the events over whole days, each in the first row that is free on all of its days. */
export function barsOf(events: readonly CalendarEvent[], days: readonly string[], timeZone: string): readonly DayBar[] {
  const [begin] = days;
  const end = days.at(-1);
  if (begin === undefined || end === undefined) return [];
  const taken: Set<number>[] = [];
  return events
    .filter(({ time }) => isBar(time))
    .map((event) => ({ event, ...daysOfEvent(event.time, timeZone) }))
    .filter(({ first, last }) => first <= end && last >= begin)
    .toSorted((a, b) => a.first.localeCompare(b.first) || b.last.localeCompare(a.last))
    .map(({ event, first, last }) => {
      const from = Math.max(0, daysBetween(begin, first));
      const to = Math.min(days.length - 1, daysBetween(begin, last));
      const places = Array.from({ length: to - from + 1 }, (_, place) => from + place);
      let row = taken.findIndex((used) => places.every((place) => !used.has(place)));
      if (row < 0) row = taken.push(new Set()) - 1;
      for (const place of places) taken[row]?.add(place);
      return { event, row, first: from, days: places.length, isCutBefore: first < begin, isCutAfter: last > end };
    });
}

/** Returns the events on each day, all-day ones first, then in the order of their beginnings. */
export function eventsByDay(
  events: readonly CalendarEvent[],
  days: readonly string[],
  timeZone: string,
): ReadonlyMap<string, readonly CalendarEvent[]> {
  const byDay = new Map<string, CalendarEvent[]>(days.map((day) => [day, []]));
  const rank = ({ time }: CalendarEvent) => (time.isAllDay ? '' : time.start);
  for (const event of events.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0))) {
    const { first, last } = daysOfEvent(event.time, timeZone);
    for (const day of days) if (day >= first && day <= last) byDay.get(day)?.push(event);
  }
  return byDay;
}

/** Returns the minutes of a day that events with a length take up; overlapping ones count once. */
export function bookedMinutes(pieces: readonly DayPiece[], from = 0): number {
  let booked = 0;
  let until = from;
  for (const piece of pieces) {
    if (!piece.event.canResize || piece.event.look !== 'event' || piece.to <= until) continue;
    booked += piece.to - Math.max(piece.from, until);
    until = piece.to;
  }
  return booked;
}
