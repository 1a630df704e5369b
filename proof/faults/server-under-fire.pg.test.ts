import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { pushUnderFire } from './push-under-fire.ts';
import { ServerUnderFire } from './server-under-fire.ts';

const isLong = inject('effort') === 'long';

describe('a server under fire', () => {
  let range: ServerUnderFire | undefined;
  beforeAll(async () => {
    range = await ServerUnderFire.start();
  }, 120_000);
  afterAll(() => range?.stop(), 60_000);

  const struck = (given: Parameters<typeof pushUnderFire>[1]) => {
    if (!range) throw new Error('The server did not start');
    return pushUnderFire(range, given);
  };

  const faults = isLong ? 600 : 6;
  it(
    `[S-2] decides every act once while it, its Postgres and all lines are struck ${faults} times`,
    { timeout: 3 * 3_600_000 },
    async () => {
      const outcome = await struck({ faults, seed: 1 });
      expect(outcome.wrong).toEqual([]);
      expect(outcome.acts).toBeGreaterThan(faults * 2);
    },
  );

  const kills = isLong ? 1_000 : 2;
  it(`[S-2] decides every act once over ${kills} kills of its process`, { timeout: 6 * 3_600_000 }, async () => {
    const outcome = await struck({ faults: kills, seed: 2, kinds: ['server'] });
    expect(outcome.wrong).toEqual([]);
    expect(outcome.acts).toBeGreaterThan(kills * 2);
  });
});
