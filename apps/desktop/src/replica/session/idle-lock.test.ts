import { describe, expect, it } from 'vitest';
import { IdleLock } from './idle-lock.ts';

/** A clock with timers. `sleep` moves the clock alone, as a computer does that sleeps. */
function machine() {
  const state: { nowMs: number; timers: { atMs: number; run: () => void }[] } = { nowMs: 0, timers: [] };
  const timers = {
    after: (delayMs: number, run: () => void) => {
      const timer = { atMs: state.nowMs + delayMs, run };
      state.timers.push(timer);
      return () => void (state.timers = state.timers.filter((other) => other !== timer));
    },
  };
  return {
    clock: { nowMs: () => state.nowMs },
    timers,
    waiting: () => state.timers.length,
    pass(minutes: number) {
      for (const end = state.nowMs + minutes * 60_000; ;) {
        const [next] = state.timers.toSorted((a, b) => a.atMs - b.atMs);
        if (!next || next.atMs > end) return void (state.nowMs = end);
        state.timers = state.timers.filter((other) => other !== next);
        state.nowMs = Math.max(state.nowMs, next.atMs);
        next.run();
      }
    },
    sleep(minutes: number) {
      state.nowMs += minutes * 60_000;
      for (const timer of state.timers) timer.atMs += minutes * 60_000;
    },
  };
}

function lockOn(given = machine()) {
  const locked: number[] = [];
  return { ...given, locked, idle: new IdleLock(given, () => locked.push(given.clock.nowMs())) };
}

describe('[D-4] locking an unused app', () => {
  it('happens after the chosen minutes without use, once', () => {
    const { idle, pass, locked, waiting } = lockOn();
    idle.noteUse(5);
    pass(4);
    idle.noteUse(5); // any window
    pass(4.9);
    expect(locked).toEqual([]);
    pass(60);
    expect(locked).toEqual([9 * 60_000]);
    expect(waiting()).toBe(0);
  });

  it('never happens where the person has chosen so, also after another choice', () => {
    const { idle, pass, locked } = lockOn();
    idle.noteUse(5);
    idle.noteUse(null);
    pass(600);
    expect(locked).toEqual([]);
  });

  it('counts the time in which the computer sleeps', () => {
    const { idle, pass, sleep, locked } = lockOn();
    idle.noteUse(5);
    sleep(8 * 60);
    pass(0.2);
    expect(locked).toHaveLength(1);
  });

  it('waits the whole time again after the clock was set back', () => {
    const { idle, pass, sleep, locked } = lockOn();
    sleep(120);
    idle.noteUse(5);
    pass(4);
    sleep(-60);
    pass(4.9);
    expect(locked).toEqual([]);
    pass(0.3);
    expect(locked).toHaveLength(1);
  });
});
