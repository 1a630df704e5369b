import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useBridge } from '../window/app-ports.tsx';
import { ask } from './ask.ts';
import { queryKeyOf } from './query-key-of.ts';

/** The acts that wait, oldest first. */
export function useOutbox() {
  const bridge = useBridge();
  return useQuery({ queryKey: queryKeyOf('sync.outbox', '', null), queryFn: () => ask(bridge, 'sync.outbox', null) });
}

/** What was refused and needs the person (S-5). */
export function useTray() {
  const bridge = useBridge();
  return useQuery({ queryKey: queryKeyOf('sync.tray', '', null), queryFn: () => ask(bridge, 'sync.tray', null) });
}

/** Values that gave way in a merge and that nobody has dealt with (S-4). */
export function useReplaced() {
  const bridge = useBridge();
  return useQuery({ queryKey: queryKeyOf('sync.replaced', '', {}), queryFn: () => ask(bridge, 'sync.replaced', {}) });
}

/** What this device holds. */
export function useDevice() {
  const bridge = useBridge();
  return useQuery({ queryKey: queryKeyOf('sync.device', '', null), queryFn: () => ask(bridge, 'sync.device', null) });
}

/**
 * What the person did to many records at once. Asked anew when all has been exchanged, and not with every change: it is counted over
 * the history of thousands of records.
 */
export function useUndertakings(upToDateAt: string | null) {
  const bridge = useBridge();
  return useQuery({
    queryKey: [...queryKeyOf('acts.undertakings', '', null), upToDateAt],
    queryFn: () => ask(bridge, 'acts.undertakings', null),
    placeholderData: keepPreviousData,
  });
}
