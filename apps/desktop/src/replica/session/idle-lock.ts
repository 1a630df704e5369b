import type { ReplicaPorts } from '../device/ports.ts';

/** Chosen: often enough that a computer that wakes from sleep locks soon, because timers stand still while it sleeps. */
const everyMs = 10_000;

/**
 * Locks the open replica when no window was used for as long as the person has chosen (`noteUse`). The time of the clock counts, so
 * sleep counts too. A clock that was set back begins the time anew.
 */
export class IdleLock {
  readonly #ports: Pick<ReplicaPorts, 'clock' | 'timers'>;
  readonly #lock: () => void;
  #usedMs = 0;
  #afterMs: number | undefined;
  #cancel: (() => void) | undefined;

  constructor(ports: Pick<ReplicaPorts, 'clock' | 'timers'>, lock: () => void) {
    this.#ports = ports;
    this.#lock = lock;
  }

  /** Notes that the person has used a window. `lockAfterMinutes`: the person's choice; null never locks. */
  noteUse(lockAfterMinutes: number | null): void {
    this.stop();
    if (lockAfterMinutes === null) return;
    this.#usedMs = this.#ports.clock.nowMs();
    this.#afterMs = lockAfterMinutes * 60_000;
    this.#wait();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#afterMs = undefined;
  }

  #wait(): void {
    this.#cancel = this.#ports.timers.after(everyMs, () => this.#check());
  }

  #check(): void {
    if (this.#afterMs === undefined) return;
    const nowMs = this.#ports.clock.nowMs();
    this.#usedMs = Math.min(this.#usedMs, nowMs);
    if (nowMs - this.#usedMs < this.#afterMs) return this.#wait();
    this.stop();
    this.#lock();
  }
}
