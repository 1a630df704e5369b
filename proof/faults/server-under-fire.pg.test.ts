import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { pushUnderFire } from './push-under-fire.ts';
import { ServerUnderFire } from './server-under-fire.ts';
import { mayMount } from './small-disk.ts';

const isLong = inject('effort') === 'long';
if (isLong && !mayMount)
  console.warn('a full disk under Postgres was not tried: only root on Linux may mount a small one');

describe('a server under constant faults', () => {
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
    `[S-2] decides every act once while it, its Postgres and all connections fail ${faults} times`,
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

  // on a separate server, whose Postgres is on a small disk
  it.each(isLong && mayMount ? [10] : [])(
    '[S-5] decides every act once while the disk is full %i times, and continues when there is room',
    { timeout: 600_000 },
    async (times) => {
      const small = await ServerUnderFire.start({ diskMib: 300 });
      try {
        const outcome = await pushUnderFire(small, { faults: times, seed: 3, kinds: ['disk'] });
        expect(outcome.wrong).toEqual([]);
        expect(outcome.faults.disk).toBe(times);
        expect(outcome.acts).toBeGreaterThan(times * 2);
      } finally {
        await small.stop();
      }
    },
  );
});
