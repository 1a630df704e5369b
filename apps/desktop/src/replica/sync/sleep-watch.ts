import type { Clock } from '@outpost/domain/kernel/ports';
import type { Timers } from '../device/ports.ts';
import { DueTimer } from './due-timer.ts';

/** The time between two beats. A beat that is late by more than `sleptMs` shows that the machine slept (S-3). */
const beatMs = 20_000;
const sleptMs = 15_000;

/** Detects that the machine slept, by a late beat. */
export class SleepWatch {
  readonly #clock: Clock;
  readonly #next: DueTimer;
  readonly #woke: () => void;

  /** `woke` is called after each sleep. */
  constructor(ports: { readonly clock: Clock; readonly timers: Timers }, woke: () => void) {
    this.#clock = ports.clock;
    this.#next = new DueTimer(ports.timers);
    this.#woke = woke;
  }

  start(): void {
    this.#beat(this.#clock.nowMs());
  }

  #beat(lastMs: number): void {
    this.#next.set(beatMs, () => {
      const nowMs = this.#clock.nowMs();
      if (nowMs - lastMs > beatMs + sleptMs) this.#woke();
      this.#beat(nowMs);
    });
  }

  stop(): void {
    this.#next.cancel();
  }
}
