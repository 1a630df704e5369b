import type { Clock } from '@outpost/domain/kernel/ports';
import type { Timers } from '../device/ports.ts';

type Alarm = { atMs: number; readonly order: number; readonly run: () => void };

/** A clock that moves only when a test moves it, with the timers that follow it. Many replicas may share one. */
export class VirtualTime {
  #nowMs: number;
  #order = 0;
  readonly #alarms = new Set<Alarm>();

  constructor(startsAt = '2026-11-20T08:00:00.000Z') {
    this.#nowMs = Date.parse(startsAt);
  }

  readonly clock: Clock = { nowMs: () => this.#nowMs };
  readonly timers: Timers = {
    after: (delayMs, run) => {
      this.#order += 1;
      const alarm: Alarm = { atMs: this.#nowMs + delayMs, order: this.#order, run };
      this.#alarms.add(alarm);
      return () => void this.#alarms.delete(alarm);
    },
  };

  /** Moves the clock and runs the timers that fall due, in order. After each timer, the work that it started may continue. */
  async pass(spanMs: number): Promise<void> {
    const endMs = this.#nowMs + spanMs;
    for (;;) {
      const due = this.#next;
      if (!due || due.atMs > endMs) break;
      this.#alarms.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.run();
      await settleTurns();
    }
    this.#nowMs = endMs;
    await settleTurns();
  }

  /** Moves the clock without running timers, as on a sleeping machine. */
  sleep(spanMs: number): void {
    this.#nowMs += spanMs;
  }

  /** Sets the clock forward or back. Timers depend on elapsed time and still fall due when they would have. */
  set(byMs: number): void {
    this.#nowMs += byMs;
    for (const alarm of this.#alarms) alarm.atMs += byMs;
  }

  /** Returns the time until the next timer falls due. 0 for an overdue timer, undefined where no timer is set. */
  get nextInMs(): number | undefined {
    const next = this.#next;
    return next && Math.max(0, next.atMs - this.#nowMs);
  }

  /** Runs the next timer now, without waiting for the work that it starts. */
  runNext(): void {
    const next = this.#next;
    if (!next) return;
    this.#alarms.delete(next);
    next.run();
  }

  get #next(): Alarm | undefined {
    let next: Alarm | undefined;
    for (const alarm of this.#alarms)
      if (!next || alarm.atMs < next.atMs || (alarm.atMs === next.atMs && alarm.order < next.order)) next = alarm;
    return next;
  }
}

/** Waits for all work that waits only for its turn in the event loop. */
export async function settleTurns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
}
