import { useEffect } from 'react';
import { useAppPorts, useBridge } from '../window/app-ports.tsx';

/** Chosen: a fraction of the shortest time, so that the replica's time of the last use is exact enough. */
const atMostEveryMs = 15_000;
const uses = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/**
 * Reports to the replica that this window is in use. The replica locks all windows when none was used for `lockAfterMinutes`;
 * null: never.
 */
export function useIdleLock(lockAfterMinutes: number | null): void {
  const bridge = useBridge();
  const { now } = useAppPorts();
  useEffect(() => {
    let toldMs = now();
    const tell = () => void bridge.call('session.noteUse', { lockAfterMinutes });
    tell();
    if (lockAfterMinutes === null) return;
    const used = () => {
      const atMs = now();
      if (Math.abs(atMs - toldMs) < atMostEveryMs) return;
      toldMs = atMs;
      tell();
    };
    for (const use of uses) window.addEventListener(use, used, { capture: true, passive: true });
    return () => {
      for (const use of uses) window.removeEventListener(use, used, { capture: true });
    };
  }, [bridge, now, lockAfterMinutes]);
}
