import { useImperativeHandle, useRef } from 'react';
import { useFormats } from '../formats/formats-context.tsx';
import { Announcements } from '../parts/announcements.tsx';
import { useInnerWidth } from '../parts/use-inner-width.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import { CalendarArea } from './calendar-area.tsx';
import type { CalendarProps, MovableEvent } from './calendar-model.ts';
import { DraggedRecord } from './lane/dragged-record.tsx';
import { type LaneApi, UnscheduledLane } from './lane/unscheduled-lane.tsx';
import { type CalendarPlace, timePlacedAt, slotLength, timeAt } from './moves/moved-time.ts';
import { useCalendarPointer } from './moves/use-calendar-pointer.ts';
import { useEventMove } from './moves/use-event-move.ts';
import { useCalendarCursor } from './use-calendar-cursor.ts';
import { useCalendarDrawing } from './use-calendar-drawing.ts';
import { useCalendarLayout } from './use-calendar-layout.ts';
import { useShownDays } from './use-shown-days.ts';
import classes from './calendar.module.css';

/** Chosen: the width in pixels from which the lane is beside the days. In less room it is a bar below them. */
const leastBeside = 880;

/**
 * Events by day, week, month, or as an agenda, with a lane of records without a time beside them. The calendar is one tab stop.
 * Arrow keys go between slots and events; Enter opens or adds; P or Space picks an event up, arrows then move it and Enter puts it
 * down. Events are dragged by mouse, pen or a resting finger. Each of these actions is announced to screen readers.
 */
export function Calendar(props: CalendarProps) {
  const { span, day, create, counts, lane } = props;
  const { timeZone } = useFormats();
  const area = useRef<HTMLDivElement>(null);
  const laneBox = useRef<HTMLElement>(null);
  const laneApi = useRef<LaneApi>(null);
  const beside = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow();
  const width = useInnerWidth(beside, lane !== undefined);
  const isBar = isNarrow || (width > 0 && width < leastBeside);
  const shown = useShownDays(props);
  const { days, today } = shown;
  const move = useEventMove(props);
  const layout = useCalendarLayout(move.events, { span, day, days, timeZone, counts, isFolded: shown.isFolded });
  const cursor = useCalendarCursor(props, { stops: layout.stops, shown, announce: move.announce });

  const addAt = (place: CalendarPlace, minutes: number | null = null) =>
    create?.add(timeAt(props.isByDay === true ? { isAllDay: true } : { isAllDay: false, minutes }, place, timeZone));
  const pointer = useCalendarPointer({
    area,
    lane: laneBox,
    move,
    timeZone,
    onDrawn: create && ((slot) => addAt({ day: slot.day, minute: slot.from }, slotLength(slot, timeZone))),
  });
  useImperativeHandle(props.apiRef, () => ({ focus: () => area.current?.focus() }), []);

  /** Picks a record of the lane up, at the place of the keyboard; not before the present day, if that is in sight. */
  const planByKeys = (event: MovableEvent) => {
    const { wanted } = cursor;
    const isPast = wanted.day < today && days.includes(today);
    const time = timePlacedAt(event, { day: isPast ? today : wanted.day, minute: wanted.minute }, timeZone);
    if (!move.pickUp(event, { by: 'keys', from: 'lane', time })) return;
    area.current?.focus({ preventScroll: true });
    cursor.goToEvent(event, time);
  };

  const drawing = useCalendarDrawing(props, { area, shown, layout, cursor, move, pointer, addAt });
  return (
    <div className={classes.frame}>
      {props.note === undefined ? null : <div className={classes.note}>{props.note}</div>}
      <div ref={beside} className={classes.beside} data-bar={isBar || undefined}>
        <CalendarArea
          props={props}
          area={area}
          drawing={drawing}
          layout={layout}
          cursor={cursor}
          addAt={create && addAt}
          onBackInLane={({ id }) => laneApi.current?.focusRecord(id)}
        />
        {lane ? (
          <UnscheduledLane
            lane={lane}
            isBar={isBar}
            boxRef={laneBox}
            apiRef={laneApi}
            move={move}
            openId={props.openId}
            onDown={pointer.onLaneDown}
            onPlan={planByKeys}
            onOpen={(event) => {
              if (!pointer.wasDragged()) props.onOpen(event);
            }}
          />
        ) : null}
      </div>
      {lane && move.moving?.by === 'pointer' ? <DraggedRecord moving={move.moving} /> : null}
      <Announcements said={move.said} notice={move.notice} />
    </div>
  );
}
