import { describe, expect, inject, it } from 'vitest';
import { mailsUnderFire } from './mails-under-fire.ts';

const kills = inject('effort') === 'long' ? 1_000 : 2;

describe('e-mails while the server that sends them is killed', () => {
  it(`[T-23] [S-1c] each goes out at most once over ${kills} kills under load, and its record tells the truth`, { timeout: 6 * 3_600_000 }, async () => {
    const { wrong, ...told } = await mailsUnderFire({ kills, seed: 1 });
    if (inject('effort') === 'long') process.stderr.write(`kills of workers: ${JSON.stringify(told)}\n`);
    expect(wrong).toEqual([]);
    expect(told.accepted).toBeGreaterThan(kills);
  }); // prettier-ignore
});
