import type { Clock } from '@outpost/domain/kernel/ports';
import type { Timers } from '../device/ports.ts';

/** What long work needs to let others in between. `isStopped` is asked whenever it does. */
export type Pace = { readonly clock: Clock; readonly timers: Timers; readonly isStopped?: () => boolean };

/** Thrown by work that was stopped: nothing of it counts. The caller that can stop the work catches it. */
export class WorkStopped extends Error {
  constructor() {
    super('The work was stopped');
  }
}

/** Chosen: half of the 50 ms after which a screen's question is felt to wait, since one step may overrun it. */
const sliceMs = 25;

/** Lets everything that waits have its turn. */
export const letOthers = ({ timers }: Pace): Promise<void> => new Promise((resolve) => void timers.after(0, resolve));

/**
 * Runs work that is given step by step, and lets others in whenever a slice of time is used up. `onStep` is told of each slice's last
 * step. Throws WorkStopped where the pace says so.
 */
export async function inSlices<S, T>(
  steps: Generator<S, T, void>,
  pace: Pace,
  onStep: (step: S) => void = () => undefined,
): Promise<T> {
  let began = pace.clock.nowMs();
  let step = steps.next();
  while (!step.done) {
    if (pace.clock.nowMs() - began >= sliceMs) {
      onStep(step.value);
      await letOthers(pace);
      if (pace.isStopped?.() === true) throw new WorkStopped();
      began = pace.clock.nowMs();
    }
    step = steps.next();
  }
  return step.value;
}
