import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { LaneSection, MovableEvent } from '@outpost/ui/calendar/calendar-model';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { recordCountOf } from '../../bridge/records-of-summary.ts';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useBridge } from '../window/app-ports.tsx';
import { both } from '../window/list-address.ts';
import { laneFilters } from './lane-filters.ts';
import { scheduledEvent, unscheduledEvent } from './scheduled-event.ts';
import { useEventSources } from './use-event-sources.ts';
import type { ScheduledSource } from './use-scheduled.ts';

/** Chosen: the records of each question that a lane reads at first, and those of each further press. */
const laneStep = 50;
/** The limit of one question. */
const mostInLane = 1_000;

/** The records of a lane, and the reason why they can't be read. */
export type Unscheduled = {
  readonly sections: readonly LaneSection[];
  readonly isLoaded: boolean;
  readonly problem: string | undefined;
  readonly onMore: (() => void) | undefined;
};

/** One question of a lane: the records of one kind in one section, the next ones first. */
type LaneQuestion = {
  readonly section: LaneSection['id'];
  readonly entity: Entity;
  readonly list: Pick<CallInput<'records.list'>, 'where' | 'search' | 'sort'>;
};

const titles: Readonly<Record<LaneSection['id'], string>> = { late: 'Late', 'without-time': 'Without a time' };

/** Returns the questions for the records of these sources that have no time, or are late. */
function laneQuestions(sources: readonly ScheduledSource[], today: string, timeZone: string): readonly LaneQuestion[] {
  return sources.flatMap(({ entity, where, search }) => {
    const filters = laneFilters(entity, today, timeZone);
    const { at = '' } = entity.schedule ?? {};
    if (!filters) return [];
    const question = (section: LaneSection['id'], filter: Filter, field: string): LaneQuestion => ({
      section,
      entity,
      list: {
        where: both(where, filter),
        sort: [{ field, direction: 'desc' }],
        ...(search === undefined ? {} : { search }),
      },
    });
    return [
      ...(filters.late ? [question('late', filters.late, at)] : []),
      question('without-time', filters.withoutTime, 'createdAt'),
    ];
  });
}

type Answer<T> = { readonly data: T | undefined; readonly error: Error | null };
// Stable functions, so that TanStack reuses their results while nothing changes.
const listsOf = (answers: readonly Answer<CallOutput<'records.list'>>[]) => ({
  lists: answers.map(({ data }) => data),
  isLoaded: answers.every(({ data }) => data !== undefined),
  error: answers.find(({ error }) => error !== null)?.error ?? null,
});
const summariesOf = (answers: readonly Answer<CallOutput<'records.summary'>>[]) => answers.map(({ data }) => data);

/**
 * Returns the records without a time and the late ones, by section, the newest first. It asks one question for each kind and
 * section, and a second one, for their number, only where the first did not return all records.
 */
export function useUnscheduled(
  sources: readonly ScheduledSource[],
  { isOff }: { readonly isOff: boolean },
): Unscheduled {
  // prettier-ignore
  const bridge = useBridge();
  const { timeZone, dayOf } = useFormats();
  const today = dayOf(useNowMs());
  const [limit, setLimit] = useState(laneStep);
  const asked = useMemo(
    () => (isOff ? [] : laneQuestions(sources, today, timeZone)),
    [isOff, sources, today, timeZone],
  );
  const { lists, isLoaded, error } = useQueries({
    queries: asked.map(({ entity, list }) => {
      const input: CallInput<'records.list'> = { entity: entity.name, ...list, limit };
      return {
        queryKey: queryKeyOf('records.list', entity.name, input),
        queryFn: () => ask(bridge, 'records.list', input),
        placeholderData: keepPreviousData,
      };
    }),
    combine: listsOf,
  });
  const isCut = (place: number) => lists[place]?.next !== null && lists[place] !== undefined;
  const cut = asked.flatMap((_, place) => (isCut(place) ? [place] : []));
  const summaries = useQueries({
    queries: cut.map((place) => {
      const { entity, list } = asked[place] ?? { entity: { name: '' }, list: {} };
      const { where, search } = list;
      const input: CallInput<'records.summary'> = {
        entity: entity.name,
        ...(where === undefined ? {} : { where }),
        ...(search === undefined ? {} : { search }),
        sums: [],
      };
      return {
        queryKey: queryKeyOf('records.summary', entity.name, input),
        queryFn: () => ask(bridge, 'records.summary', input),
        placeholderData: keepPreviousData,
      };
    }),
    combine: summariesOf,
  });
  const eventSources = useEventSources(lists);
  const found = useMemo(
    () =>
      asked.map(({ section, entity }, place) => {
        const rows = (lists[place]?.rows ?? []).filter((row) => row.entity === entity.name);
        const eventOf = section === 'late' ? scheduledEvent : unscheduledEvent;
        return rows.flatMap((row): MovableEvent | readonly [] => eventOf(entity, row, eventSources) ?? []);
      }),
    [asked, lists, eventSources],
  );
  const countAt = (place: number): number => {
    const summary = summaries[cut.indexOf(place)];
    return Math.max(found[place]?.length ?? 0, summary ? recordCountOf(summary) : 0);
  };
  const sectionOf = (id: LaneSection['id']): LaneSection => {
    const places = asked.flatMap((question, place) => (question.section === id ? [place] : []));
    return {
      id,
      title: titles[id],
      events: places.flatMap((place) => found[place] ?? []),
      count: places.reduce((sum, place) => sum + countAt(place), 0),
    };
  };
  return {
    sections: [sectionOf('late'), sectionOf('without-time')],
    isLoaded: !isOff && isLoaded,
    problem: error === null ? undefined : 'These records could not be listed.',
    onMore: cut.length > 0 && limit < mostInLane ? () => setLimit(Math.min(mostInLane, limit + laneStep)) : undefined,
  };
}
