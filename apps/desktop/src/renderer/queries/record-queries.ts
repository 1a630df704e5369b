import type { Entity } from '@outpost/domain/kernel/entity';
import type { Filter } from '@outpost/domain/kernel/query/list-query';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CallInput } from '../../bridge/contract.ts';
import { useBridge } from '../app/app-ports.tsx';
import { ask } from './ask.ts';
import { queryKeyOf } from './query-key-of.ts';

type Options = { readonly isOff?: boolean };

/** One record with what a page of it needs. */
export function useRecord(id: string | undefined) {
  const bridge = useBridge();
  return useQuery({
    queryKey: queryKeyOf('records.get', '', { id }),
    queryFn: () => ask(bridge, 'records.get', { id: id ?? '' }),
    enabled: id !== undefined,
  });
}

/** A window of a list; what was there stays while the next answer is on its way. */
export function useRecordList(input: CallInput<'records.list'>, { isOff = false }: Options = {}) {
  const bridge = useBridge();
  return useQuery({
    queryKey: queryKeyOf('records.list', input.entity, input),
    queryFn: () => ask(bridge, 'records.list', input),
    enabled: !isOff,
    placeholderData: keepPreviousData,
  });
}

/** Exact counts and sums, by groups where a field is named. */
export function useSummary(input: CallInput<'records.summary'>, { isOff = false }: Options = {}) {
  const bridge = useBridge();
  return useQuery({
    queryKey: queryKeyOf('records.summary', input.entity, input),
    queryFn: () => ask(bridge, 'records.summary', input),
    enabled: !isOff,
    placeholderData: keepPreviousData,
  });
}

/** How many records of this kind the person sees, all or those that a filter takes; undefined until it is known. */
export function useCount(entity: Entity, where?: Filter): number | undefined {
  const { data } = useSummary({ entity: entity.name, ...(where === undefined ? {} : { where }), sums: [] });
  return data?.groups.reduce((sum, group) => sum + group.count, 0);
}

/** A report's rows. Figures of another question never stand under this one's title, not even for a moment. */
export function useReport(input: CallInput<'records.report'>, { isOff = false }: Options = {}) {
  const bridge = useBridge();
  return useQuery({
    queryKey: queryKeyOf('records.report', input.entity, input),
    queryFn: () => ask(bridge, 'records.report', input),
    enabled: !isOff,
  });
}

/** The journal's rows of one record, newest first (S-9). */
export function useHistory(id: string, limit: number) {
  const bridge = useBridge();
  return useQuery({
    queryKey: queryKeyOf('records.history', '', { id, limit }),
    queryFn: () => ask(bridge, 'records.history', { id, limit }),
    placeholderData: keepPreviousData,
  });
}
