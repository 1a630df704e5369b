import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CalendarEvent } from '@outpost/ui/calendar/calendar-model';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useBridge } from '../window/app-ports.tsx';
import { both } from '../window/list-address.ts';
import { scheduledEvent } from './scheduled-event.ts';
import { scheduleWindow } from './schedule-window.ts';
import { useEventSources } from './use-event-sources.ts';

/** Records of one kind in a calendar. The kind declares a schedule. */
export type ScheduledSource = {
  readonly entity: Entity;
  readonly where: Filter | undefined;
  readonly search: string | undefined;
};

/** The events of a calendar's shown days. */
export type Scheduled = {
  readonly events: readonly CalendarEvent[];
  /** The number of records of each day, if more records than `mostScheduled` are in the shown days. */
  readonly counts: ReadonlyMap<string, number> | undefined;
  /** The number of all records in the shown days, if not all were read. */
  readonly total: number | undefined;
  readonly isLoaded: boolean;
  readonly error: Error | null;
};

/** The records of a kind that are read for the shown days: the limit of one question. */
export const mostScheduled = 1_000;

type Answer<T> = { readonly data: T | undefined; readonly error: Error | null; readonly isPlaceholderData: boolean };
// The results are combined in stable functions, so that TanStack reuses them while nothing changes.
const allOf = <T>(answers: readonly Answer<T>[]) => ({
  data: answers.map(({ data }) => data),
  error: answers.find(({ error }) => error !== null)?.error ?? null,
  isLoaded: answers.every(({ data, isPlaceholderData }) => data !== undefined && !isPlaceholderData),
});
const listsOf = (answers: readonly Answer<CallOutput<'records.list'>>[]) => allOf(answers);
const reportsOf = (answers: readonly Answer<CallOutput<'records.report'>>[]) => allOf(answers);

/** Returns the counts by day: from reports if a list was cut, otherwise from the events themselves. */
function countsOf(
  reports: readonly (CallOutput<'records.report'> | undefined)[],
  whole: readonly CalendarEvent[],
  dayOf: (at: string) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (day: string, count: number) => counts.set(day, (counts.get(day) ?? 0) + count);
  for (const report of reports)
    for (const { groups, measures } of report?.rows ?? [])
      if (typeof groups[0] === 'string') add(groups[0], measures['count'] ?? 0);
  for (const { time } of whole) add(time.isAllDay ? time.day : dayOf(time.start), 1);
  return counts;
}

/**
 * Returns the records of the shown days as events. It asks one question for each kind. It asks a second one, for the
 * counts by day, only if the first did not return all records.
 */
export function useScheduled(sources: readonly ScheduledSource[], days: readonly string[]): Scheduled {
  const bridge = useBridge();
  const { timeZone, dayOf } = useFormats();
  const asked = useMemo(
    () =>
      sources.flatMap(({ entity, where, search }) => {
        const shown = both(where, scheduleWindow(entity, days, timeZone));
        const at = entity.schedule?.at;
        return shown === undefined || at === undefined ? [] : [{ entity, at, where: shown, search }];
      }),
    [sources, days, timeZone],
  );
  const lists = useQueries({
    queries: asked.map(({ entity, at, where, search }) => {
      const input: CallInput<'records.list'> = {
        entity: entity.name,
        where,
        ...(search === undefined ? {} : { search }),
        sort: [{ field: at, direction: 'asc' }],
        limit: mostScheduled,
      };
      return {
        queryKey: queryKeyOf('records.list', entity.name, input),
        queryFn: () => ask(bridge, 'records.list', input),
        placeholderData: keepPreviousData,
      };
    }),
    combine: listsOf,
  });
  const isCut = (place: number) => (lists.data[place]?.rows.length ?? 0) >= mostScheduled;
  const reports = useQueries({
    queries: asked.flatMap(({ entity, at, where, search }, place) => {
      if (!isCut(place) || search !== undefined) return []; // reports have no search
      const input: CallInput<'records.report'> = {
        entity: entity.name,
        where,
        groupBy: [{ field: at, bucket: 'day' }],
        measures: [{ name: 'count', fn: 'count' }],
      };
      return [
        {
          queryKey: queryKeyOf('records.report', entity.name, input),
          queryFn: () => ask(bridge, 'records.report', input),
          placeholderData: keepPreviousData,
        },
      ];
    }),
    combine: reportsOf,
  });

  const eventSources = useEventSources(lists.data);
  const byKind = useMemo(() => {
    return asked.map(({ entity }, place) => {
      const rows = (lists.data[place]?.rows ?? []).filter((row) => row.entity === entity.name);
      return { rows, events: rows.flatMap((row) => scheduledEvent(entity, row, eventSources) ?? []) };
    });
  }, [asked, lists.data, eventSources]);
  const cut = lists.data.map((_, place) => isCut(place));
  const isAnyCut = cut.includes(true);
  const counts = useMemo(
    () =>
      isAnyCut && reports.data.some((report) => report !== undefined)
        ? countsOf(
            reports.data,
            byKind.flatMap(({ rows, events }) => (rows.length >= mostScheduled ? [] : events)),
            dayOf,
          )
        : undefined,
    [isAnyCut, reports.data, byKind, dayOf],
  );
  return {
    events: useMemo(() => byKind.flatMap(({ events }) => events), [byKind]),
    counts,
    total: isAnyCut ? [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0) : undefined,
    isLoaded: lists.isLoaded,
    error: lists.error ?? reports.error,
  };
}
