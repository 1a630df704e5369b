import type { Timers } from '../device/ports.ts';

/** One timer that is set repeatedly: setting it cancels the time before. */
export class DueTimer {
  readonly #timers: Timers;
  #cancel: (() => void) | undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Runs `run` after this time, once. */
  set(delayMs: number, run: () => void): void {
    this.#cancel?.();
    this.#cancel = this.#timers.after(delayMs, run);
  }

  cancel(): void {
    this.#cancel?.();
  }
}
