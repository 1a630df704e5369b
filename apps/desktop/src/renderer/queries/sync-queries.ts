import { useQuery } from '@tanstack/react-query';
import { useBridge } from '../app/app-ports.tsx';
import { ask } from './ask.ts';
import { keyOf } from './query-keys.ts';

/** The acts that wait, oldest first. */
export function useOutbox() {
  const bridge = useBridge();
  return useQuery({ queryKey: keyOf('sync.outbox', '', null), queryFn: () => ask(bridge, 'sync.outbox', null) });
}

/** What was refused and needs the person (S-5). */
export function useTray() {
  const bridge = useBridge();
  return useQuery({ queryKey: keyOf('sync.tray', '', null), queryFn: () => ask(bridge, 'sync.tray', null) });
}

/** Values that gave way in a merge and that nobody has dealt with (S-4). */
export function useReplaced() {
  const bridge = useBridge();
  return useQuery({ queryKey: keyOf('sync.replaced', '', {}), queryFn: () => ask(bridge, 'sync.replaced', {}) });
}

/** What this device holds. */
export function useDevice() {
  const bridge = useBridge();
  return useQuery({ queryKey: keyOf('sync.device', '', null), queryFn: () => ask(bridge, 'sync.device', null) });
}
