import { describe, expect, it } from 'vitest';
import type { Head } from '@outpost/domain/sync/protocol';
import { withHead } from './heads.ts';

describe('the heads that a device has received', () => {
  it('[S-1b] remain few, include the newest ones and reach far back', () => {
    let heads: readonly Head[] = [];
    for (let n = 0; n <= 5_000; n += 1) heads = withHead(heads, [n, `h${n}`]);
    expect(heads.length).toBeLessThan(32);
    expect(heads.slice(-5).map(([n]) => n)).toEqual([4_996, 4_997, 4_998, 4_999, 5_000]);
    expect(heads[0]?.[0]).toBe(0);
    expect(heads).toEqual(heads.toSorted(([a], [b]) => a - b));
  });

  it('[S-1b] are unchanged by a head that is not newer', () => {
    const heads: readonly Head[] = [[4, 'a']];
    expect(withHead(heads, [4, 'b'])).toBe(heads);
    expect(withHead(heads, [3, 'c'])).toBe(heads);
  });
});
