import type { JsonValue } from '@outpost/domain/kernel/json';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useBridge } from '../window/app-ports.tsx';
import { ask } from './ask.ts';
import { queryKeyOf } from './query-key-of.ts';

/** The next value, or a function of the present value, which may be newer than the drawn one. */
export type NextLocal = JsonValue | ((now: JsonValue | undefined) => JsonValue);

/**
 * Returns a value that never leaves this device: a draft, a choice of columns. `undefined` while it is being read,
 * `null` if none is stored. A set value shows immediately and is written in the background.
 */
export function useLocal(key: string): readonly [JsonValue | undefined, (next: NextLocal) => void] {
  const bridge = useBridge();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: queryKeyOf('local.get', '', { key }),
    queryFn: () => ask(bridge, 'local.get', { key }),
  });
  const set = useCallback(
    (next: NextLocal) => {
      const queryKey = queryKeyOf('local.get', '', { key });
      const value =
        typeof next === 'function' ? next(client.getQueryData<{ readonly value: JsonValue }>(queryKey)?.value) : next;
      client.setQueryData(queryKey, { value });
      void bridge.call('local.set', { key, value }); // only a convenience of the screen: a failed write loses nothing else
    },
    [bridge, client, key],
  );
  return [data?.value, set];
}
