import { describe, expect, inject, it } from 'vitest';
import { killWhileKeysChange } from './kill-rekey.ts';

const kills = inject('effort') === 'long' ? 300 : 4;

describe('a replica that is killed while its key is changed', () => {
  it(
    `[D-4] opens with its key, and has all that was acknowledged, after ${kills} kills`,
    { timeout: 3_600_000 },
    async () => {
      const outcome = await killWhileKeysChange({ kills, seed: 7 });
      expect(outcome.lost).toEqual([]);
      expect(outcome.acknowledged).toBeGreaterThan(kills);
      expect(outcome.changed).toBeGreaterThan(0);
    },
  );
});
