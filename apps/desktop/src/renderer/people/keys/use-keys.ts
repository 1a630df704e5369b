import { useQuery } from '@tanstack/react-query';
import type { ShownApiKey } from '../../../bridge/calls/key-calls.ts';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useIsOffline } from '../use-people.ts';

/** The keys as the server last sent them. `problem`: why it could not be asked. */
type Keys = {
  readonly keys: readonly ShownApiKey[] | undefined;
  readonly problem: string | undefined;
  readonly again: () => void;
};

/** Asks the server for the keys of the API, and again when the device is online again. */
export function useKeys(): Keys {
  const bridge = useBridge();
  const isOffline = useIsOffline();
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKeyOf('keys.list', '', null), isOffline],
    queryFn: () => ask(bridge, 'keys.list', null),
    placeholderData: (before) => before,
    retry: false,
  });
  return {
    keys: data?.keys,
    problem: error instanceof Error ? error.message : undefined,
    again: () => void refetch(),
  };
}
