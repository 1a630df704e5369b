import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gatherNews } from './gathered-news.ts';

/** What was told, with the time, for a tenant with so many devices. */
function listening(devices: number) {
  const told: [number, number][] = [];
  const gathered = gatherNews({ tell: (_orgId, n) => told.push([Date.now(), n]), devicesOf: () => devices });
  return { told, gathered };
}

describe('[S-3] news', () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }));
  afterEach(() => vi.useRealTimers());

  it('go to a few devices at once, each by itself', () => {
    const { told, gathered } = listening(10);
    for (const n of [1, 2, 3]) gathered.news('org', n);
    expect(told.map(([, n]) => n)).toEqual([1, 2, 3]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('go to many devices at once when it is quiet, and together when there are many', () => {
    const { told, gathered } = listening(100);
    gathered.news('org', 1);
    for (const n of [2, 4, 3]) gathered.news('org', n);
    expect(told).toEqual([[0, 1]]);
    vi.advanceTimersByTime(50);
    expect(told).toEqual([
      [0, 1],
      [50, 4],
    ]);
    vi.advanceTimersByTime(200);
    gathered.news('org', 5);
    expect(told.at(-1)).toEqual([250, 5]);
  });

  it('wait for nobody longer than a quarter of a second, and leave nothing behind', () => {
    const { told, gathered } = listening(9_000);
    gathered.news('org', 1);
    gathered.news('org', 2);
    vi.advanceTimersByTime(250);
    expect(told.at(-1)).toEqual([250, 2]);
    gathered.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
