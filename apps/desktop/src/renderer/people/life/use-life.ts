import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '../../../bridge/contract.ts';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useLive } from '../../session/session-context.tsx';
import { useBridge } from '../../window/app-ports.tsx';

type Told<T> = T & {
  /** Why the server could not be asked. */
  readonly problem: string | undefined;
  readonly again: () => void;
};

/** Asks the server for the plan; again when the device is online again. */
export function usePlan(): Told<{ readonly plan: CallOutput<'organisation.plan'> | undefined }> {
  const { data, error, refetch } = useServerQuery('organisation.plan', false);
  return { plan: data, problem: error instanceof Error ? error.message : undefined, again: () => void refetch() };
}

/** Asks the server whether and when the organisation is deleted; undefined while it is not known, and for others than administrators. */
export function useEnding({ isOff }: { readonly isOff: boolean }): Told<{
  readonly ending: CallOutput<'organisation.ending'>['ending'] | undefined;
}> {
  const { data, error, refetch } = useServerQuery('organisation.ending', isOff);
  const problem = error instanceof Error ? error.message : undefined;
  return { ending: data?.ending, problem, again: () => void (isOff || refetch()) };
}

function useServerQuery<N extends 'organisation.plan' | 'organisation.ending'>(name: N, isOff: boolean) {
  const bridge = useBridge();
  const isOffline = useLive('sync')?.state === 'offline';
  return useQuery<CallOutput<N>>({
    queryKey: [...queryKeyOf(name, '', null), isOffline],
    queryFn: () => ask(bridge, name, null as never), // both calls take null
    placeholderData: (before) => before,
    retry: false,
    enabled: !isOff,
  });
}
