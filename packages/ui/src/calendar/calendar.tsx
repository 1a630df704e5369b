import { daySpansLater, daysShown, startOfWeek, weekDayOf } from '@outpost/domain/kernel/calendar/calendar-days';
import { addDays } from '@outpost/domain/kernel/days';
import { instantOf, wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import { type KeyboardEvent, useCallback, useContext, useEffect, useId, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react'; // prettier-ignore
import { Agenda } from './agenda.tsx';
import type { CalendarDrawing } from './calendar-drawing.ts';
import { handleCalendarKey } from './calendar-keys.ts';
import { type CalendarProps, slotMinutes } from './calendar-model.ts';
import { type Cursor, dayKey, eventKey, slotKey, type Stop, stopAt } from './calendar-stops.ts';
import { dayLong, eventTexts, minuteText } from './calendar-words.ts';
import { useFormats } from '../formats/formats-context.tsx';
import { ShortcutsContext } from '../keys/shortcuts-context.ts';
import { MonthGrid } from './month-grid.tsx';
import { firstDayOf, slotLength } from './moved-time.ts';
import { Announcements } from '../parts/announcements.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { TimeGrid } from './time-grid.tsx';
import { useCalendarLayout } from './use-calendar-layout.ts';
import { type CalendarPlace, useCalendarPointer } from './use-calendar-pointer.ts';
import { useEventMove } from './use-event-move.ts';
import { useMinute } from './use-minute.ts';
import classes from './calendar.module.css';

/** Chosen: the hour at the top of a day when it is first shown. */
const firstHour = 8;
/** Chosen: the time of a record that is added to a whole day of a month. */
const addedAtMinute = 9 * 60;

/**
 * Events by day, week, month, or as an agenda. The calendar is one tab stop. Arrow keys go between slots and events; Enter opens
 * or adds; P or Space picks an event up, arrows then move it and Enter puts it down. Events are dragged by mouse, pen or a resting
 * finger. Each of these actions is announced to screen readers.
 */
export function Calendar(props: CalendarProps) {
  const { span, day, onGo, create, counts } = props;
  const calendarId = useId();
  const formats = useFormats();
  const { locale, timeZone, week } = formats;
  const { singleKeys } = useContext(ShortcutsContext);
  const isNarrow = useNarrow();
  const area = useRef<HTMLDivElement>(null);
  const now = useMinute();
  const today = wallTimeOf(now, timeZone).day;
  const days = useMemo(() => daysShown(span, day, week.start), [span, day, week]);
  const isWeekendOpen = props.isWeekendOpen ?? (days.includes(today) && week.weekend.includes(weekDayOf(today)));
  const isFolded = useCallback(
    (one: string) => !isWeekendOpen && span === 'week' && week.weekend.includes(weekDayOf(one)),
    [isWeekendOpen, span, week],
  );

  const move = useEventMove(props.events, props.onMove);
  const { events } = move;
  const layout = useCalendarLayout(events, { span, day, days, timeZone, counts, isFolded });
  const { stops } = layout;
  const [cursor, setCursor] = useState<Cursor>();
  const wanted: Cursor = cursor ?? { day: days.includes(today) ? today : day, minute: span === 'month' ? null : today === day ? wallTimeOf(now, timeZone).minute : firstHour * 60 }; // prettier-ignore
  const active = stopAt(stops, wanted);

  const idOf = (one: string, key: string) => `${calendarId}${one}${key}`.replaceAll(' ', '-');
  const nameOf = (stop: Stop): string => {
    const dayName = dayLong(stop.day, locale);
    if (stop.event) return eventTexts(stop.event, formats).name;
    if (stop.more !== undefined) return `${stop.more} more on ${dayName}`;
    return stop.minute === null ? dayName : `${dayName}, ${minuteText(stop.minute, locale)}, free`;
  };
  const goTo = (stop: Stop) => {
    setCursor({ day: stop.day, minute: stop.minute, key: stop.key });
    move.announce(nameOf(stop));
  };
  const show = (next: string) => {
    if (!days.includes(next) || (span === 'agenda' && next < day)) onGo({ day: next });
  };
  const goByDays = (by: number) => {
    if (!active) return;
    let next = addDays(active.day, by);
    // a folded day has no stops; of the seven days of a week one is never folded
    for (let tries = 0; tries < 7 && isFolded(next); tries += 1) next = addDays(next, by > 0 ? 1 : -1);
    const key = active.key === dayKey || span === 'month' ? dayKey : undefined;
    const place: Cursor = { day: next, minute: active.minute ?? null, ...(key === undefined ? {} : { key }) };
    const stop = stops.has(next) ? stopAt(stops, place) : undefined;
    if (stop) goTo(stop);
    else setCursor(place);
    show(next);
  };
  const goBySpan = (by: 1 | -1) => {
    const next = daySpansLater(span, day, by);
    setCursor({ day: next, minute: active?.minute ?? null });
    onGo({ day: next });
  };
  const onMore = (one: string) => onGo({ day: one, span: span === 'day' ? 'agenda' : 'day' });
  const addAt = ({ day: on, minute }: CalendarPlace, minutes: number | null = null) =>
    create?.add(
      props.isByDay
        ? { isAllDay: true, day: on, days: 1 }
        : { isAllDay: false, start: instantOf({ day: on, minute: minute ?? addedAtMinute }, timeZone), minutes },
    );
  const pointer = useCalendarPointer({
    area,
    move,
    timeZone,
    onDrawn: create && ((slot) => addAt({ day: slot.day, minute: slot.from }, slotLength(slot, timeZone))),
  });
  const slotOf = ({ day: on, minute }: CalendarPlace): Cursor => {
    const slot = minute === null ? null : Math.floor(minute / slotMinutes) * slotMinutes;
    return { day: on, minute: slot, key: slot === null ? dayKey : slotKey(slot) };
  };
  const focus = () => area.current?.focus({ preventScroll: true });
  useImperativeHandle(props.apiRef, () => ({ focus: () => area.current?.focus() }), []);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.defaultPrevented) return;
    const isUsed = handleCalendarKey(event, {
      stops,
      stop: active,
      move,
      timeZone,
      singleKeys,
      shape: span === 'month' || span === 'agenda' ? span : 'hours',
      goTo,
      goByDays,
      goBySpan,
      onOpen: props.onOpen,
      onMore,
      onCreate: create && ((stop) => addAt(stop.event && !stop.event.time.isAllDay ? wallTimeOf(stop.event.time.start, timeZone) : stop)), // prettier-ignore
      onMovedTo: (time) => {
        const next = firstDayOf(time, timeZone);
        setCursor((before) => ({
          ...before,
          day: next,
          minute: time.isAllDay ? null : wallTimeOf(time.start, timeZone).minute,
        }));
        show(next);
      },
    });
    if (isUsed) event.preventDefault();
  };

  // The place of the keyboard stays in sight, below the head that sticks over the hours.
  const activeId = active && idOf(active.day, active.key);
  const movedTo = move.moving?.by === 'keys' ? JSON.stringify(move.moving.time) : '';
  useEffect(() => {
    if (cursor === undefined || activeId === undefined) return;
    document.getElementById(activeId)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [activeId, cursor, movedTo]);
  const hasHours = span === 'day' || span === 'week';
  useLayoutEffect(() => {
    // Only when the hours appear: a person who has scrolled is left where they are.
    const scroller = area.current;
    const hours = hasHours ? scroller?.querySelector<HTMLElement>('[data-hours]') : undefined;
    if (scroller && hours) scroller.scrollTop = (firstHour / 24) * hours.offsetHeight - 8;
  }, [hasHours]);

  const drawing: CalendarDrawing = {
    formats,
    days,
    events,
    today,
    now,
    weekend: week.weekend,
    stops,
    active,
    idOf,
    move,
    slot: pointer.slot,
    counts,
    openId: props.openId,
    isWeekendOpen,
    isFolded,
    onWeekend: props.onWeekend,
    onEventDown: pointer.onEventDown,
    onEndDown: pointer.onEndDown,
    onHoursDown: pointer.onHoursDown,
    onEventClick(event, on) {
      if (pointer.wasDragged()) return;
      focus();
      setCursor({ day: on, minute: event.time.isAllDay ? null : wallTimeOf(event.time.start, timeZone).minute, key: eventKey(event.id) }); // prettier-ignore
      props.onOpen(event);
    },
    onPlaceClick(at) {
      const place = pointer.placeOf(at);
      if (!place || pointer.wasDragged()) return;
      focus();
      setCursor(slotOf(place));
    },
    onPlaceDoubleClick(at) {
      const place = pointer.placeOf(at);
      if (place) addAt({ ...place, minute: slotOf(place).minute });
    },
    onDay: (one) => onGo(span === 'agenda' ? { day: one } : { day: one, span: 'day' }),
    onMore,
    noun: create?.noun,
  };
  return (
    <div className={classes.frame}>
      {props.note === undefined ? null : <div className={classes.note}>{props.note}</div>}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the calendar is one widget with arrows inside, which ARIA knows as application */}
      <div
        ref={area}
        role="application"
        aria-roledescription="calendar"
        aria-label={props.label}
        aria-activedescendant={activeId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the calendar is one tab stop, a widget of its own
        tabIndex={0}
        className={classes.calendar}
        data-span={span}
        data-dragging={move.moving?.by === 'pointer' || undefined}
        onKeyDown={onKeyDown}
        onBlur={(event) => {
          const goesTo = event.relatedTarget;
          if (goesTo instanceof Node && event.currentTarget.contains(goesTo)) return;
          if (move.moving?.by === 'keys') move.takeBack();
        }}
        onFocus={(event) => {
          if (event.target === event.currentTarget && active && !move.moving) move.announce(nameOf(active));
        }}
      >
        {span === 'month' ? (
          <MonthGrid drawing={drawing} cells={layout.cells} month={day.slice(0, 7)} />
        ) : span === 'agenda' ? (
          <Agenda
            drawing={drawing}
            day={day}
            weekStart={week.start}
            byDay={layout.byDay}
            pieces={layout.grid.pieces}
            hasWeek={isNarrow}
            onWeek={(by) => onGo({ day: startOfWeek(daySpansLater('week', day, by), week.start) })}
            empty={props.empty}
          />
        ) : (
          <TimeGrid drawing={drawing} layout={layout.grid} />
        )}
      </div>
      <Announcements said={move.said} notice={move.notice} />
    </div>
  );
}
