import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { restOf } from './loop-share.ts';
import { QuickWorks } from './quick-works.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Returns how long a tenant's large work rests after working for `workMs`. */
async function restAfter(workMs: number, tenant: string, works: QuickWorks): Promise<number> {
  const rest = restOf(tenant, works);
  await vi.advanceTimersByTimeAsync(workMs);
  const state = { isOver: false };
  void rest().then(() => (state.isOver = true));
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  await turn();
  let restedMs = 0;
  for (; !state.isOver && restedMs < 200; restedMs += 1) {
    await vi.advanceTimersByTimeAsync(1);
    await turn();
  }
  return restedMs;
}

describe('the rest of a large work', () => {
  it('[E-3] is twice as long as its work was, up to a bound, while another tenant is at work', async () => {
    const works = new QuickWorks();
    expect(await restAfter(10, 'a', works)).toBe(0);
    await works.during('b', () => Promise.resolve());
    expect(await restAfter(10, 'a', works)).toBe(20);
    expect(await restAfter(100, 'a', works)).toBe(100);
    expect(await restAfter(10, 'b', works)).toBe(0); // a tenant's own works do not make it wait
    await vi.advanceTimersByTimeAsync(500);
    expect(await restAfter(10, 'a', works)).toBe(0);
  });
});
