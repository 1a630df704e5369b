import { describe, expect, it } from 'vitest';
import { inSlices, letOthers, WorkStopped } from './in-slices.ts';

/** Makes a clock that advances by a fixed step at each reading, and timers that run at once. */
function givenPace(stepMs: number) {
  const turns: number[] = [];
  let nowMs = 0;
  const pace = {
    clock: { nowMs: () => (nowMs += stepMs) },
    timers: {
      after: (delayMs: number, run: () => void) => {
        turns.push(delayMs);
        queueMicrotask(run);
        return () => undefined;
      },
    },
  };
  return { pace, turns };
}
function* count(to: number): Generator<number, string, void> {
  for (let step = 1; step <= to; step += 1) yield step;
  return 'all';
}

describe('long work', () => {
  it('[D-3] pauses for other work whenever its slice of time is used up, and reports progress', async () => {
    const { pace, turns } = givenPace(10);
    const told: number[] = [];
    expect(await inSlices(count(10), pace, (step) => told.push(step))).toBe('all');
    expect(told).toEqual([3, 6, 9]); // 25 ms have passed at the third reading
    expect(turns).toEqual([0, 0, 0]);
  });

  it('does not pause where it is quick, and works without a progress callback', async () => {
    const { pace, turns } = givenPace(0);
    expect(await inSlices(count(1_000), pace)).toBe('all');
    expect(turns).toEqual([]);
    expect(await inSlices(count(0), givenPace(25).pace)).toBe('all');
    expect(await inSlices(count(2), givenPace(25).pace)).toBe('all');
  });

  it('ends with its own fault when it is stopped, after the current slice', async () => {
    const { pace } = givenPace(25);
    const told: number[] = [];
    const stopped = inSlices(count(10), { ...pace, isStopped: () => told.length === 2 }, (step) => told.push(step));
    await expect(stopped).rejects.toThrow(WorkStopped);
    expect(told).toEqual([1, 2]);
    await letOthers(pace);
  });
});
