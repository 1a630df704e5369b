import { useEffect, useRef, useState } from 'react';
import { type Announcer, useAnnouncer } from '../parts/use-announcer.ts';
import { useFormats } from '../formats/formats-context.tsx';
import type { CalendarEvent, CalendarProps, EventTime } from './calendar-model.ts';
import { whenText } from './calendar-words.ts';
import { isSameTime } from './moved-time.ts';

/** An event on its way to another time. */
export type MovingEvent = {
  readonly event: CalendarEvent;
  readonly time: EventTime;
  readonly by: 'keys' | 'pointer';
};

/** The move of an event, by keys or by a pointer, with its announcements. */
export type EventMove = Pick<Announcer, 'said' | 'notice' | 'announce'> & {
  readonly moving: MovingEvent | undefined;
  /** The events with the moved one at its new time. */
  readonly events: readonly CalendarEvent[];
  /** Begins a move. Returns false where the person may not move the event; the reason is then shown. */
  readonly pickUp: (event: CalendarEvent, by: MovingEvent['by']) => boolean;
  readonly to: (time: EventTime) => void;
  readonly putDown: () => void;
  readonly takeBack: () => void;
};

/** The longest time for which a put-down event is drawn at its new time without an answer; a refused move then falls back. */
const SETTLES_MS = 1_500;

/** Returns the move of events. Until the caller's events show the new time, the moved one is drawn there. */
export function useEventMove(events: readonly CalendarEvent[], onMove: CalendarProps['onMove']): EventMove {
  const formats = useFormats();
  const [moving, setMoving] = useState<MovingEvent>();
  const [settling, setSettling] = useState<MovingEvent>();
  const { said, notice, announce, refuse } = useAnnouncer();
  const latest = useRef(moving);
  const put = (next: MovingEvent | undefined) => {
    latest.current = next;
    setMoving(next);
  };
  useEffect(() => {
    if (!settling) return;
    const timer = setTimeout(() => setSettling(undefined), SETTLES_MS);
    return () => clearTimeout(timer);
  }, [settling]);

  const held = moving ?? settling;
  const given = held && events.find(({ id }) => id === held.event.id);
  // An event that left the shown days during its move is not among the caller's events.
  const isGone = moving !== undefined && given === undefined;
  const isShown = moving !== undefined || (given !== undefined && settling !== undefined && isSameTime(given.time, settling.event.time)); // prettier-ignore
  const shown =
    held === undefined || !isShown
      ? events
      : isGone
        ? [...events, { ...held.event, time: held.time }]
        : events.map((event) => (event === given ? { ...event, time: held.time } : event));

  return {
    moving,
    events: shown,
    said,
    notice,
    announce,
    pickUp(event, by) {
      if (event.readOnlyReason !== undefined) {
        refuse(event.readOnlyReason);
        return false;
      }
      announce();
      put({ event, time: event.time, by });
      if (by === 'keys')
        announce(
          `Picked up ${event.title}. Arrow keys move it${event.canResize ? ', Shift with up or down changes its length' : ''}. Enter puts it down, Escape takes it back.`,
        );
      return true;
    },
    to(time) {
      const now = latest.current;
      if (!now || isSameTime(now.time, time)) return;
      put({ ...now, time });
      announce(whenText(time, formats));
    },
    putDown() {
      const done = latest.current;
      put(undefined);
      if (!done) return;
      const { event, time } = done;
      if (isSameTime(event.time, time)) return announce(`${event.title} stays at ${whenText(time, formats)}`);
      setSettling(done);
      announce(`Moved ${event.title} to ${whenText(time, formats)}`);
      onMove(event, time);
    },
    takeBack() {
      const back = latest.current;
      put(undefined);
      if (back) announce(`${back.event.title} is back at ${whenText(back.event.time, formats)}`);
    },
  };
}
