import type { Clock } from '@outpost/domain/kernel/ports';
import type { Timers } from './ports.ts';

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

/** Lets all waiting work run. Throws WorkStopped where `isStopped` returns true afterwards. */
export async function letOthersOrStop(pace: Pace): Promise<void> {
  await letOthers(pace);
  if (pace.isStopped?.() === true) throw new WorkStopped();
}

/** A place where stepwise work may pause: undefined while the present slice of time lasts, so that a step costs no await. */
export type Pause = () => Promise<void> | undefined;

/**
 * Returns a function that lets other work run where a slice of time is used up, after a call of `onPause`. Throws WorkStopped where
 * `isStopped` returns true.
 */
export function slicePause(pace: Pace, onPause: () => void): Pause {
  let began = pace.clock.nowMs();
  const rest = async () => {
    onPause();
    await letOthersOrStop(pace);
    began = pace.clock.nowMs();
  };
  return () => (pace.clock.nowMs() - began < sliceMs ? undefined : rest());
}

/**
 * Runs stepwise work and pauses for other work whenever a slice of time is used up. `onStep` gets each slice's last step.
 * Throws WorkStopped where `isStopped` returns true.
 */
export async function inSlices<S, T>(
  steps: Generator<S, T, void>,
  pace: Pace,
  onStep: (step: S) => void = () => undefined,
): Promise<T> {
  let told: () => void = () => undefined;
  const pause = slicePause(pace, () => told());
  let step = steps.next();
  while (!step.done) {
    const { value } = step;
    told = () => onStep(value);
    const rest = pause();
    if (rest) await rest;
    step = steps.next();
  }
  return step.value;
}
