import type { Clock } from '@outpost/domain/kernel/ports';
import type { Timers } from '../ports.ts';

/** What long work needs to let others in between. */
export type Pace = { readonly clock: Clock; readonly timers: Timers };

/** Chosen: half of the 50 ms after which a screen's question is felt to wait, since one step may overrun it. */
const sliceMs = 25;

/** Lets everything that waits have its turn. */
export const letOthers = ({ timers }: Pace): Promise<void> => new Promise((resolve) => void timers.after(0, resolve));

/** Runs work that is given step by step, and lets others in whenever a slice of time is used up. */
export async function inSlices<T>(steps: Generator<unknown, T, void>, pace: Pace): Promise<T> {
  let began = pace.clock.nowMs();
  let step = steps.next();
  while (!step.done) {
    if (pace.clock.nowMs() - began >= sliceMs) {
      await letOthers(pace);
      began = pace.clock.nowMs();
    }
    step = steps.next();
  }
  return step.value;
}
