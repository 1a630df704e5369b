import { describe, expect, inject, it } from 'vitest';
import { killReplica } from './kill-replica.ts';

const cycles = inject('effort') === 'long' ? 1_000 : 10;

describe('a replica whose process is killed', () => {
  it(`[D-2] has all that it acknowledged, after ${cycles} kills under load`, { timeout: 3 * 3_600_000 }, async () => {
    const outcome = await killReplica({ cycles, seed: 1 });
    expect(outcome.lost).toEqual([]);
    expect(outcome.acknowledged).toBeGreaterThan(cycles * 3); // it did work
  });
});
