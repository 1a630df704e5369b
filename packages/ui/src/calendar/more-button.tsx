import type { CSSProperties } from 'react';
import { type CalendarDrawing, isActive } from './calendar-drawing.ts';
import { moreKey } from './calendar-stops.ts';
import { dayLong } from './calendar-words.ts';
import classes from './calendar.module.css';

/** The box for the events for which there was no room. */
export function MoreButton({
  day,
  minute,
  count,
  drawing,
  style,
}: {
  readonly day: string;
  readonly minute: number | null;
  readonly count: number;
  readonly drawing: CalendarDrawing;
  readonly style?: CSSProperties;
}) {
  const key = moreKey(minute);
  const text = `+${drawing.formats.count(count)} more`;
  return (
    <button
      type="button"
      tabIndex={-1}
      id={drawing.idOf(day, key)}
      className={classes.more}
      data-active={isActive(drawing, day, key) || undefined}
      aria-label={`${text} on ${dayLong(day, drawing.formats.locale)}`}
      style={style}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        event.stopPropagation();
        drawing.onMore(day);
      }}
    >
      {text}
    </button>
  );
}
