import { describe, expect, inject, it } from 'vitest';
import { cutPower } from './power-cut.ts';

const isLong = inject('effort') === 'long';
const seeds = Array.from({ length: isLong ? 50 : 2 }, (_, place) => place + 1);
const [steps, cutsPerStep] = isLong ? [60, 10] : [30, 4];

describe('a replica whose power is cut', () => {
  it.each(seeds)(
    '[D-2] has all acknowledged acts, with any of the later writes on the disk (seed %i)',
    { timeout: 600_000 },
    async (seed) => {
      const outcome = await cutPower({ seed, steps, cutsPerStep });
      expect(outcome.lost).toEqual([]);
      expect(outcome.acknowledged).toBeGreaterThan(steps / 4);
      expect(Math.min(outcome.done, outcome.undone)).toBeGreaterThan(3); // some cuts were before the last sync, and some after it
    },
  );
});
