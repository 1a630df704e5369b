import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { DeviceSession } from '../../bridge/calls/device-calls.ts';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useLive } from '../session/session-context.tsx';
import { useBridge } from '../window/app-ports.tsx';

type Call = 'devices.own' | 'devices.ofPeople';

/** A list of sessions as the server last sent it. `problem`: why it could not be asked. */
export type Devices = {
  readonly sessions: readonly DeviceSession[] | undefined;
  readonly problem: string | undefined;
  readonly again: () => void;
};

/** Chosen: last uses are shown in minutes. */
const againMs = 60_000;

/** Asks the server for one's own sessions, or for those of people. It is asked again each minute, and when the device is online again. */
export function useDevices(call: Call, { isOff = false }: { readonly isOff?: boolean } = {}): Devices {
  const bridge = useBridge();
  const isOffline = useLive('sync')?.state === 'offline';
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKeyOf(call, '', null), isOffline],
    queryFn: () => ask(bridge, call, null),
    placeholderData: (before) => before,
    staleTime: againMs,
    refetchInterval: isOffline ? false : againMs,
    retry: false,
    enabled: !isOff,
  });
  return {
    sessions: data?.sessions,
    problem: error instanceof Error ? error.message : undefined,
    again: () => void refetch(),
  };
}

/** Returns a function that requests both lists again. */
export function useDevicesAgain(): () => void {
  const client = useQueryClient();
  return () => {
    for (const call of ['devices.own', 'devices.ofPeople'] as const) {
      const [name] = queryKeyOf(call, '', null);
      void client.invalidateQueries({ queryKey: [name] });
    }
  };
}
