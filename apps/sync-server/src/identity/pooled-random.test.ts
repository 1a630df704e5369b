import { describe, expect, it } from 'vitest';
import { pooledRandom } from './pooled-random.ts';

describe('random bytes from a pool', () => {
  it('are never returned twice, and do not change', () => {
    const random = pooledRandom();
    const given = Array.from({ length: 2_000 }, (_, turn) => random(8 + (turn % 25)));
    const copies = given.map((bytes) => bytes.join());
    for (let turn = 0; turn < 1_000; turn += 1) random(32);
    expect(given.map((bytes) => bytes.join())).toEqual(copies);
    expect(new Set(given.map((bytes) => bytes.subarray(0, 8).join())).size).toBe(given.length);
  });

  it('have the requested length, large or small, and come from the system', () => {
    const asked: number[] = [];
    const random = pooledRandom((size) => {
      asked.push(size);
      return new Uint8Array(size).fill(7);
    });
    expect([0, 1, 64, 65, 1_000].map((size) => random(size))).toEqual(
      [0, 1, 64, 65, 1_000].map((size) => new Uint8Array(size).fill(7)),
    );
    for (let turn = 0; turn < 63; turn += 1) expect(random(64)).toEqual(new Uint8Array(64).fill(7));
    expect(asked).toEqual([4_096, 65, 1_000, 4_096]);
  });
});
