import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Bridge, CallInput, CallOutput, ShownRecord } from '../../bridge/contract.ts';
import { recordCountOf } from '../../bridge/records-of-summary.ts';
import { useBridge } from '../window/app-ports.tsx';
import { ask } from './ask.ts';
import { askedIf, queryKeyOf } from './query-key-of.ts';

type Options = { readonly isOff?: boolean };

const recordQuery = (bridge: Bridge, id: string | undefined) => ({
  ...askedIf(id !== undefined, queryKeyOf('records.get', '', { id })),
  queryFn: () => ask(bridge, 'records.get', { id: id ?? '' }),
});

/** Returns one record with the data that its page needs. */
export function useRecord(id: string | undefined) {
  return useQuery(recordQuery(useBridge(), id));
}

/** Returns the groups of sealed fields of a record that this person may see (K-4), with masked values. */
export function useSealedGroups(id: string): CallOutput<'sealed.of'>['groups'] | undefined {
  const bridge = useBridge();
  const { data } = useQuery({
    queryKey: queryKeyOf('sealed.of', '', { id }),
    queryFn: () => ask(bridge, 'sealed.of', { id }),
  });
  return data?.groups;
}

/**
 * Returns those of these records that the device has, in order and up to date. Meant for a few records: each is a
 * separate query.
 */
export function useRecords(ids: readonly string[]): readonly ShownRecord[] {
  const bridge = useBridge();
  return useQueries({ queries: ids.map((id) => recordQuery(bridge, id)), combine: heldRecords });
}
const heldRecords = (answers: readonly UseQueryResult<CallOutput<'records.get'>>[]): readonly ShownRecord[] =>
  // After a refusal the earlier record stays in `data`, but the error shows that it is no longer shared.
  answers.flatMap(({ data, isError }) => (data && !isError ? [data.record] : []));

/**
 * Returns the answers about a few records, in order: `'gone'` for a record that this device does not have, `undefined`
 * while it loads.
 */
export function useRecordAnswers(ids: readonly string[]): readonly (CallOutput<'records.get'> | 'gone' | undefined)[] {
  const bridge = useBridge();
  return useQueries({ queries: ids.map((id) => recordQuery(bridge, id)), combine: answersOf });
}
const answersOf = (answers: readonly UseQueryResult<CallOutput<'records.get'>>[]) =>
  answers.map(({ data, isError }) => (isError ? ('gone' as const) : data));

const listQuery = (bridge: Bridge, input: CallInput<'records.list'>) => ({
  queryKey: queryKeyOf('records.list', input.entity, input),
  queryFn: () => ask(bridge, 'records.list', input),
  placeholderData: keepPreviousData,
});

/** Returns a window of a list. The earlier rows stay while the next answer loads. */
export function useRecordList(input: CallInput<'records.list'>, { isOff = false }: Options = {}) {
  const query = listQuery(useBridge(), input);
  return useQuery({ ...query, ...askedIf(!isOff, query.queryKey) });
}

/** Returns several lists, in order; `undefined` for a list that is not read yet. */
export function useRecordLists(
  inputs: readonly CallInput<'records.list'>[],
): readonly (CallOutput<'records.list'> | undefined)[] {
  const bridge = useBridge();
  return useQueries({ queries: inputs.map((input) => listQuery(bridge, input)), combine: dataOfEach });
}
const dataOfEach = <T>(answers: readonly UseQueryResult<T>[]): readonly (T | undefined)[] =>
  answers.map(({ data }) => data);

/** Returns exact counts and sums, by groups if a field is named. */
export function useSummary(input: CallInput<'records.summary'>, { isOff = false }: Options = {}) {
  const bridge = useBridge();
  return useQuery({
    ...askedIf(!isOff, queryKeyOf('records.summary', input.entity, input)),
    queryFn: () => ask(bridge, 'records.summary', input),
    // Groups of another kind or field would be shown under this one's name.
    placeholderData: (earlier, query) => (isGroupedAlike(query?.queryKey[2], input) ? earlier : undefined),
  });
}
/** Returns several summaries, in order; `undefined` for one that is not read yet. */
export function useSummaries(
  inputs: readonly CallInput<'records.summary'>[],
): readonly (CallOutput<'records.summary'> | undefined)[] {
  const bridge = useBridge();
  return useQueries({
    queries: inputs.map((input) => ({
      queryKey: queryKeyOf('records.summary', input.entity, input),
      queryFn: () => ask(bridge, 'records.summary', input),
    })),
    combine: dataOfEach,
  });
}

