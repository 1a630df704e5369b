import type { ReplicaPorts } from '../../device/ports.ts';
import type { ReplicaEntry } from '../profile/profile.ts';

/** Chosen: often enough that a computer that wakes from sleep locks soon, because timers do not run while it sleeps. */
const everyMs = 10_000;

/** Returns whether a replica was closed for longer than its organisation lets a device be unused: then the start of the app locks it (PLT-38). */
export function wasUnused({ unlocking }: Pick<ReplicaEntry, 'unlocking'>, nowMs: number): boolean {
  if (unlocking === undefined || unlocking.lockMinutes === null) return false;
  return Math.abs(nowMs - unlocking.seenMs) > unlocking.lockMinutes * 60_000; // a clock that was set back proves nothing
}

/**
 * Calls `onIdle`, so that the replica locks, when no window was used for as long as the person has chosen (`noteUse`). It calls
 * at the latest after the time of the organisation. The time of the clock counts, so sleep counts too. A clock that was set back
 * begins the time anew.
 */
export class IdleLock {
  readonly #ports: Pick<ReplicaPorts, 'clock' | 'timers'>;
  readonly #onIdle: () => void;
  readonly #atMostMinutes: () => number | null;
  #usedMs = 0;
  #chosenMinutes: number | null | undefined;
  #cancel: (() => void) | undefined;

  /** `atMostMinutes`: the organisation's longest time without use; null: none. It is read at each check. */
  constructor(ports: Pick<ReplicaPorts, 'clock' | 'timers'>, onIdle: () => void, atMostMinutes: () => number | null) {
    this.#ports = ports;
    this.#onIdle = onIdle;
    this.#atMostMinutes = atMostMinutes;
  }

  /** Notes that the person has used a window. `lockAfterMinutes`: the person's choice; null never locks. */
  noteUse(lockAfterMinutes: number | null): void {
    this.stop();
    this.#usedMs = this.#ports.clock.nowMs();
    this.#chosenMinutes = lockAfterMinutes;
    if (this.#afterMs !== undefined) this.#wait();
  }

  /** Reads the organisation's time again, which may have come after the last use. */
  look(): void {
    if (!this.#cancel && this.#afterMs !== undefined) this.#wait();
  }

  /** The shorter of both times; undefined where the replica is never locked, or nobody has used a window. */
  get #afterMs(): number | undefined {
    if (this.#chosenMinutes === undefined) return undefined;
    const minutes = Math.min(this.#chosenMinutes ?? Infinity, this.#atMostMinutes() ?? Infinity);
    return minutes === Infinity ? undefined : minutes * 60_000;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#chosenMinutes = undefined;
  }

  #wait(): void {
    this.#cancel = this.#ports.timers.after(everyMs, () => this.#check());
  }

  #check(): void {
    this.#cancel = undefined;
    const afterMs = this.#afterMs;
    if (afterMs === undefined) return;
    const nowMs = this.#ports.clock.nowMs();
    this.#usedMs = Math.min(this.#usedMs, nowMs);
    if (nowMs - this.#usedMs < afterMs) return this.#wait();
    this.stop();
    this.#onIdle();
  }
}
