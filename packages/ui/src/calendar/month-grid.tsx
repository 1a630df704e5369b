import { type CalendarDrawing, eventDrawing, isActive } from './calendar-drawing.ts';
import type { CalendarEvent } from './calendar-model.ts';
import { dayKey } from './calendar-stops.ts';
import { dayLong, dayNumber, weekDayShort } from './calendar-words.ts';
import { EventBox } from './event-box.tsx';
import { MoreButton } from './more-button.tsx';
import classes from './calendar.module.css';

/** Chosen: the events of a day that a month shows by their titles. */
export const mostInCell = 3;

/** The events of a day that a month shows, and the number of the others. */
export type MonthCell = { readonly shown: readonly CalendarEvent[]; readonly more: number };

/** Returns the cell of each day. A single further event is drawn instead of a box for further events. */
export function monthCells(
  byDay: ReadonlyMap<string, readonly CalendarEvent[]>,
  counts: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<string, MonthCell> {
  const cells = new Map<string, MonthCell>();
  for (const [day, events] of byDay) {
    const total = Math.max(events.length, counts?.get(day) ?? 0);
    const shown = events.slice(0, mostInCell);
    cells.set(day, { shown, more: total - shown.length });
  }
  return cells;
}

/** Draws the weeks of a month. Each day shows its first events, and a press on the box for further ones opens it. */
export function MonthGrid({
  drawing,
  cells,
  month,
}: {
  readonly drawing: CalendarDrawing;
  readonly cells: ReadonlyMap<string, MonthCell>;
  readonly month: string;
}) {
  const { days, formats, today } = drawing;
  return (
    <div className={classes.month}>
      <div className={classes.monthHead} aria-hidden>
        {days.slice(0, 7).map((day) => (
          <span key={day}>{weekDayShort(day, formats.locale)}</span>
        ))}
      </div>
      <div className={classes.cells}>
        {days.map((day) => {
          const cell = cells.get(day) ?? { shown: [], more: 0 };
          const total = cell.shown.length + cell.more;
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the calendar answers the keys; this is for the pointer
            <div
              key={day}
              className={classes.cell}
              data-day={day}
              data-other={!day.startsWith(month) || undefined}
              onClick={drawing.onPlaceClick}
              onDoubleClick={drawing.onPlaceDoubleClick}
            >
              <span
                id={drawing.idOf(day, dayKey)}
                role="img"
                className={classes.cellDay}
                data-today={day === today || undefined}
                data-active={isActive(drawing, day, dayKey) || undefined}
                aria-label={`${dayLong(day, formats.locale)}${day === today ? ', today' : ''}, ${formats.plural(total, 'event', 'events')}`}
              >
                {dayNumber(day, formats.locale)}
              </span>
              {cell.shown.map((event) => (
                <EventBox key={event.id} {...eventDrawing(drawing, event, day)} event={event} day={day} shape="line" />
              ))}
              {cell.more > 0 ? <MoreButton day={day} minute={null} count={cell.more} drawing={drawing} /> : null}
            </div>
          );
        })}
      </div>
    </div>
  );
}
