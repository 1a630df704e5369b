import { minutesLater } from '@outpost/domain/kernel/calendar/wall-time';
import { type CSSProperties, memo } from 'react';
import { Icon } from '../parts/icons.tsx';
import { showSameProps } from '../parts/show-same-props.ts';
import { WaitingMark } from '../sync/sync-sign.tsx';
import type { EventDrawing } from './calendar-drawing.ts';
import type { CalendarEvent } from './calendar-model.ts';
import { eventTexts } from './calendar-words.ts';
import classes from './calendar.module.css';

type Props = EventDrawing & {
  readonly event: CalendarEvent;
  readonly day: string;
  /** `box`: among the hours; `line`: one line of a bar or a month; `row`: of an agenda. */
  readonly shape: 'box' | 'line' | 'row';
  readonly style?: CSSProperties;
  /** The first minute of the piece among the hours, where it begins there. */
  readonly from?: number | null;
  /** The minutes of the piece: short ones have room for two narrow lines, tiny ones for one. */
  readonly minutes?: number;
  /** Whether the end of the event can be dragged here. */
  readonly hasEnd?: boolean;
  readonly isCutBefore?: boolean;
  readonly isCutAfter?: boolean;
  /** A sentence that warns: the event overlaps with another one. Only rows show it. */
  readonly warning?: string | undefined;
};

const shortMinutes = 40;
const tinyMinutes = 28;

const Mark = ({ event }: { readonly event: CalendarEvent }) =>
  event.look === 'event' ? null : (
    <span className={classes.mark} data-done={event.look === 'done' || undefined} aria-hidden>
      {event.look === 'done' ? <Icon name="check" size={14} /> : null}
    </span>
  );

/**
 * Draws an event in each of its shapes. The calendar answers the keys; the box answers the pointer. It is drawn again only when it
 * shows something else.
 */
export const EventBox = memo(function EventBox({
  event,
  day,
  shape,
  style,
  from = null,
  minutes = 60,
  hasEnd = false,
  isCutBefore = false,
  isCutAfter = false,
  warning,
  ...drawing
}: Props) {
  const { formats } = drawing;
  const { name: ownName, time } = eventTexts(event, formats);
  const name = warning === undefined ? ownName : `${ownName}, ${warning}`;
  const isLine = shape === 'line';
  const isShort = shape === 'box' && minutes < shortMinutes;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the calendar answers the keys; this is for the pointer
    <article
      id={drawing.id}
      className={classes[shape]}
      aria-label={name}
      title={name}
      data-look={event.look}
      data-active={drawing.isActive || undefined}
      data-open={drawing.isOpen || undefined}
      data-past={drawing.isPast || undefined}
      data-moving={drawing.isMoving || undefined}
      data-locked={event.readOnlyReason !== undefined || undefined}
      data-short={isShort || undefined}
      data-tiny={(isShort && minutes < tinyMinutes) || undefined}
      data-cut-before={isCutBefore || undefined}
      data-cut-after={isCutAfter || undefined}
      style={style}
      onPointerDown={(pressed) => drawing.onEventDown(event, from)(pressed)}
      onClick={(pressed) => {
        pressed.stopPropagation();
        drawing.onEventClick(event, day);
      }}
      onDoubleClick={(pressed) => pressed.stopPropagation()}
    >
      {shape === 'row' ? <RowTime event={event} formats={formats} /> : null}
      {shape === 'row' && event.look === 'event' ? <i className={classes.rule} aria-hidden /> : <Mark event={event} />}
      <span className={classes.words}>
        <b dir="auto">{event.title}</b>
        {isLine && !event.time.isAllDay ? (
          <span className={classes.lineTime}>{formats.time(event.time.start)}</span>
        ) : null}
        {isLine ? null : (
          <span dir="auto">
            {shape === 'box' ? [time, event.detail].filter(Boolean).join(', ') : (event.detail ?? event.kind)}
          </span>
        )}
        {warning === undefined ? null : <span className={classes.warning}>{warning}</span>}
        {event.waiting === undefined || isLine || isShort ? null : (
          <span className={classes.waits}>
            <WaitingMark label={event.waiting} isIconOnly /> To send
          </span>
        )}
      </span>
      {event.waiting !== undefined && (isLine || isShort) ? <WaitingMark label={event.waiting} isIconOnly /> : null}
      {event.readOnlyReason === undefined ? null : (
        <span className={classes.lock}>
          <Icon name="lock" size={14} />
        </span>
      )}
      {hasEnd && event.canResize && event.readOnlyReason === undefined ? (
        // A drag handle for the pointer; by keys the length changes with Shift and up or down.
        <span
          className={classes.end}
          data-end
          aria-hidden
          onPointerDown={(pressed) => drawing.onEndDown(event)(pressed)}
        />
      ) : null}
    </article>
  );
}, showSameProps);

function RowTime({ event: { time }, formats }: Pick<Props, 'event' | 'formats'>) {
  if (time.isAllDay) return <span className={classes.rowTime}>All day</span>;
  return (
    <span className={classes.rowTime}>
      {formats.time(time.start)}
      {time.minutes === null || time.minutes <= 0 ? null : (
        <span>{formats.time(minutesLater(time.start, time.minutes))}</span>
      )}
    </span>
  );
}
