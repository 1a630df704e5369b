import { type CalendarEvent, slotMinutes } from './calendar-model.ts';
import type { DayBar } from './day-pieces.ts';
import type { LaidDay } from './lay-out-day.ts';

/** A place that the keyboard reaches: an event, a free slot or day, or the box for further events. */
export type Stop = {
  /** Unique on its day. */
  readonly key: string;
  readonly day: string;
  /** The minute of the day; `null` for whole days. */
  readonly minute: number | null;
  readonly event?: CalendarEvent;
  /** The number of events behind a box for further ones. */
  readonly more?: number;
};
/** The stops of the shown days, each day's from top to bottom. */
export type Stops = ReadonlyMap<string, readonly Stop[]>;

/** The place of the keyboard. The stop itself may have gone meanwhile; `stopAt` then finds the nearest one. */
export type Cursor = { readonly day: string; readonly minute: number | null; readonly key?: string };

export const eventKey = (id: string): string => `event ${id}`;
export const slotKey = (minute: number): string => `slot ${minute}`;
export const moreKey = (minute: number | null): string => `more ${minute ?? 'day'}`;
export const dayKey = 'day';

/** Returns the stops of a day among the hours: its bars, then each slot or the events that begin in it. */
export function stopsOfHours(day: string, bars: readonly DayBar[], laid: LaidDay): readonly Stop[] {
  const inHours = [
    ...laid.pieces.map(({ event, from, lane }) => ({ key: eventKey(event.id), from, lane, event })),
    ...laid.more.map(({ from, lane, pieces }) => ({ key: moreKey(from), from, lane, more: pieces.length })),
  ].toSorted((a, b) => a.from - b.from || a.lane - b.lane);
  const stops: Stop[] = bars.map(({ event }) => ({ key: eventKey(event.id), day, minute: null, event }));
  for (let slot = 0; slot < 1_440; slot += slotMinutes) {
    const here = inHours.filter(({ from }) => from >= slot && from < slot + slotMinutes);
    if (here.length === 0) stops.push({ key: slotKey(slot), day, minute: slot });
    for (const { from, lane: _lane, ...stop } of here) stops.push({ ...stop, day, minute: from });
  }
  return stops;
}

/** Returns the stops of a day in a month: the day itself, its shown events, and the box for further ones. */
export const stopsOfCell = (day: string, events: readonly CalendarEvent[], more: number): readonly Stop[] => [
  { key: dayKey, day, minute: null },
  ...events.map((event) => ({ key: eventKey(event.id), day, minute: null, event })),
  ...(more > 0 ? [{ key: moreKey(null), day, minute: null, more }] : []),
];

/** Returns the stops of a day in an agenda: its events. */
export const stopsOfAgenda = (day: string, events: readonly CalendarEvent[], more: number): readonly Stop[] =>
  stopsOfCell(day, events, more).slice(1);

const nearest = (stops: readonly Stop[], minute: number | null): Stop | undefined =>
  minute === null
    ? stops[0]
    : stops.reduce<Stop | undefined>(
        (best, stop) =>
          best === undefined || Math.abs((stop.minute ?? -1) - minute) < Math.abs((best.minute ?? -1) - minute)
            ? stop
            : best,
        undefined,
      );

/** Returns the stop at the cursor: the same one, the same event on another day, or the nearest on the cursor's day. */
export function stopAt(stops: Stops, cursor: Cursor): Stop | undefined {
  const onDay = stops.get(cursor.day) ?? [];
  const isIt = ({ key }: Stop) => key === cursor.key;
  const isEvent = cursor.key?.startsWith('event ') === true;
  return (
    (cursor.key === undefined ? undefined : onDay.find(isIt)) ??
    (isEvent ? [...stops.values()].flat().find(isIt) : undefined) ??
    nearest(onDay, cursor.minute) ??
    [...stops.values()].flat()[0]
  );
}

/** Returns the stop above or below on the same day; in an agenda also on the days around it. */
export function stopBeside(
  stops: Stops,
  stop: Stop,
  { by, isAcrossDays }: { readonly by: 1 | -1; readonly isAcrossDays: boolean },
): Stop | undefined {
  const all = isAcrossDays ? [...stops.values()].flat() : (stops.get(stop.day) ?? []);
  const at = all.findIndex(({ key, day }) => key === stop.key && day === stop.day);
  return at < 0 ? undefined : all[at + by];
}

/** Returns the next or previous event of the shown days. An event over several days counts once. */
export function eventBeside(stops: Stops, stop: Stop, by: 1 | -1): Stop | undefined {
  const all = [...stops.values()].flat();
  const at = all.findIndex(({ key, day }) => key === stop.key && day === stop.day);
  const rest = by > 0 ? all.slice(at + 1) : all.slice(0, Math.max(0, at)).toReversed();
  return rest.find(({ key, event }) => event !== undefined && key !== stop.key);
}
