import type { CalendarSpan } from '@outpost/domain/kernel/calendar/calendar-days';
import { type ClockChange, clockChangeOn } from '@outpost/domain/kernel/calendar/wall-time';
import { useMemo } from 'react';
import type { CalendarEvent } from './calendar-model.ts';
import { stopsOfAgenda, stopsOfCell, stopsOfHours, type Stops } from './calendar-stops.ts';
import { type DayBar, type DayPiece, barsOf, eventsByDay, piecesByDay } from './day-pieces.ts';
import { type LaidDay, layOutDay } from './lay-out-day.ts';
import { mostInAgendaDay } from './agenda.tsx';
import { type MonthCell, monthCells } from './month-grid.tsx';
import { mostBarRows, type TimeGridLayout } from './time-grid.tsx';

/** Chosen: the most events side by side, by the width of a day. */
const mostLanes = { day: 8, week: 3 } as const;

/** The places of all events, and the stops of the keyboard among them. */
export type CalendarLayout = {
  readonly stops: Stops;
  readonly grid: TimeGridLayout;
  readonly cells: ReadonlyMap<string, MonthCell>;
  readonly byDay: ReadonlyMap<string, readonly CalendarEvent[]>;
};

type About = {
  readonly span: CalendarSpan;
  readonly day: string;
  readonly days: readonly string[];
  readonly timeZone: string;
  readonly counts: ReadonlyMap<string, number> | undefined;
  /** Whether a day is folded to a strip, which has no stops. */
  readonly isFolded: (day: string) => boolean;
};

const barsOn = (bars: readonly DayBar[], place: number) =>
  bars.filter(({ row, first, days }) => row < mostBarRows && place >= first && place < first + days);
/** Returns the change of clocks on a day, as an entry of a map; none where the clocks do not change. */
function changeOn(day: string, timeZone: string): readonly (readonly [string, ClockChange])[] {
  const change = clockChangeOn(day, timeZone);
  return change === undefined ? [] : [[day, change]];
}
const noDay: LaidDay = { pieces: [], more: [] };
const noPieces: readonly DayPiece[] = [];

function stopsOf({ span, day, days, counts, isFolded }: About, parts: Omit<CalendarLayout, 'stops'>): Stops {
  const { grid, cells, byDay } = parts;
  if (span === 'month')
    return new Map(days.map((one) => [one, stopsOfCell(one, cells.get(one)?.shown ?? [], cells.get(one)?.more ?? 0)]));
  if (span === 'agenda')
    return new Map(
      days
        .filter((one) => one >= day)
        .map((one) => {
          const events = byDay.get(one) ?? [];
          const shown = events.slice(0, mostInAgendaDay);
          const more = events.length === 0 ? 0 : Math.max(events.length, counts?.get(one) ?? 0) - shown.length;
          return [one, stopsOfAgenda(one, shown, more)];
        }),
    );
  return new Map(
    days.flatMap((one, place) =>
      isFolded(one) ? [] : [[one, stopsOfHours(one, barsOn(grid.bars, place), grid.laid.get(one) ?? noDay)]],
    ),
  );
}

/** Lays out the events for a span. */
export function useCalendarLayout(events: readonly CalendarEvent[], about: About): CalendarLayout {
  const { span, day, days, timeZone, counts, isFolded } = about;
  const hasHours = span === 'day' || span === 'week';
  const changes = useMemo(
    () => new Map(hasHours ? days.flatMap((one) => changeOn(one, timeZone)) : []),
    [hasHours, days, timeZone],
  );
  const parts = useMemo(() => {
    const pieces = span === 'month' ? new Map<string, readonly DayPiece[]>() : piecesByDay(events, days, timeZone);
    const most = span === 'day' ? mostLanes.day : mostLanes.week;
    const laid = new Map(
      hasHours
        ? days.map((one) => [one, layOutDay(isFolded(one) ? noPieces : (pieces.get(one) ?? noPieces), most)])
        : [],
    );
    const byDay = hasHours ? new Map<string, readonly CalendarEvent[]>() : eventsByDay(events, days, timeZone);
    return {
      grid: { pieces, laid, bars: hasHours ? barsOf(events, days, timeZone) : [], changes },
      byDay,
      cells: span === 'month' ? monthCells(byDay, counts) : new Map<string, MonthCell>(),
    };
  }, [events, span, days, timeZone, counts, isFolded, hasHours, changes]);
  const stops = useMemo(
    () => stopsOf({ span, day, days, timeZone, counts, isFolded }, parts),
    [parts, span, day, days, timeZone, counts, isFolded],
  );
  return { ...parts, stops };
}
