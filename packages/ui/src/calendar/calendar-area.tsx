import { daySpansLater, startOfWeek } from '@outpost/domain/kernel/calendar/calendar-days';
import { wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import { type KeyboardEvent, type RefObject, useContext, useEffect, useLayoutEffect } from 'react';
import { useFormats } from '../formats/formats-context.tsx';
import { ShortcutsContext } from '../keys/shortcuts-context.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import { Agenda } from './agenda.tsx';
import type { CalendarDrawing } from './calendar-drawing.ts';
import { handleCalendarKey } from './calendar-keys.ts';
import type { CalendarProps, MovableEvent } from './calendar-model.ts';
import { MonthGrid } from './month-grid.tsx';
import type { CalendarPlace } from './moves/moved-time.ts';
import { TimeGrid } from './time-grid.tsx';
import { type CalendarCursor, firstHour } from './use-calendar-cursor.ts';
import type { CalendarLayout } from './use-calendar-layout.ts';
import classes from './calendar.module.css';

type Props = {
  readonly props: CalendarProps;
  readonly area: RefObject<HTMLDivElement | null>;
  readonly drawing: CalendarDrawing;
  readonly layout: CalendarLayout;
  readonly cursor: CalendarCursor;
  /** Left out where the person may not add an event. */
  readonly addAt: ((place: CalendarPlace) => void) | undefined;
  readonly onBackInLane: (event: MovableEvent) => void;
};

/** The days of a calendar: one widget, which is one tab stop and answers the keys. */
export function CalendarArea({ props, area, drawing, layout, cursor, addAt, onBackInLane }: Props) {
  const { span, day, onGo } = props;
  const { formats, move } = drawing;
  const { timeZone, week } = useFormats();
  const { singleKeys } = useContext(ShortcutsContext);
  const isNarrow = useNarrow();
  const { active } = cursor;
  const activeId = active && drawing.idOf(active.day, active.key);
  useActiveInSight(activeId, cursor, move);
  useFirstHour(area, span === 'day' || span === 'week');

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.defaultPrevented) return;
    const isUsed = handleCalendarKey(event, {
      stops: layout.stops,
      stop: active,
      move,
      timeZone,
      singleKeys,
      shape: span === 'month' || span === 'agenda' ? span : 'hours',
      goTo: cursor.goTo,
      goByDays: (days) => cursor.goByDays(days),
      goBySpan: (by) => cursor.goBySpan(by),
      onOpen: props.onOpen,
      onMore: drawing.onMore,
      onCreate: addAt && ((stop) => addAt(stop.event && !stop.event.time.isAllDay ? wallTimeOf(stop.event.time.start, formats.timeZone) : stop)), // prettier-ignore
      onMovedTo: (time) => move.moving && cursor.goToEvent(move.moving.event, time),
      hasLane: props.lane !== undefined,
      onBackInLane,
    });
    if (isUsed) event.preventDefault();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the calendar is one widget with arrows inside, which ARIA knows as application
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
        if (move.present()?.by === 'keys') move.takeBack();
      }}
      onFocus={(event) => {
        if (event.target === event.currentTarget && active && !move.present()) move.announce(cursor.nameOf(active));
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
  );
}

/** Keeps the place of the keyboard in sight, below the head that sticks over the hours. */
function useActiveInSight(
  activeId: string | undefined,
  { cursor }: Pick<CalendarCursor, 'cursor'>,
  { moving }: Pick<CalendarDrawing['move'], 'moving'>,
): void {
  const movedTo = moving?.by === 'keys' ? JSON.stringify(moving.time) : '';
  useEffect(() => {
    if (cursor === undefined || activeId === undefined) return;
    document.getElementById(activeId)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [activeId, cursor, movedTo]);
}

/** Scrolls to the first hour, only when the hours appear: a person who has scrolled is left where they are. */
function useFirstHour(area: RefObject<HTMLDivElement | null>, hasHours: boolean): void {
  useLayoutEffect(() => {
    const scroller = area.current;
    const hours = hasHours ? scroller?.querySelector<HTMLElement>('[data-hours]') : undefined;
    if (scroller && hours) scroller.scrollTo({ top: (firstHour / 24) * hours.offsetHeight - 8, behavior: 'instant' });
  }, [area, hasHours]);
}
