import { weekDayOf } from '@outpost/domain/kernel/calendar/calendar-days';
import { wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import { IconButton } from '../parts/button.tsx';
import type { CalendarDrawing } from './calendar-drawing.ts';
import { dayNumber, weekDayShort } from './calendar-words.ts';
import { bookedMinutes, type DayPiece } from './day-pieces.ts';
import classes from './calendar.module.css';

/** Returns the sum of a day's events: "5 h booked", on this day "2 h to come"; undefined where there are none. */
export function bookedText(
  day: string,
  pieces: readonly DayPiece[],
  { formats, now, today, counts }: Pick<CalendarDrawing, 'formats' | 'now' | 'today' | 'counts'>,
): string | undefined {
  if (counts) return undefined; // not all events of the day are known
  const isToday = day === today;
  const minutes = bookedMinutes(pieces, isToday ? wallTimeOf(now, formats.timeZone).minute : 0);
  return minutes === 0 ? undefined : `${formats.duration(minutes * 60)} ${isToday ? 'to come' : 'booked'}`;
}

/** The head of a day: its name, and the time that is booked on it. A folded day is a button that unfolds the weekend. */
export function DayHead({
  day,
  pieces,
  drawing,
}: {
  readonly day: string;
  readonly pieces: readonly DayPiece[];
  readonly drawing: CalendarDrawing;
}) {
  const { formats, today, days, weekend } = drawing;
  const name = weekDayShort(day, formats.locale);
  const number = dayNumber(day, formats.locale);
  const isToday = day === today;
  if (drawing.isFolded(day)) {
    const count = drawing.counts?.get(day) ?? pieces.length;
    const hiddenWords = `${count === 1 ? 'event' : count === 0 ? 'no events' : 'events'}. Unfold the weekend`;
    return (
      <button
        type="button"
        className={classes.foldedHead}
        aria-expanded={false}
        title="Unfold the weekend"
        onClick={() => drawing.onWeekend(true)}
      >
        {name} <b>{number}</b> {count === 0 ? null : <i>{formats.count(count)}</i>}
        <span className="outpost-visually-hidden"> {hiddenWords}</span>
      </button>
    );
  }
  const isFirstOfWeekend = days.length > 1 && weekend.includes(weekDayOf(day)) && days.find((one) => weekend.includes(weekDayOf(one))) === day; // prettier-ignore
  const booked = bookedText(day, pieces, drawing);
  return (
    <div className={classes.dayHead} data-today={isToday || undefined}>
      <button type="button" className={classes.dayName} onClick={() => drawing.onDay(day)}>
        {name} <b>{number}</b>
        <span className="outpost-visually-hidden"> {isToday ? 'Today. ' : ''}Show this day</span>
      </button>
      {booked === undefined ? null : <span>{booked}</span>}
      {isFirstOfWeekend ? (
        <span className={classes.fold}>
          <IconButton
            icon="chevron-right"
            label="Fold the weekend"
            size={24}
            onClick={() => drawing.onWeekend(false)}
          />
        </span>
      ) : null}
    </div>
  );
}
