import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QuickWorks } from './quick-works.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Works that last until the test ends them, and the order in which the waiting ones continued. */
function given() {
  const works = new QuickWorks();
  const order: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (tenant: string): Promise<void> =>
    works.during(tenant, () => new Promise<void>((resolve) => ends.set(tenant, resolve)));
  const large = async (tenant: string): Promise<void> => {
    await works.untilOthersAreDone(tenant);
    order.push(`${tenant}, large`);
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const end = (tenant: string): void => {
    order.push(tenant);
    ends.get(tenant)?.();
  };
  return { works, order, begin, end, large, settled };
}

describe('quick works', () => {
  it('[E-3] run before the next piece of a large work of another tenant', async () => {
    const { order, begin, end, large, settled } = given();
    const all = [begin('b'), begin('c'), large('a')];
    await settled();
    expect(order).toEqual([]);
    end('b');
    await settled();
    expect(order).toEqual(['b']);
    end('c');
    await Promise.all(all);
    expect(order).toEqual(['b', 'c', 'a, large']);
  });

  it('[E-3] delay no work of their own tenant', () => {
    const { works, begin } = given();
    expect(works.untilOthersAreDone('a')).toBeUndefined();
    void begin('a');
    expect(works.untilOthersAreDone('a')).toBeUndefined();
    expect(works.untilOthersAreDone('b')).toBeInstanceOf(Promise);
  });

  it('[E-3] delay a piece for a limited time, and not at all when they are not quick', async () => {
    const { works, order, begin, large, settled } = given();
    void begin('b');
    void large('a');
    await vi.advanceTimersByTimeAsync(24);
    expect(order).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await settled();
    expect(order).toEqual(['a, large']);
    await vi.advanceTimersByTimeAsync(100);
    expect(works.untilOthersAreDone('a')).toBeUndefined();
  });

  it('[E-3] are remembered for a moment, by the large works of other tenants', async () => {
    const { works, begin, end, settled } = given();
    expect(works.hadOthersLately('a')).toBe(false);
    void begin('b');
    expect([works.hadOthersLately('a'), works.hadOthersLately('b')]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(300);
    expect(works.hadOthersLately('a')).toBe(false); // it was not quick after all
    end('b');
    await settled();
    expect([works.hadOthersLately('a'), works.hadOthersLately('b')]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(499);
    expect(works.hadOthersLately('a')).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(works.hadOthersLately('a')).toBe(false);
  });
});
