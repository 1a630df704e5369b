import { useQuery } from '@tanstack/react-query';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useIsOffline } from '../use-people.ts';

/** An answer of the server. `problem`: why it could not be asked. Both are undefined while it is asked. */
export type SightReply<T> = {
  readonly data: T | undefined;
  readonly problem: string | undefined;
  readonly again: () => void;
};

const answerOf = <T>(data: T | undefined, error: unknown, refetch: () => Promise<unknown>): SightReply<T> => ({
  data: error === null ? data : undefined, // rights may have changed: an earlier answer is not shown beside a problem
  problem: error instanceof Error ? error.message : undefined,
  again: () => void refetch(),
});

/** Asks the server for the rights of a person or a role to a record, and again when the device is online again. */
export function useExplainedAccess(
  of: CallInput<'access.explain'>['of'],
  record: CallInput<'access.explain'>['record'],
): SightReply<CallOutput<'access.explain'>> {
  const bridge = useBridge();
  const isOffline = useIsOffline();
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKeyOf('access.explain', '', { of, record }), isOffline],
    queryFn: () => ask(bridge, 'access.explain', { of, record }),
    retry: false,
    staleTime: 0, // rights change without a message to this device
  });
  return answerOf(data, error, refetch);
}

/** Asks the server for all people who see a record. */
export function useSeenBy(record: CallInput<'access.seenBy'>['record']): SightReply<CallOutput<'access.seenBy'>> {
  const bridge = useBridge();
  const isOffline = useIsOffline();
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKeyOf('access.seenBy', '', { record }), isOffline],
    queryFn: () => ask(bridge, 'access.seenBy', { record }),
    retry: false,
    staleTime: 0, // as above
  });
  return answerOf(data, error, refetch);
}
