import { describe, expect, it } from 'vitest';
import { failingForMs, retryWaitsMs, waitAfter } from './retry-times.ts';

describe('[EVT-6] the tries of a delivery', () => {
  it('come after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, and then none', () => {
    const seconds = Array.from({ length: 10 }, (_none, place) => waitAfter(place + 1, 0)).map((ms) => ms && ms / 1_000);
    const hour = 3_600;
    expect(seconds).toEqual([5, 300, 1_800, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour, undefined]); // prettier-ignore
    expect(failingForMs).toBe(5 * 24 * hour * 1_000);
  });

  it('come up to a tenth later by chance, and never earlier', () => {
    for (const [place, wait] of retryWaitsMs.entries()) {
      expect(waitAfter(place + 1, 1)).toBe(Math.round(wait * 1.1));
      expect(waitAfter(place + 1, 0.5)).toBe(Math.round(wait * 1.05));
    }
  });
});
