import { addDays, daysBetween } from '@outpost/domain/kernel/days';
import { minutesOfDay, type WallTime } from '@outpost/domain/kernel/calendar/wall-time';
import { type PointerEvent as ReactPointerEvent, useState } from 'react';
import { type PointerPoint, usePointerFollow } from '../../parts/use-pointer-follow.ts';
import { type CalendarEvent, type MovableEvent, stepMinutes } from '../calendar-model.ts';
import {
  atWall,
  type CalendarPlace,
  type DrawnSlot,
  endingAt,
  firstDayOf,
  onDay,
  timePlacedAt,
  snapped,
} from './moved-time.ts';
import type { EventMove } from './use-event-move.ts';

const EDGE_PX = 40; // the calendar scrolls when the pointer is closer to its edge than this
const EDGE_STEP = 10;

/** Returns the test whether a point is inside a box. */
const isAt =
  ({ clientX: x, clientY: y }: PointerPoint) =>
  (box: DOMRect): boolean =>
    x >= box.left && x < box.right && y >= box.top && y < box.bottom;

/** Returns the place under a point. An element has its day in `data-day`. `data-hours` marks the hours of a day. */
export function placeAt(area: HTMLElement, x: number, y: number): CalendarPlace | undefined {
  const days = [...area.querySelectorAll<HTMLElement>('[data-day]')];
  const isInside = isAt({ clientX: x, clientY: y });
  // The head of the days covers the scrolled hours, so it is searched first.
  const found =
    days.find((element) => element.dataset['hours'] === undefined && isInside(element.getBoundingClientRect())) ??
    days.find((element) => isInside(element.getBoundingClientRect()));
  const day = found?.dataset['day'];
  if (!found || day === undefined) return undefined;
  if (found.dataset['hours'] === undefined) return { day, minute: null };
  const box = found.getBoundingClientRect();
  return { day, minute: Math.max(0, Math.min(minutesOfDay, ((y - box.top) / box.height) * minutesOfDay)) };
}

type Ports = {
  readonly area: { readonly current: HTMLElement | null };
  /** The lane of unscheduled records; null where there is none. */
  readonly lane: { readonly current: HTMLElement | null };
  readonly move: EventMove;
  readonly timeZone: string;
  /** Left out where the person may not add an event. */
  readonly onDrawn: ((slot: DrawnSlot) => void) | undefined;
};

/**
 * Scrolls the hours where the pointer is over them, near their edge. A pointer beside them scrolls nothing: a record that leaves the
 * lane would otherwise move the days before it reaches them. Returns whether they were scrolled.
 */
function scrollAt(area: HTMLElement, { clientX, clientY }: PointerPoint): boolean {
  const box = area.getBoundingClientRect();
  if (clientX < box.left || clientX >= box.right) return false;
  const head = area.querySelector('[data-head]')?.getBoundingClientRect().bottom ?? box.top;
  const pull = clientY < head + EDGE_PX && clientY > head ? -EDGE_STEP : clientY > box.bottom - EDGE_PX ? EDGE_STEP : 0;
  area.scrollTop += pull;
  return pull !== 0;
}

/** Handles drags by a pointer: moves of events, of their ends, of records of the lane, and new slots. */
export function useCalendarPointer({ area, lane, move, timeZone, onDrawn }: Ports) {
  const [slot, setSlot] = useState<DrawnSlot>();
  const { follow, wasDragged } = usePointerFollow();
  const scroll = (point: PointerPoint) => area.current !== null && scrollAt(area.current, point);
  const at = (point: PointerPoint) => (area.current ? placeAt(area.current, point.clientX, point.clientY) : undefined);
  const isOverLane = (point: PointerPoint) =>
    lane.current !== null && isAt(point)(lane.current.getBoundingClientRect());
  const wallAt = (point: PointerPoint): WallTime | undefined => {
    const place = at(point);
    return place && place.minute !== null ? { day: place.day, minute: place.minute } : undefined;
  };

  /**
   * Moves an event. `from`: the first minute of the pressed piece, null for a piece that does not begin there. The event keeps its
   * distance from the pointer, in days and minutes.
   */
  const onEventDown = (event: CalendarEvent, from: number | null) => (pressed: ReactPointerEvent<HTMLElement>) => {
    pressed.stopPropagation();
    const grabbed = at(pressed);
    const grabDays = grabbed ? daysBetween(firstDayOf(event.time, timeZone), grabbed.day) : 0;
    const grabMinutes = grabbed?.minute == null || from === null ? 0 : grabbed.minute - from;
    follow(pressed, {
      begin: () => move.pickUp(event, { by: 'pointer', from: 'days' }),
      move(point) {
        if (isOverLane(point)) return void move.to(undefined);
        const place = at(point);
        if (!place) return;
        const day = addDays(place.day, -grabDays);
        move.to(
          place.minute === null || from === null
            ? onDay(event.time, day, timeZone)
            : atWall(event.time, { day, minute: place.minute - grabMinutes }, timeZone),
        );
      },
      drop: move.putDown,
      cancel: move.takeBack,
      scroll,
    });
  };
  /** Changes the length of an event at its end. */
  const onEndDown = (event: CalendarEvent) => (pressed: ReactPointerEvent<HTMLElement>) => {
    pressed.stopPropagation();
    follow(pressed, {
      begin: () => move.pickUp(event, { by: 'pointer', from: 'days' }),
      move(point) {
        const wall = wallAt(point);
        if (wall) move.to(endingAt(event.time, wall, timeZone));
      },
      drop: move.putDown,
      cancel: move.takeBack,
      scroll,
    });
  };
  /** Moves a record of the lane onto the days. It keeps its time, or has none, where it is not over one of them. */
  const onLaneDown = (event: MovableEvent) => (pressed: ReactPointerEvent<HTMLElement>) => {
    follow(pressed, {
      begin: () => move.pickUp(event, { by: 'pointer', from: 'lane' }),
      move(point) {
        const place = isOverLane(point) ? undefined : at(point);
        move.to(place ? timePlacedAt(event, place, timeZone) : event.time);
      },
      drop: move.putDown,
      cancel: move.takeBack,
      scroll,
    });
  };
  /** Draws a new slot on a day's hours. */
  const onHoursDown = (pressed: ReactPointerEvent<HTMLElement>) => {
    const first = wallAt(pressed);
    if (!onDrawn || !first) return;
    const origin = Math.floor(first.minute / stepMinutes) * stepMinutes;
    let latest: DrawnSlot | undefined;
    const put = (next: DrawnSlot | undefined) => {
      latest = next;
      setSlot(next);
    };
    follow(pressed, {
      begin: () => true,
      move(point) {
        const wall = wallAt(point);
        if (!wall) return;
        const other = snapped(wall.minute);
        const [from, to] = other >= origin ? [origin, Math.max(other, origin + stepMinutes)] : [other, origin];
        put({ day: first.day, from, to });
      },
      drop() {
        const done = latest;
        put(undefined);
        if (done) onDrawn(done);
      },
      cancel: () => put(undefined),
      scroll,
    });
  };
  return { slot, onEventDown, onEndDown, onHoursDown, onLaneDown, placeOf: at, wasDragged };
}

/** The drags of a calendar, and the place under the pointer. */
export type CalendarPointer = ReturnType<typeof useCalendarPointer>;
