import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CallInput } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { ask } from './ask.ts';
import { queryKeyOf } from './query-key-of.ts';

/** Returns the waiting acts, oldest first. */
export function useOutbox() {
  const bridge = useBridge();
  return useQuery({ queryKey: queryKeyOf('sync.outbox', '', null), queryFn: () => ask(bridge, 'sync.outbox', null) });
}

/** Returns the refused acts that need the person (S-5). */
export function useTray() {
  const bridge = useBridge();
  return useQuery({ queryKey: queryKeyOf('sync.tray', '', null), queryFn: () => ask(bridge, 'sync.tray', null) });
}

/** Returns values that were replaced in a merge and not dealt with yet (S-4). */
export function useReplaced() {
  const bridge = useBridge();
  return useQuery({ queryKey: queryKeyOf('sync.replaced', '', {}), queryFn: () => ask(bridge, 'sync.replaced', {}) });
}

/** Returns figures about this device's data. */
export function useDevice() {
  const bridge = useBridge();
  return useQuery({ queryKey: queryKeyOf('sync.device', '', null), queryFn: () => ask(bridge, 'sync.device', null) });
}

/**
 * Returns the person's acts on many records at once, or everybody's imports. It is read again after each completed sync (`follow-changes.ts`) and not
 * with every change, because it counts over the history of thousands of records.
 */
export function useUndertakings(asked: CallInput<'acts.undertakings'>) {
  const bridge = useBridge();
  return useQuery({
    queryKey: queryKeyOf('acts.undertakings', '', asked),
    queryFn: () => ask(bridge, 'acts.undertakings', asked),
    placeholderData: keepPreviousData,
  });
}
