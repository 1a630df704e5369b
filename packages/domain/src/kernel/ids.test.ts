import { describe, expect, it } from 'vitest';
import { isId, uuidV7Source } from './ids.ts';

const seeded = () => {
  let state = 1;
  return (size: number) =>
    Uint8Array.from({ length: size }, () => (state = (state * 1103515245 + 12345) & 0x7fffffff) >>> 16);
};

describe('ids', () => {
  it('[K-1] are UUIDv7: the time comes first, with version and variant in their places', () => {
    const id = uuidV7Source({ nowMs: () => 0x0190b1f27c00 }, seeded()).newId();
    expect(id).toMatch(/^0190b1f2-7c00-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(isId(id)).toBe(true);
  });
  it('[K-1] keep the order in which they were made, also when the clock stops or goes back', () => {
    const times = [1000, 1000, 1000, 900, 900, 1001];
    const source = uuidV7Source({ nowMs: () => times.shift() ?? 1001 }, seeded());
    const ids = Array.from({ length: 10_000 }, () => source.newId());
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
