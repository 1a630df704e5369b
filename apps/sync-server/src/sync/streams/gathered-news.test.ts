import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gatherNews } from './gathered-news.ts';

/** Returns listening devices, and the notifications of each with their times. */
function listening(devices: number) {
  const told: { at: number; device: number; n: number }[] = [];
  const gathered = gatherNews<number>((_, news) => {
    for (const [device, n] of news) told.push({ at: Date.now(), device, n });
  });
  const all = Array.from({ length: devices }, (_, device) => device);
  const toldTo = (device: number) => told.filter((one) => one.device === device).map(({ at, n }) => [at, n]);
  return { told, toldTo, all, gathered };
}

describe('[S-3] news', () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }));
  afterEach(() => vi.useRealTimers());

  it('goes to a few devices immediately, each separately', () => {
    const { toldTo, all, gathered } = listening(10);
    for (const n of [1, 2, 3]) gathered.news('org', n, all);
    expect(toldTo(4).map(([, n]) => n)).toEqual([1, 2, 3]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes to many devices immediately when it is rare, and together when there is much of it', () => {
    const { toldTo, all, gathered } = listening(100);
    gathered.news('org', 1, all);
    for (const n of [2, 4, 3]) gathered.news('org', n, all);
    expect(toldTo(99)).toEqual([[0, 1]]);
    vi.advanceTimersByTime(20);
    expect(toldTo(99)).toEqual([
      [0, 1],
      [20, 4],
    ]);
    vi.advanceTimersByTime(200);
    gathered.news('org', 5, all);
    expect(toldTo(99).at(-1)).toEqual([220, 5]);
    expect(toldTo(0)).toEqual(toldTo(99));
  });

  it('goes immediately to a device that did not get the previous news, however many did', () => {
    const { toldTo, all, gathered } = listening(100);
    gathered.news('org', 1, all.slice(0, 50));
    gathered.news('org', 2, [3, 77]);
    gathered.news('org', 3, [77]);
    expect([toldTo(3), toldTo(77)]).toEqual([[[0, 1]], [[0, 2]]]);
    vi.advanceTimersByTime(10);
    expect([toldTo(3), toldTo(77), toldTo(4)]).toEqual([
      [
        [0, 1],
        [10, 2],
      ],
      [
        [0, 2],
        [10, 3],
      ],
      [[0, 1]],
    ]);
  });

  it('waits a quarter of a second at most, not for other tenants, and leaves no state behind', () => {
    const { toldTo, all, gathered } = listening(9_000);
    gathered.news('org', 1, all);
    gathered.news('org', 2, all);
    gathered.news('other', 7, [1]);
    expect(toldTo(1).at(-1)).toEqual([0, 7]);
    vi.advanceTimersByTime(250);
    expect(toldTo(0).at(-1)).toEqual([250, 2]);
    gathered.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