type Grouping = Pick<CallInput<'records.summary'>, 'entity' | 'groupBy' | 'bucket'>;
const isGroupedAlike = (earlier: unknown, now: Grouping): boolean => {
  const { entity, groupBy, bucket } = (earlier ?? {}) as Partial<Grouping>; // the key of a summary ends with its input
  return entity === now.entity && groupBy === now.groupBy && bucket === now.bucket;
};

/** Returns the number of records in all groups of a summary; `undefined` until the summary is known. */
export function countOfSummary(summary: CallOutput<'records.summary'>): number;
export function countOfSummary(summary: CallOutput<'records.summary'> | undefined): number | undefined;
export function countOfSummary(summary: CallOutput<'records.summary'> | undefined): number | undefined {
  return summary && recordCountOf(summary);
}

/** The records that a count is about: by a filter, by words, alive or deleted ones. */
export type Counted = {
  readonly where?: Filter | undefined;
  readonly search?: string | undefined;
  readonly life?: 'alive' | 'deleted' | undefined;
};

/** Returns how many records of this kind the person sees; `undefined` until it is known. Left out: all living records. */
export function useCount(
  entity: Entity,
  { where, search, life }: Counted = {},
  options: Options = {},
): number | undefined {
  const { data } = useSummary(
    {
      entity: entity.name,
      ...(where === undefined ? {} : { where }),
      ...(search === undefined ? {} : { search }),
      ...(life === undefined ? {} : { life }),
      sums: [],
    },
    options,
  );
  return countOfSummary(data);
}

const reportQuery = (bridge: Bridge, input: CallInput<'records.report'>) => ({
  queryKey: queryKeyOf('records.report', input.entity, input),
  queryFn: () => ask(bridge, 'records.report', input),
});

/** Returns a report's rows. Figures of another report are never shown under this one's title, not even briefly. */
export function useReport(input: CallInput<'records.report'>, { isOff = false }: Options = {}) {
  const query = reportQuery(useBridge(), input);
  return useQuery({ ...query, ...askedIf(!isOff, query.queryKey) });
}

/**
 * Returns the answers of several reports, in order; `undefined` for one that is not read yet, and no rows for one that cannot be
 * asked.
 */
export function useReportAnswers(
  inputs: readonly CallInput<'records.report'>[],
): readonly (CallOutput<'records.report'> | undefined)[] {
  const bridge = useBridge();
  return useQueries({ queries: inputs.map((input) => reportQuery(bridge, input)), combine: rowsOfEach });
}
const noRows: CallOutput<'records.report'> = { rows: [], refs: {} };
const rowsOfEach = (answers: readonly UseQueryResult<CallOutput<'records.report'>>[]) =>
  answers.map(({ data, isError }) => data ?? (isError ? noRows : undefined));

/** Returns what moved among the records of a kind with stages since the start of a span. */
export function useMoves(input: CallInput<'records.moves'>) {
  const bridge = useBridge();
  return useQuery({
    queryKey: queryKeyOf('records.moves', input.entity, input),
    queryFn: () => ask(bridge, 'records.moves', input),
  });
}

/** Returns the journal rows of one record, newest first (S-9). */
export function useHistory(id: string, limit: number) {
  const bridge = useBridge();
  return useQuery({
    queryKey: queryKeyOf('records.history', '', { id, limit }),
    queryFn: () => ask(bridge, 'records.history', { id, limit }),
    placeholderData: keepPreviousData,
  });
}

/** Returns a record as it was at an instant (S-9). An earlier answer is never shown for another instant. */
export function useAsItWas(id: string, at: string) {
  const bridge = useBridge();
  return useQuery({
    queryKey: queryKeyOf('records.asItWas', '', { id, at }),
    queryFn: () => ask(bridge, 'records.asItWas', { id, at }),
  });
}

/** Returns the newest entries of the timeline of a record. Its earlier entries stay while the next answer loads. */
export function useTimeline(input: CallInput<'records.timeline'>, { isOff = false }: Options = {}) {
  const bridge = useBridge();
  return useQuery({
    ...askedIf(!isOff, queryKeyOf('records.timeline', '', input)),
    queryFn: () => ask(bridge, 'records.timeline', input),
    // Entries of another record would be shown as those of a related one.
    placeholderData: (earlier, query) => (isAbout(query?.queryKey[2], input.id) ? earlier : undefined),
  });
}
const isAbout = (input: unknown, id: string): boolean =>
  typeof input === 'object' && input !== null && 'id' in input && input.id === id;
