import { useEffect, useRef, useState } from 'react';
import { type Announcer, useAnnouncer } from '../../parts/use-announcer.ts';
import { useFormats } from '../../formats/formats-context.tsx';
import type { CalendarEvent, CalendarProps, EventTime, MovableEvent } from '../calendar-model.ts';
import { whenOrNot } from '../calendar-words.ts';
import { neighbourOf, neighbourText } from '../day-neighbours.ts';
import { isSameTime } from './moved-time.ts';

/** An event on its way to another time. */
export type MovingEvent = {
  readonly event: MovableEvent;
  /** Undefined: the event is on its way to the lane of unscheduled records. */
  readonly time: EventTime | undefined;
  readonly by: 'keys' | 'pointer';
  readonly from: 'days' | 'lane';
};

/** The move of an event, by keys or by a pointer, with its announcements. */
export type EventMove = Pick<Announcer, 'said' | 'notice' | 'announce'> & {
  readonly moving: MovingEvent | undefined;
  /** The move that was put down, until the caller's events show it. */
  readonly settling: MovingEvent | undefined;
  /** Returns the present move, which can be newer than the drawn one. */
  readonly present: () => MovingEvent | undefined;
  /** The events with the moved one at its new time. */
  readonly events: readonly CalendarEvent[];
  /** Begins a move, at the event's own time or at `time`. Returns false where the person may not move the event; the reason is then shown. */
  readonly pickUp: (
    event: MovableEvent,
    how: Pick<MovingEvent, 'by' | 'from'> & { readonly time?: EventTime },
  ) => boolean;
  /** Moves on. Returns false where the time can't be removed; the reason is then shown. */
  readonly to: (time: EventTime | undefined) => boolean;
  readonly putDown: () => void;
  readonly takeBack: () => void;
};

/**
 * The longest time for which a put-down event is drawn at its new time without an answer. A refused move is then drawn
 * at its old time.
 */
const SETTLES_MS = 1_500;

type Moves = Pick<EventMove, 'moving' | 'settling'>;

/** Returns the events with the moved one at its new time. Once the caller's events show another time, that one is drawn. */
function eventsDuring(events: readonly CalendarEvent[], { moving, settling }: Moves): readonly CalendarEvent[] {
  const held = moving ?? settling;
  if (held === undefined) return events;
  const { event, time, from } = held;
  const given = events.find(({ id }) => id === event.id);
  if (given === undefined) {
    // An event that left the shown days during its move, or comes from the lane, is not among the caller's events.
    const isDrawn = time !== undefined && (moving !== undefined || from === 'lane');
    return isDrawn ? [...events, { ...event, time }] : events;
  }
  if (moving === undefined && !isSameTime(given.time, event.time)) return events;
  return time === undefined
    ? events.filter((one) => one !== given)
    : events.map((one) => (one === given ? { ...one, time } : one));
}

/** Returns the keys that move a picked-up event, in words. */
const keysInWords = ({ canResize, time, timeNeededReason }: MovableEvent, hasLane: boolean): string =>
  `Arrow keys move it${canResize ? ', Shift with up or down changes its length' : ''}${hasLane && time !== undefined && timeNeededReason === undefined ? ', Delete removes its time' : ''}. Enter puts it down, Escape takes it back.`;

/** Returns the move of events. Until the caller's events show the new time, the moved one is drawn there. */
export function useEventMove({ events, onMove, lane }: Pick<CalendarProps, 'events' | 'onMove' | 'lane'>): EventMove {
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

  return {
    moving,
    settling,
    present: () => latest.current,
    events: eventsDuring(events, { moving, settling }),
    said,
    notice,
    announce,
    pickUp(event, how) {
      if (event.readOnlyReason !== undefined) {
        refuse(event.readOnlyReason);
        return false;
      }
      const where = how.time === undefined ? '' : `, now at ${whenOrNot(how.time, formats)}`;
      announce(how.by === 'keys' ? `Picked up ${event.title}${where}. ${keysInWords(event, lane !== undefined)}` : undefined); // prettier-ignore
      put({ event, time: event.time, ...how });
      return true;
    },
    to(time) {
      const now = latest.current;
      if (!now || isSameTime(now.time, time)) return true;
      if (time === undefined && now.event.timeNeededReason !== undefined) {
        put({ ...now, time: now.event.time });
        refuse(now.event.timeNeededReason);
        return false;
      }
      put({ ...now, time });
      const overlap = time && neighbourOf({ id: now.event.id, time }, events, formats.timeZone);
      announce(
        `${whenOrNot(time, formats)}${overlap?.how === 'overlaps' ? `. ${neighbourText(overlap, formats)}` : ''}`,
      );
      return true;
    },
    putDown() {
      const done = latest.current;
      put(undefined);
      if (!done) return;
      const { event, time } = done;
      if (isSameTime(event.time, time)) return announce(`${event.title} stays ${time === undefined ? '' : 'at '}${whenOrNot(time, formats)}`); // prettier-ignore
      setSettling(done);
      announce(time === undefined ? `${event.title} is unscheduled` : `Moved ${event.title} to ${whenOrNot(time, formats)}`); // prettier-ignore
      onMove(event, time);
    },
    takeBack() {
      const back = latest.current;
      put(undefined);
      if (!back) return;
      const { title, time } = back.event;
      announce(`${title} is ${time === undefined ? 'unscheduled again' : `back at ${whenOrNot(time, formats)}`}`);
    },
  };
}
