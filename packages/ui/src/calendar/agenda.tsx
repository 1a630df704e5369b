import { startOfWeek, type WeekDay } from '@outpost/domain/kernel/calendar/calendar-days';
import type { ReactNode } from 'react';
import { IconButton } from '../parts/button.tsx';
import { type CalendarDrawing, eventDrawing } from './calendar-drawing.ts';
import type { CalendarEvent } from './calendar-model.ts';
import { dayLong, weekDayLetter } from './calendar-words.ts';
import { bookedText } from './day-head.tsx';
import { neighbourText, overlapsOf } from './day-neighbours.ts';
import type { DayPiece } from './day-pieces.ts';
import { EventBox } from './event-box.tsx';
import { MoreButton } from './more-button.tsx';
import classes from './calendar.module.css';

/** Chosen: the most events of a day that an agenda lists. */
export const mostInAgendaDay = 200;

type Props = {
  readonly drawing: CalendarDrawing;
  readonly day: string;
  readonly weekStart: WeekDay;
  readonly byDay: ReadonlyMap<string, readonly CalendarEvent[]>;
  readonly pieces: ReadonlyMap<string, readonly DayPiece[]>;
  readonly hasWeek: boolean;
  readonly onWeek: (by: 1 | -1) => void;
  readonly empty: ReactNode;
};

/**
 * Draws the events from a day on, day by day, with a line for the present. Narrow windows have the days of the week
 * above.
 */
export function Agenda({ drawing, day, weekStart, byDay, pieces, hasWeek, onWeek, empty }: Props) {
  const { days, formats, today, now } = drawing;
  const listed = days.filter((one) => one >= day && (byDay.get(one)?.length ?? 0) > 0);
  const isBefore = ({ time }: CalendarEvent) => time.isAllDay || time.start <= now;
  return (
    <div className={classes.agenda}>
      {hasWeek ? <WeekStrip drawing={drawing} day={day} weekStart={weekStart} byDay={byDay} onWeek={onWeek} /> : null}
      {listed.length === 0 ? <div className={classes.nothing}>{empty}</div> : null}
      {listed.map((one) => {
        const events = (byDay.get(one) ?? []).slice(0, mostInAgendaDay);
        const more = Math.max(byDay.get(one)?.length ?? 0, drawing.counts?.get(one) ?? 0) - events.length;
        const overlaps = overlapsOf(events);
        const rowOf = (event: CalendarEvent) => {
          const overlap = overlaps.get(event.id);
          return (
            <EventBox
              key={event.id}
              {...eventDrawing(drawing, event, one)}
              event={event}
              day={one}
              shape="row"
              warning={overlap && neighbourText(overlap, formats)}
            />
          );
        };
        const passed = one === today ? events.filter(isBefore).length : -1;
        return (
          <section key={one} className={classes.agendaDay} aria-label={dayLong(one, formats.locale)} data-day={one}>
            <h2>
              {formats.day(one, today)}
              <span>{bookedText(one, pieces.get(one) ?? [], drawing)}</span>
            </h2>
            {events.slice(0, Math.max(passed, 0)).map(rowOf)}
            {passed < 0 ? null : (
              <div className={classes.agendaNow}>
                <span>{formats.time(now)}</span>
              </div>
            )}
            {events.slice(Math.max(passed, 0)).map(rowOf)}
            {more > 0 ? <MoreButton day={one} minute={null} count={more} drawing={drawing} /> : null}
          </section>
        );
      })}
    </div>
  );
}

function WeekStrip({
  drawing,
  day,
  weekStart,
  byDay,
  onWeek,
}: Pick<Props, 'drawing' | 'day' | 'weekStart' | 'byDay' | 'onWeek'>) {
  const { days, formats, today } = drawing;
  const first = days.indexOf(startOfWeek(day, weekStart));
  return (
    <div className={classes.strips}>
      <IconButton icon="chevron-left" label="The week before" size={24} onClick={() => onWeek(-1)} />
      {days.slice(Math.max(0, first), Math.max(0, first) + 7).map((one) => {
        const count = Math.max(byDay.get(one)?.length ?? 0, drawing.counts?.get(one) ?? 0);
        return (
          <button
            key={one}
            type="button"
            className={classes.stripDay}
            data-day={one}
            aria-pressed={one === day}
            data-today={one === today || undefined}
            onClick={() => drawing.onDay(one)}
          >
            {weekDayLetter(one, formats.locale)} <b>{Number(one.slice(8))}</b>
            <span className="outpost-visually-hidden">
              {' '}
              {dayLong(one, formats.locale)}
              {one === today ? ', today' : ''}, {formats.plural(count, 'event', 'events')}
            </span>
            <i style={{ width: Math.min(count, 5) * 5 }} />
          </button>
        );
      })}
      <IconButton icon="chevron-right" label="The next week" size={24} onClick={() => onWeek(1)} />
    </div>
  );
}
