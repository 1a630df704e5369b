import type { Clock } from '@outpost/domain/kernel/ports';
import type { Timers } from '../device/ports.ts';

/** The ports with which long work pauses for other work. `isStopped` is checked at each pause. */
export type Pace = { readonly clock: Clock; readonly timers: Timers; readonly isStopped?: () => boolean };

/** Thrown by stopped work, whose result does not count. The caller that can stop the work catches it. */
export class WorkStopped extends Error {
  constructor() {
    super('The work was stopped');
  }
}

/** Chosen: half of the 50 ms after which a person notices a screen's wait, because one step may exceed the slice. */
const sliceMs = 25;

/** Lets all waiting work run. */
export const letOthers = ({ timers }: Pace): Promise<void> => new Promise((resolve) => void timers.after(0, resolve));

/**
 * Runs stepwise work and pauses for other work whenever a slice of time is used up. `onStep` gets each slice's last step.
 * Throws WorkStopped where `isStopped` returns true.
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
