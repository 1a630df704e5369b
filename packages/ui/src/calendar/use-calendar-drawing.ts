import { type RefObject, useId } from 'react';
import { useFormats } from '../formats/formats-context.tsx';
import { useSteady } from '../parts/use-steady.ts';
import type { CalendarDrawing } from './calendar-drawing.ts';
import type { CalendarProps } from './calendar-model.ts';
import { type CalendarPlace, slotStart } from './moves/moved-time.ts';
import type { CalendarPointer } from './moves/use-calendar-pointer.ts';
import type { EventMove } from './moves/use-event-move.ts';
import type { CalendarCursor } from './use-calendar-cursor.ts';
import type { CalendarLayout } from './use-calendar-layout.ts';
import type { ShownDays } from './use-shown-days.ts';

type Parts = {
  readonly area: RefObject<HTMLDivElement | null>;
  readonly shown: ShownDays;
  readonly layout: CalendarLayout;
  readonly cursor: CalendarCursor;
  readonly move: EventMove;
  readonly pointer: CalendarPointer;
  readonly addAt: (place: CalendarPlace) => void;
};

/** Returns the state and the callbacks that all parts of a calendar share while it is drawn. */
export function useCalendarDrawing(
  props: CalendarProps,
  { area, shown, layout, cursor, move, pointer, addAt }: Parts,
): CalendarDrawing {
  const { span, onGo, create } = props;
  const calendarId = useId();
  const formats = useFormats();
  const focus = () => area.current?.focus({ preventScroll: true });
  // The same functions for all drawings, so that a changed event does not draw the other ones.
  const onEventDown: CalendarDrawing['onEventDown'] = useSteady(pointer.onEventDown);
  const onEndDown: CalendarDrawing['onEndDown'] = useSteady(pointer.onEndDown);
  const onEventClick: CalendarDrawing['onEventClick'] = useSteady((event, on) => {
    if (pointer.wasDragged()) return;
    focus();
    cursor.goToEvent(event, event.time, on);
    props.onOpen(event);
  });
  return {
    ...shown,
    formats,
    events: move.events,
    weekend: formats.week.weekend,
    stops: layout.stops,
    active: cursor.active,
    idOf: (one, key) => `${calendarId}${one}${key}`.replaceAll(' ', '-'),
    move,
    slot: pointer.slot,
    counts: props.counts,
    openId: props.openId,
    onWeekend: props.onWeekend,
    onEventDown,
    onEndDown,
    onEventClick,
    onHoursDown: pointer.onHoursDown,
    onPlaceClick(at) {
      const place = pointer.placeOf(at);
      if (!place || pointer.wasDragged()) return;
      focus();
      cursor.goToPlace(place);
    },
    onPlaceDoubleClick(at) {
      const place = pointer.placeOf(at);
      if (place) addAt(slotStart(place));
    },
    onDay: (one) => onGo(span === 'agenda' ? { day: one } : { day: one, span: 'day' }),
    onMore: (one) => onGo({ day: one, span: span === 'day' ? 'agenda' : 'day' }),
    noun: create?.noun,
  };
}
