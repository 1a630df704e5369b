import { daySpansLater } from '@outpost/domain/kernel/calendar/calendar-days';
import { wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import { addDays } from '@outpost/domain/kernel/days';
import { useState } from 'react';
import { useFormats } from '../formats/formats-context.tsx';
import type { CalendarProps, EventTime, MovableEvent } from './calendar-model.ts';
import { type Cursor, dayKey, eventKey, slotKey, type Stop, stopAt, type Stops } from './calendar-stops.ts';
import { dayLong, eventTexts, minuteText } from './calendar-words.ts';
import { type CalendarPlace, firstDayOf, slotStart } from './moves/moved-time.ts';
import type { EventMove } from './moves/use-event-move.ts';
import type { ShownDays } from './use-shown-days.ts';

/** Chosen: the hour at the top of a day when it is first shown. */
export const firstHour = 8;

type About = {
  readonly stops: Stops;
  readonly shown: ShownDays;
  readonly announce: EventMove['announce'];
};

/** Returns the place of the keyboard, and the functions that move it. A day outside of the shown ones is shown. */
export function useCalendarCursor(
  { span, day, onGo }: Pick<CalendarProps, 'span' | 'day' | 'onGo'>,
  { stops, shown, announce }: About,
) {
  const formats = useFormats();
  const { locale, timeZone } = formats;
  const { days, today, now, isFolded } = shown;
  const [cursor, setCursor] = useState<Cursor>();
  const firstMinute = today === day ? wallTimeOf(now, timeZone).minute : firstHour * 60;
  const wanted: Cursor = cursor ?? {
    day: days.includes(today) ? today : day,
    minute: span === 'month' ? null : firstMinute,
  };
  const active = stopAt(stops, wanted);

  const nameOf = (stop: Stop): string => {
    const dayName = dayLong(stop.day, locale);
    if (stop.event) return eventTexts(stop.event, formats).name;
    if (stop.more !== undefined) return `${stop.more} more on ${dayName}`;
    return stop.minute === null ? dayName : `${dayName}, ${minuteText(stop.minute, locale)}, free`;
  };
  const goTo = (stop: Stop) => {
    setCursor({ day: stop.day, minute: stop.minute, key: stop.key });
    announce(nameOf(stop));
  };
  const show = (next: string) => {
    if (!days.includes(next) || (span === 'agenda' && next < day)) onGo({ day: next });
  };
  return {
    cursor,
    wanted,
    active,
    nameOf,
    goTo,
    goByDays(by: number) {
      if (!active) return;
      let next = addDays(active.day, by);
      // a folded day has no stops; at least one of the seven days of a week is not folded
      for (let tries = 0; tries < 7 && isFolded(next); tries += 1) next = addDays(next, by > 0 ? 1 : -1);
      const key = active.key === dayKey || span === 'month' ? dayKey : undefined;
      const place: Cursor = { day: next, minute: active.minute ?? null, ...(key === undefined ? {} : { key }) };
      const stop = stops.has(next) ? stopAt(stops, place) : undefined;
      if (stop) goTo(stop);
      else setCursor(place);
      show(next);
    },
    goBySpan(by: 1 | -1) {
      const next = daySpansLater(span, day, by);
      setCursor({ day: next, minute: active?.minute ?? null });
      onGo({ day: next });
    },
    /** Puts the cursor on a free slot, or on a whole day. */
    goToPlace(place: CalendarPlace) {
      const slot = slotStart(place);
      setCursor({ ...slot, key: slot.minute === null ? dayKey : slotKey(slot.minute) });
    },
    /** Puts the cursor on an event. Left out `on`: on its first day, which is then shown. */
    goToEvent({ id }: Pick<MovableEvent, 'id'>, time: EventTime, on?: string) {
      const first = firstDayOf(time, timeZone);
      setCursor({
        day: on ?? first,
        minute: time.isAllDay ? null : wallTimeOf(time.start, timeZone).minute,
        key: eventKey(id),
      });
      if (on === undefined) show(first);
    },
  };
}

/** The place of the keyboard in a calendar. */
export type CalendarCursor = ReturnType<typeof useCalendarCursor>;
