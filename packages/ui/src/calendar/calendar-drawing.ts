import type { PointerEvent as ReactPointerEvent } from 'react';
import type { Formats } from '../formats/formats.ts';
import type { CalendarEvent, CalendarProps } from './calendar-model.ts';
import type { Stop, Stops } from './calendar-stops.ts';
import type { EventMove } from './use-event-move.ts';
import type { DrawnSlot } from './moved-time.ts';

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
  /** A press on a free slot or day: the keyboard's place goes there. */
  readonly onPlaceClick: (at: { readonly clientX: number; readonly clientY: number }) => void;
  readonly onPlaceDoubleClick: (at: { readonly clientX: number; readonly clientY: number }) => void;
  /** Shows one day. */
  readonly onDay: (day: string) => void;
  /** Shows the events of a day that found no room. */
  readonly onMore: (day: string) => void;
  readonly noun: string | undefined;
};

/** Whether the element of a stop has the keyboard's place. */
export const isActive = ({ active }: CalendarDrawing, day: string, key: string): boolean =>
  active?.day === day && active.key === key;

/** Whether an event is in the past. */
export const isPast = ({ time }: CalendarEvent, end: string, { now, today }: CalendarDrawing): boolean =>
  time.isAllDay ? end < today : end <= now;
