import { type ClockChange, instantOf, minutesOfDay, wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import type { CSSProperties } from 'react';
import { type CalendarDrawing, eventDrawing } from './calendar-drawing.ts';
import { slotKey } from './calendar-stops.ts';
import { dayLong, hourText, minuteText, offsetText } from './calendar-words.ts';
import { DayHead } from './day-head.tsx';
import type { DayBar, DayPiece } from './day-pieces.ts';
import { EventBox } from './event-box.tsx';
import type { LaidDay } from './lay-out-day.ts';
import { MoreButton } from './more-button.tsx';
import classes from './calendar.module.css';

/** The parts of a time grid that are computed once for its keys and its drawing. */
export type TimeGridLayout = {
  readonly pieces: ReadonlyMap<string, readonly DayPiece[]>;
  readonly laid: ReadonlyMap<string, LaidDay>;
  readonly bars: readonly DayBar[];
  /** The changes of clocks on the shown days. */
  readonly changes: ReadonlyMap<string, ClockChange>;
};

/** Chosen: more rows of bars than this are one box for each day. */
export const mostBarRows = 3;
const hours = Array.from({ length: 24 }, (_, hour) => hour * 60);
const percent = (minute: number): string => `${(minute / minutesOfDay) * 100}%`;

/** The days side by side, each with its hours; bars of whole days above. The head stays in place while the hours scroll. */
export function TimeGrid({ drawing, layout }: { readonly drawing: CalendarDrawing; readonly layout: TimeGridLayout }) {
  const { days, formats, now, today } = drawing;
  const columns = days.map((day) => (drawing.isFolded(day) ? '40px' : 'minmax(0, 1fr)')).join(' ');
  const rows = Math.min(mostBarRows + 1, Math.max(1, ...layout.bars.map(({ row }) => row + 1)));
  const style: CSSProperties = { ['--columns' as string]: columns, ['--rows' as string]: rows }; // custom properties have no type
  const nowMinute = wallTimeOf(now, formats.timeZone).minute;
  return (
    <div className={classes.week} style={style}>
      <div className={classes.head} data-head>
        <div className={classes.columns}>
          <div className={classes.zone}>
            {offsetText(instantOf({ day: days[0] ?? today, minute: 720 }, formats.timeZone), formats.timeZone)}
          </div>
          {days.map((day) => (
            <DayHead key={day} day={day} pieces={layout.pieces.get(day) ?? []} drawing={drawing} />
          ))}
        </div>
        <AllDayRow drawing={drawing} bars={layout.bars} />
      </div>
      <div className={classes.hours}>
        <div className={classes.gutter} aria-hidden>
          {hours.map((minute) => (
            <span key={minute} style={{ top: percent(minute) }}>
              {minute === 0 ? '' : hourText(minute, formats.locale)}
            </span>
          ))}
          {days.includes(today) ? (
            <span className={classes.nowTime} style={{ top: percent(nowMinute) }}>
              {formats.time(now)}
            </span>
          ) : null}
        </div>
        {days.map((day) => (
          <DayHours
            key={day}
            day={day}
            laid={layout.laid.get(day)}
            change={layout.changes.get(day)}
            nowMinute={nowMinute}
            drawing={drawing}
          />
        ))}
      </div>
    </div>
  );
}

function AllDayRow({ drawing, bars }: { readonly drawing: CalendarDrawing; readonly bars: readonly DayBar[] }) {
  const { days } = drawing;
  const hidden = (place: number) =>
    bars.filter(({ row, first, days: length }) => row >= mostBarRows && place >= first && place < first + length)
      .length;
  return (
    <div className={classes.columns} data-all-day>
      <div className={classes.zone}>All day</div>
      {days.map((day, place) => (
        <div
          key={day}
          className={classes.allDay}
          data-day={day}
          data-folded={drawing.isFolded(day) || undefined}
          style={{ gridColumn: place + 2 }}
        >
          {hidden(place) === 0 ? null : (
            <MoreButton day={day} minute={null} count={hidden(place)} drawing={drawing} style={{ bottom: 2 }} />
          )}
        </div>
      ))}
      {bars
        .filter(({ row }) => row < mostBarRows)
        .map(({ event, row, first, days: length, isCutBefore, isCutAfter }) => (
          <EventBox
            key={event.id}
            {...eventDrawing(drawing, event, days[first] ?? '')}
            event={event}
            day={days[first] ?? ''}
            shape="line"
            isCutBefore={isCutBefore}
            isCutAfter={isCutAfter}
            style={{ gridColumn: `${first + 2} / span ${length}`, gridRow: 1, marginTop: 4 + row * 24, zIndex: 1 }}
          />
        ))}
    </div>
  );
}

function DayHours({
  day,
  laid,
  change,
  nowMinute,
  drawing,
}: {
  readonly day: string;
  readonly laid: LaidDay | undefined;
  readonly change: ClockChange | undefined;
  readonly nowMinute: number;
  readonly drawing: CalendarDrawing;
}) {
  const { formats, today, active, slot } = drawing;
  if (drawing.isFolded(day)) return <div className={classes.strip} data-day={day} />;
  const isSlotActive = active?.day === day && active.key.startsWith('slot ');
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the calendar answers the keys; this is for the pointer
    <div
      className={classes.day}
      data-day={day}
      data-hours
      data-today={day === today || undefined}
      onPointerDown={drawing.onHoursDown}
      onClick={drawing.onPlaceClick}
      onDoubleClick={drawing.onPlaceDoubleClick}
    >
      {change === undefined ? null : (
        <div
          className={classes.change}
          data-kind={change.kind}
          style={{ top: percent(change.from), height: percent(change.to - change.from) }}
        >
          {change.kind === 'skipped'
            ? 'The clocks go forward: this time does not exist'
            : 'The clocks go back: this hour occurs twice'}
        </div>
      )}
      {laid?.pieces.map((piece) => (
        <EventBox
          key={piece.event.id}
          {...eventDrawing(drawing, piece.event, day)}
          event={piece.event}
          day={day}
          shape="box"
          from={piece.isStart ? piece.from : null}
          minutes={piece.to - piece.from}
          hasEnd={piece.isEnd}
          isCutBefore={!piece.isStart}
          isCutAfter={!piece.isEnd}
          style={boxStyle(piece)}
        />
      ))}
      {laid?.more.map((more) => (
        <MoreButton
          key={more.from}
          day={day}
          minute={more.from}
          count={more.pieces.length}
          drawing={drawing}
          style={boxStyle(more)}
        />
      ))}
      {isSlotActive && active.minute !== null ? (
        <div
          id={drawing.idOf(day, slotKey(active.minute))}
          role="img"
          className={classes.cursor}
          aria-label={`${dayLong(day, formats.locale)}, ${minuteText(active.minute, formats.locale)}, free`}
          style={{ top: percent(active.minute), height: percent(30) }}
        >
          {drawing.noun === undefined
            ? null
            : `${minuteText(active.minute, formats.locale)}, Enter adds a ${drawing.noun}`}
        </div>
      ) : null}
      {slot?.day === day ? (
        <div className={classes.drawn} style={{ top: percent(slot.from), height: percent(slot.to - slot.from) }}>
          {minuteText(slot.from, formats.locale)} – {minuteText(slot.to % minutesOfDay, formats.locale)}
        </div>
      ) : null}
      {day === today ? <div className={classes.now} style={{ top: percent(nowMinute) }} /> : null}
    </div>
  );
}

const boxStyle = ({
  from,
  to,
  lane,
  lanes,
}: {
  readonly from: number;
  readonly to: number;
  readonly lane: number;
  readonly lanes: number;
}): CSSProperties => ({
  top: percent(from),
  height: `max(20px, calc(${percent(to - from)} - 2px))`,
  left: `calc(${(lane / lanes) * 100}% + 2px)`,
  width: `calc(${100 / lanes}% - 4px)`,
});
