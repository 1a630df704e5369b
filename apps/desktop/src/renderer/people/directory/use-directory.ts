import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ShownDirectorySetup } from '../../../bridge/calls/directory-calls.ts';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useIsOffline } from '../use-people.ts';

/** Chosen: the last contact is known to within a minute. */
const againMs = 60_000;

/** How the directory is set up, as the server last sent it. `problem`: why it could not be asked. */
export type Directory = {
  readonly setup: ShownDirectorySetup | undefined;
  readonly problem: string | undefined;
  readonly again: () => void;
};

/** Asks the server how the directory is set up, again each minute and when the device is online again. */
export function useDirectory(): Directory {
  const bridge = useBridge();
  const isOffline = useIsOffline();
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKeyOf('directory.read', '', null), isOffline],
    queryFn: () => ask(bridge, 'directory.read', null),
    placeholderData: (before) => before,
    staleTime: againMs,
    refetchInterval: isOffline ? false : againMs,
    retry: false,
  });
  return { setup: data, problem: error instanceof Error ? error.message : undefined, again: () => void refetch() };
}

/** Returns a function that requests the set-up again. */
export function useDirectoryAgain(): () => void {
  const client = useQueryClient();
  const [name] = queryKeyOf('directory.read', '', null);
  return () => void client.invalidateQueries({ queryKey: [name] });
}
