import type { Worker } from '../workers/workers.ts';
import { moveHorizon } from './move-horizon.ts';
import { countRunningTime } from './running-time.ts';

export type HorizonPorts = Parameters<typeof countRunningTime>[0] & Parameters<typeof moveHorizon>[0];

/** Chosen: the horizon moves by days, so once an hour is often enough. */
const everyMs = 3_600_000;

/** K-6: moves the horizon of tombstones once an hour. */
export function horizonWorker(ports: HorizonPorts): Worker {
  const { monotonic } = ports;
  const runningTime = countRunningTime(ports);
  const state = { dueAtMs: monotonic.elapsedMs(), totalMs: 0 };
  return {
    doing: 'erasing tombstones',
    /**
     * Counts the time in each round, whether or not the horizon is due, so that a jump of the clock is detected within a minute.
     */
    async isDue() {
      const standing = await runningTime();
      if (standing.kind === 'stopped' || monotonic.elapsedMs() < state.dueAtMs) return false;
      state.dueAtMs = monotonic.elapsedMs() + everyMs;
      state.totalMs = standing.totalMs;
      return true;
    },
    run: (orgId) => moveHorizon(ports, orgId, state.totalMs).then(() => 'done'),
  };
}
