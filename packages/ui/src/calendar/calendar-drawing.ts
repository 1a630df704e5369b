import { minutesLater } from '@outpost/domain/kernel/calendar/wall-time';
import type { PointerEvent as ReactPointerEvent } from 'react';
import type { Formats } from '../formats/formats.ts';
import { type CalendarEvent, type CalendarProps, drawnMinutes } from './calendar-model.ts';
import { eventKey, type Stop, type Stops } from './calendar-stops.ts';
import { daysOfEvent } from './day-pieces.ts';
import type { EventMove } from './moves/use-event-move.ts';
import type { DrawnSlot } from './moves/moved-time.ts';

/** The state and the callbacks that all parts of a calendar share while it is drawn. */
export type CalendarDrawing = Pick<CalendarProps, 'counts' | 'openId' | 'onWeekend'> & {
  readonly isWeekendOpen: boolean;
  /** Whether a day is drawn as a strip: a day of a week's folded weekend. */
  readonly isFolded: (day: string) => boolean;
  readonly formats: Formats;
  readonly days: readonly string[];
  readonly events: readonly CalendarEvent[];
  /** The person's day, and the present instant. */
  readonly today: string;
  readonly now: string;
  /** The days of the locale's weekend, as ISO numbers. */
  readonly weekend: readonly number[];
  readonly stops: Stops;
  readonly active: Stop | undefined;
  /** Returns the id of the element of a stop, for `aria-activedescendant`. */
  readonly idOf: (day: string, key: string) => string;
  readonly move: EventMove;
  readonly slot: DrawnSlot | undefined;
  readonly onEventDown: (
    event: CalendarEvent,
    from: number | null,
  ) => (pressed: ReactPointerEvent<HTMLElement>) => void;
  readonly onEndDown: (event: CalendarEvent) => (pressed: ReactPointerEvent<HTMLElement>) => void;
  readonly onHoursDown: (pressed: ReactPointerEvent<HTMLElement>) => void;
  readonly onEventClick: (event: CalendarEvent, day: string) => void;
  /** Called for a press on a free slot or day: the keyboard's place moves there. */
  readonly onPlaceClick: (at: { readonly clientX: number; readonly clientY: number }) => void;
  readonly onPlaceDoubleClick: (at: { readonly clientX: number; readonly clientY: number }) => void;
  /** Shows one day. */
  readonly onDay: (day: string) => void;
  /** Shows the events of a day for which there was no room. */
  readonly onMore: (day: string) => void;
  readonly noun: string | undefined;
};

/** Whether the element of a stop has the keyboard's place. */
export const isActive = ({ active }: CalendarDrawing, day: string, key: string): boolean =>
  active?.day === day && active.key === key;

/** Whether an event is in the past. */
const isPast = ({ time }: CalendarEvent, { now, today, formats }: CalendarDrawing): boolean =>
  time.isAllDay
    ? daysOfEvent(time, formats.timeZone).last < today
    : minutesLater(time.start, drawnMinutes(time)) <= now;

/** The parts of a drawing that concern one event. They stay the same while another event changes. */
export type EventDrawing = Pick<CalendarDrawing, 'formats' | 'onEventDown' | 'onEndDown' | 'onEventClick'> & {
  /** The id of its element. */
  readonly id: string;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly isPast: boolean;
  readonly isMoving: boolean;
};

/** Returns the parts of a drawing that concern an event on one of its days. */
export function eventDrawing(drawing: CalendarDrawing, event: CalendarEvent, day: string): EventDrawing {
  const { formats, onEventDown, onEndDown, onEventClick, openId, move } = drawing;
  const key = eventKey(event.id);
  return {
    formats,
    onEventDown,
    onEndDown,
    onEventClick,
    id: drawing.idOf(day, key),
    isActive: isActive(drawing, day, key),
    isOpen: event.id === openId,
    isPast: isPast(event, drawing),
    isMoving: move.moving?.event.id === event.id,
  };
}
