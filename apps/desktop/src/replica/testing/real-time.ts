import type { ReplicaPorts } from '../device/ports.ts';

/** The machine's clock and timers, for work that runs in the background of a test. */
export const realTime: Pick<ReplicaPorts, 'clock' | 'timers'> = {
  clock: { nowMs: () => performance.timeOrigin + performance.now() },
  timers: {
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  },
};
