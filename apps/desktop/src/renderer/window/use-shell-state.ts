import { useSyncExternalStore } from 'react';
import type { ShellState } from '../../bridge/shell/shell-port.ts';
import { useAppPorts } from './app-ports.tsx';

const noWatch = () => () => undefined;
const nothing = () => undefined;

/** Returns the state of the shell: the keys of quick capture, and a newer version that is ready. Undefined in a browser. */
export function useShellState(): ShellState | undefined {
  const { shell } = useAppPorts();
  return useSyncExternalStore(shell?.watch ?? noWatch, shell?.state ?? nothing);
}
