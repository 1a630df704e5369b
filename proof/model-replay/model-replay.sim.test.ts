import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ModelReplay } from './model-replay.ts';

let replay: ModelReplay;
beforeAll(async () => {
  replay = await ModelReplay.start();
}, 60_000);
afterAll(() => replay.stop());

const isLong = inject('effort') === 'long';
const steps = isLong ? 120 : 40;
const perTest = 20;
const firsts = Array.from({ length: isLong ? 50 : 10 }, (_, place) => place * perTest + 1);

describe("the model's histories on the real write path", () => {
  it.each(firsts)(
    '[P-4] [A-4] every decision of twenty histories from seed %i on is the one that the model makes, and people are told the same',
    { timeout: 600_000 },
    async (first) => {
      let [acts, pulls] = [0, 0];
      const readSeed = 3; // of these twenty; 63 contains a departure that would reveal a record
      for (let seed = first; seed < first + perTest; seed += 1) {
        const done = await replay.replay({ seed, steps, isRead: isLong || seed % perTest === readSeed, trade: false });
        acts += done.acts;
        pulls += done.pulls;
      }
      expect(acts).toBeGreaterThan(perTest * 10);
      expect(pulls).toBeGreaterThan(10);
    },
  );
});
