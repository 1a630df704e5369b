import type { KeyboardEvent } from 'react';
import type { CalendarEvent, EventTime, MovableEvent } from './calendar-model.ts';
import { stepMinutes } from './calendar-model.ts';
import { eventBeside, type Stop, stopBeside, type Stops } from './calendar-stops.ts';
import { laterByDays, laterByMinutes, longerBy } from './moves/moved-time.ts';
import type { EventMove, MovingEvent } from './moves/use-event-move.ts';

/** The context of a key press. */
export type CalendarKeysContext = {
  readonly stops: Stops;
  readonly stop: Stop | undefined;
  readonly move: EventMove;
  readonly timeZone: string;
  /** Whether single letters act (WCAG 2.1.4). */
  readonly singleKeys: boolean;
  /** In a month, up and down go on to another week from the edges of a day. In an agenda they go on to other days. */
  readonly shape: 'hours' | 'month' | 'agenda';
  readonly goTo: (stop: Stop) => void;
  /** Goes to a day that may be outside of the shown ones. */
  readonly goByDays: (days: number) => void;
  readonly goBySpan: (by: 1 | -1) => void;
  readonly onOpen: (event: CalendarEvent) => void;
  readonly onMore: (day: string) => void;
  readonly onCreate: ((stop: Stop) => void) | undefined;
  /** Keeps the place of the keyboard on a moved event. */
  readonly onMovedTo: (time: EventTime) => void;
  /** Whether there is a lane of unscheduled records, in which a time can be removed. */
  readonly hasLane: boolean;
  /** Called at the end of a move that began in the lane, if its record is there again. */
  readonly onBackInLane: (event: MovableEvent) => void;
};

const arrows: Readonly<Record<string, readonly [days: number, steps: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Returns the time after an arrow key. */
function timeAfterArrow(
  { event, time }: Pick<MovingEvent, 'event'> & { readonly time: EventTime },
  [days, steps]: readonly [days: number, steps: number],
  { isShift, shape, timeZone }: Pick<CalendarKeysContext, 'shape' | 'timeZone'> & { readonly isShift: boolean },
): EventTime {
  const isByDay = time.isAllDay || shape === 'month';
  if (steps !== 0 && isShift) return event.canResize ? longerBy(time, steps) : time;
  if (days !== 0 || isByDay) return laterByDays(time, days + (isByDay ? steps * 7 : 0), timeZone);
  return laterByMinutes(time, steps * stepMinutes);
}

/** Handles a key while an event is picked up. Every key is used, except Tab and combinations with Ctrl, Alt or Meta. */
function handleMoveKey(event: KeyboardEvent, context: CalendarKeysContext): boolean {
  const { move, hasLane, onMovedTo, onBackInLane } = context;
  const { moving } = move;
  if (!moving) return false;
  const arrow = arrows[event.key];
  const key = event.key.toLowerCase();
  const isRemoval = hasLane && (key === 'delete' || key === 'backspace');
  if (key === 'escape') move.takeBack();
  else if (key === 'enter' || key === 'p' || key === ' ' || (isRemoval && move.to(undefined))) move.putDown();
  else if (arrow && moving.time) {
    const changed = timeAfterArrow({ event: moving.event, time: moving.time }, arrow, { ...context, isShift: event.shiftKey }); // prettier-ignore
    move.to(changed);
    onMovedTo(changed);
  }
  if (moving.from === 'lane' && (key === 'escape' || isRemoval) && move.present() === undefined)
    onBackInLane(moving.event);
  return true;
}

/**
 * Handles a key press on the calendar: arrows, J/K, Home/End, Page Up/Down; Enter opens or adds, N adds, P or Space picks an event
 * up. Returns whether the calendar used the key.
 */
export function handleCalendarKey(event: KeyboardEvent, context: CalendarKeysContext): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Tab') return false;
  if (context.move.moving) return handleMoveKey(event, context);
  const { stop, stops, shape } = context;
  const isLetter = event.key.length === 1 && event.key !== ' ';
  if (!stop || event.shiftKey || (isLetter && !context.singleKeys)) {
    if (event.key === 'PageUp' || event.key === 'PageDown') context.goBySpan(event.key === 'PageUp' ? -1 : 1);
    else return false;
    return true;
  }
  const key = isLetter ? event.key.toLowerCase() : event.key;
  const go = (next: Stop | undefined) => next && context.goTo(next);
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown': {
      const by = key === 'ArrowUp' ? -1 : 1;
      const next = stopBeside(stops, stop, { by, isAcrossDays: shape === 'agenda' });
      if (next) context.goTo(next);
      else if (shape === 'month') context.goByDays(by * 7);
      return true;
    }
    case 'ArrowLeft':
    case 'ArrowRight':
      context.goByDays(key === 'ArrowLeft' ? -1 : 1);
      return true;
    case 'j':
    case 'k':
      go(eventBeside(stops, stop, key === 'j' ? 1 : -1));
      return true;
    case 'Home':
      go(stops.get(stop.day)?.[0]);
      return true;
    case 'End':
      go(stops.get(stop.day)?.at(-1));
      return true;
    case 'PageUp':
    case 'PageDown':
      context.goBySpan(key === 'PageUp' ? -1 : 1);
      return true;
    case 'Enter':
      if (stop.event) context.onOpen(stop.event);
      else if (stop.more !== undefined) context.onMore(stop.day);
      else context.onCreate?.(stop);
      return true;
    case 'n':
      context.onCreate?.(stop);
      return context.onCreate !== undefined;
    case 'p':
    case ' ':
      if (stop.event) context.move.pickUp(stop.event, { by: 'keys', from: 'days' });
      return stop.event !== undefined;
    default:
      return false;
  }
}
