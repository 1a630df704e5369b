import type { Worker } from '../workers.ts';
import { moveHorizon } from './move-horizon.ts';
import { countRunningTime } from './running-time.ts';

export type HorizonPorts = Parameters<typeof countRunningTime>[0] & Parameters<typeof moveHorizon>[0];

/** Chosen: days pass slowly; a floor that moves once an hour is soon enough. */
const everyMs = 3_600_000;

/** K-6: moves the horizon of tombstones once an hour. */
export function horizonWorker(ports: HorizonPorts): Worker {
  const { monotonic } = ports;
  const runningTime = countRunningTime(ports);
  const state = { dueAtMs: monotonic.elapsedMs(), totalMs: 0 };
  return {
    doing: 'erasing tombstones',
    /** The time is counted each round, whether the horizon is due or not: it tells a clock that jumps within the minute. */
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
