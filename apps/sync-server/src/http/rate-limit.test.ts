import { describe, expect, it } from 'vitest';
import { createRateLimiter } from './rate-limit.ts';

describe('rate limits', () => {
  it('[E-3] let a burst through, then as many as flow in, each address by itself', () => {
    let nowMs = 0;
    const take = createRateLimiter({ burst: 3, perSecond: 0.5 }, { clock: { nowMs: () => nowMs } });
    expect([take('a'), take('a'), take('a'), take('a'), take('b')]).toEqual([0, 0, 0, 2, 0]);
    nowMs += 2_000;
    expect([take('a'), take('a')]).toEqual([0, 2]);
    nowMs += 3_600_000;
    expect([take('a'), take('a'), take('a'), take('a')]).toEqual([0, 0, 0, 2]);
  });

  it('[E-3] remember a bounded number of addresses, the latest', () => {
    const take = createRateLimiter({ burst: 1, perSecond: 1 }, { clock: { nowMs: () => 0 } });
    take('first');
    for (let n = 0; n < 20_000; n += 1) take(`address ${n}`);
    expect(take('first')).toBe(0);
    expect(take('address 19999')).toBe(1);
  });

  it('[E-3] survive a clock that is set back', () => {
    let nowMs = 1_000_000;
    const take = createRateLimiter({ burst: 1, perSecond: 1 }, { clock: { nowMs: () => nowMs } });
    take('a');
    nowMs = 0;
    expect(take('a')).toBe(1);
  });
});
