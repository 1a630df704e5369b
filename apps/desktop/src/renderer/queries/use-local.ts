import type { JsonValue } from '@outpost/domain/kernel/json';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useBridge } from '../window/app-ports.tsx';
import { ask } from './ask.ts';
import { queryKeyOf } from './query-key-of.ts';

/** What is to be kept, or what is made of the value as it is now, which may be newer than the one that was drawn. */
export type NextLocal = JsonValue | ((now: JsonValue | undefined) => JsonValue);

/**
 * A value that never leaves this device: a draft, a choice of columns. `undefined` while it is being read, `null` where none is
 * kept. Setting it shows at once and is written behind.
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
      void bridge.call('local.set', { key, value }); // a value of the screen's own comfort: a failure costs only that
    },
    [bridge, client, key],
  );
  return [data?.value, set];
}
