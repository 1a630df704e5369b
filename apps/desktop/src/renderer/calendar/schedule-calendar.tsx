import { daysShown } from '@outpost/domain/kernel/calendar/calendar-days';
import { Calendar } from '@outpost/ui/calendar/calendar';
import type { CalendarApi, CalendarLane, EventTime } from '@outpost/ui/calendar/calendar-model';
import { spanTitle } from '@outpost/ui/calendar/calendar-words';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { type ReactNode, type Ref, useMemo, useState } from 'react';
import { useSummary } from '../queries/record-queries.ts';
import { useLocal } from '../queries/use-local.ts';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import { mayCreate } from '../records/may.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useAddAt } from './use-add-at.ts';
import type { ShownSpan } from './use-shown-span.ts';
import { mostScheduled, type ScheduledSource, useScheduled } from './use-scheduled.ts';
import { useScheduleMoves } from './use-schedule-moves.ts';
import { useUnscheduled } from './use-unscheduled.ts';

type Props = {
  readonly label: string;
  readonly sources: readonly ScheduledSource[];
  readonly shown: ShownSpan;
  readonly openId: string | undefined;
  readonly onOpen: (id: string) => void;
  /** Drawn if the sources have no records at all. Left out: the calendar is drawn. */
  readonly empty?: ReactNode;
  /** Adds a record if several kinds are shown. Left out: a record of the only kind. */
  readonly onAdd?: ((time: EventTime) => void) | undefined;
  readonly apiRef?: Ref<CalendarApi>;
  /** Whether the lane of unscheduled records is open until the person opens or folds it. */
  readonly hasOpenLane?: boolean;
};

/** Returns the lane of unscheduled records beside a calendar. Its records are read once it is open somewhere. */
function useLane(sources: readonly ScheduledSource[], hasOpenLane: boolean): CalendarLane {
  const [kept, keep] = useLocal('calendar/lane');
  const [isOpenBelow, setOpenBelow] = useState(false);
  const isOpenBeside = typeof kept === 'boolean' ? kept : hasOpenLane;
  const { sections, isLoaded, problem, onMore } = useUnscheduled(sources, {
    isOff: !hasOpenLane && !isOpenBeside && !isOpenBelow,
  });
  const [only, ...others] = sources;
  return {
    noun: only && others.length === 0 ? { one: oneOf(only.entity), many: manyOf(only.entity) } : { one: 'record', many: 'records' }, // prettier-ignore
    sections,
    isLoaded,
    problem,
    onMore,
    isOpen: { beside: isOpenBeside, below: isOpenBelow },
    onToggle: (place, isOpen) => (place === 'below' ? setOpenBelow(isOpen) : keep(isOpen)),
  };
}

/** The records of scheduled kinds in a calendar: read for the shown days, moved by acts, added with their time. */
export function ScheduleCalendar({
  label,
  sources,
  shown,
  openId,
  onOpen,
  empty,
  onAdd,
  apiRef,
  hasOpenLane = false,
}: Props) {
  // prettier-ignore
  const formats = useFormats();
  const principal = usePrincipal();
  const addAt = useAddAt();
  const moveTo = useScheduleMoves();
  const [kept, keep] = useLocal('calendar/weekend');
  const { span, day, onGo } = shown;
  const weekStart = formats.week.start;
  const days = useMemo(() => daysShown(span, day, weekStart), [span, day, weekStart]);
  const scheduled = useScheduled(sources, days);
  const lane = useLane(sources, hasOpenLane);
  const only = sources.length === 1 ? sources[0] : undefined;
  const isNothing = scheduled.isLoaded && scheduled.events.length === 0;
  const { data: all } = useSummary(
    {
      entity: only?.entity.name ?? '',
      ...(only?.where === undefined ? {} : { where: only.where }),
      ...(only?.search === undefined ? {} : { search: only.search }),
      sums: [],
    },
    { isOff: !isNothing || only === undefined || empty === undefined },
  );
  if (scheduled.error) throw scheduled.error; // the screen's boundary draws it
  if (isNothing && empty !== undefined && all?.groups.every(({ count }) => count === 0) === true)
    return <div style={{ flex: 1, display: 'grid', minHeight: 0 }}>{empty}</div>;

  const addable = sources.filter(({ entity }) => mayCreate(principal, entity));
  const [first] = addable;
  const add =
    onAdd ??
    ((time: EventTime) => {
      if (first) addAt(first.entity, time);
    });
  const isByDay =
    addable.length > 0 && addable.every(({ entity }) => entity.fields[entity.schedule?.at ?? '']?.type === 'date');
  const words = only === undefined ? 'records' : manyOf(only.entity);
  const read = scheduled.events.length;
  return (
    <Calendar
      label={`${label}, ${spanTitle(span, day, { locale: formats.locale, weekStart })}`}
      span={span}
      day={day}
      events={scheduled.events}
      counts={scheduled.counts}
      note={
        read < mostScheduled || scheduled.total === undefined
          ? undefined
          : `Shows the first ${formats.count(read)}${scheduled.total > read ? ` of ${formats.count(scheduled.total)}` : ''} ${words} of these days. A filter or a shorter span shows the others.`
      }
      onGo={onGo}
      onOpen={({ id }) => onOpen(id)}
      onMove={moveTo}
      lane={lane}
      {...(first ? { create: { noun: addable.length === 1 ? oneOf(first.entity) : 'record', add } } : {})}
      isByDay={isByDay}
      openId={openId}
      isWeekendOpen={typeof kept === 'boolean' ? kept : undefined}
      onWeekend={(isOpen) => keep(isOpen)}
      empty={
        scheduled.isLoaded ? (
          <EmptyState
            icon="calendar"
            title={`No ${words} from ${formats.date(day)} to ${formats.date(days.at(-1) ?? day)}`}
          >
            Other days are one step away.
          </EmptyState>
        ) : null
      }
      apiRef={apiRef}
    />
  );
}
