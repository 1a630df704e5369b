import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import { askedIf, queryKeyOf } from '../queries/query-key-of.ts';
import { useBridge } from '../window/app-ports.tsx';

/** Chosen: the progress of a search moves visibly. */
const progressMs = 400;

/** The found pairs of a kind, and the search for them. */
export type Duplicates = {
  readonly answer: CallOutput<'duplicates.list'> | undefined;
  readonly isFailed: boolean;
  readonly find: () => void;
  readonly stop: () => void;
  readonly again: () => Promise<void>;
};

/** Returns the found pairs of a kind. Starts a search if there was none on this device. */
export function useDuplicates(entity: string): Duplicates {
  const bridge = useBridge();
  const client = useQueryClient();
  const queryKey = queryKeyOf('duplicates.list', entity, { entity });
  const { data: found, isError } = useQuery({
    queryKey,
    queryFn: () => ask(bridge, 'duplicates.list', { entity }),
  });
  const isSearching = found !== undefined && found.running !== null;
  const { data: progress } = useQuery({
    ...askedIf(isSearching, queryKeyOf('duplicates.progress', entity, { entity })),
    queryFn: () => ask(bridge, 'duplicates.progress', { entity }),
    refetchInterval: progressMs,
  });
  const hasEnded = isSearching && progress?.running === null;
  const answer = isSearching && progress?.running ? { ...found, running: progress.running } : found;
  const again = useCallback(
    () => client.invalidateQueries({ queryKey: queryKeyOf('duplicates.list', entity, { entity }) }),
    [client, entity],
  );
  const find = useCallback(() => void bridge.call('duplicates.find', { entity }).then(again), [bridge, entity, again]);
  useEffect(() => {
    if (hasEnded) void again();
  }, [hasEnded, again]);
  const isUnknown = answer?.foundAt === null && answer.running === null && answer.problem === null;
  useEffect(() => {
    if (isUnknown) find();
  }, [isUnknown, find]);
  return {
    answer,
    isFailed: isError,
    find,
    stop: () => void bridge.call('duplicates.stop', { entity }).then(again),
    again,
  };
}
