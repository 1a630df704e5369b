import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CallInput, CallName, CallOutput } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import { askedIf, queryKeyOf } from '../queries/query-key-of.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useLiveValue } from './session-context.tsx';

/** Whether this device cannot ask the server now. */
export const useIsOffline = (): boolean =>
  useLiveValue('sync', (sync) => sync?.state === 'offline' || sync?.state === 'session-ended');

/** An answer of the server, as it last came. `problem`: why the last question was not answered. Both are undefined while it is asked. */
export type LatestAnswer<T> = {
  readonly data: T | undefined;
  readonly problem: string | undefined;
  readonly isOffline: boolean;
  readonly again: () => void;
};

type How = {
  /** Asks nothing. */
  readonly isOff?: boolean;
  /** The question is asked again after this time, while the screen shows the answer. */
  readonly everyMs?: number;
  /** The answer changes without a message to this device: a screen that opens asks again. */
  readonly isAlwaysOld?: boolean;
};

/** Asks the server a question, and again when the device is online again. Meanwhile the earlier answer to the same question stays. */
export function useFromServer<N extends CallName>(
  name: N,
  input: CallInput<N>,
  how: How = {},
): LatestAnswer<CallOutput<N>> {
  const { isOff = false, everyMs, isAlwaysOld = false } = how;
  const bridge = useBridge();
  const isOffline = useIsOffline();
  const question = JSON.stringify(input);
  const { data, error, refetch } = useQuery<CallOutput<N>>({
    ...askedIf(!isOff, [...queryKeyOf(name, '', input), isOffline]),
    queryFn: () => ask(bridge, name, input),
    placeholderData: (before, query) => (JSON.stringify(query?.queryKey[2]) === question ? before : undefined),
    ...(isAlwaysOld ? { staleTime: 0 } : everyMs === undefined ? {} : { staleTime: everyMs }),
    refetchInterval: isOffline || everyMs === undefined ? false : everyMs,
  });
  return { data, problem: error?.message, isOffline, again: () => void (isOff || refetch()) };
}

/** Returns a function that asks the server these questions again, after an act that only the server knows. */
export function useAskAgain(...names: readonly CallName[]): () => void {
  const client = useQueryClient();
  const asked = names.join(' ');
  return useCallback(() => {
    for (const name of asked.split(' ')) void client.invalidateQueries({ queryKey: [name] });
  }, [client, asked]);
}
