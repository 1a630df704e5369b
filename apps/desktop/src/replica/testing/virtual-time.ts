import type { Clock } from '@outpost/domain/kernel/ports';
import type { Timers } from '../device/ports.ts';

type Alarm = { atMs: number; readonly order: number; readonly run: () => void };

/** A clock that stands still until it is moved, and the timers that go by it. Many replicas may share one. */
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

  /** Moves the clock and runs what falls due, in order; between two alarms everything that was set off may go on. */
  async pass(spanMs: number): Promise<void> {
    const endMs = this.#nowMs + spanMs;
    for (;;) {
      const due = this.#next;
      if (!due || due.atMs > endMs) break;
      this.#alarms.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.run();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }

  /** Moves the clock without running anything, as a sleeping machine does. */
  sleep(spanMs: number): void {
    this.#nowMs += spanMs;
  }

  /** Sets the clock, forward or back. Timers go by the time that passes, and fall due when they would have. */
  set(byMs: number): void {
    this.#nowMs += byMs;
    for (const alarm of this.#alarms) alarm.atMs += byMs;
  }

  /** How long until the next timer falls due: 0 for one that has, undefined where none is set. */
  get nextInMs(): number | undefined {
    const next = this.#next;
    return next && Math.max(0, next.atMs - this.#nowMs);
  }

  /** Runs the next timer, now, and does not wait for what it sets off. */
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

/** Lets everything go on that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
}
