import { describe, expect, it } from 'vitest';
import { unlockLimitsOf, usualUnlockLimits } from './unlock-limits.ts';

describe('[PLT-38] the limits of unlocking', () => {
  it.each<readonly [string, Parameters<typeof unlockLimitsOf>[0], ReturnType<typeof unlockLimitsOf>]>([
    ['no settings', undefined, usualUnlockLimits],
    ['none set', { name: 'Fenwright' }, usualUnlockLimits],
    ['emptied ones', { unlockTries: null, offlineDays: null, lockMinutes: null }, usualUnlockLimits],
    ['all set', { unlockTries: 3, offlineDays: 10, lockMinutes: 15 }, { unlockTries: 3, offlineDays: 10, lockMinutes: 15 }],
    ['values of another build', { unlockTries: 1_000, offlineDays: 0, lockMinutes: 9_999 }, { unlockTries: 10, offlineDays: 1, lockMinutes: 480 }],
    ['no numbers', { unlockTries: 'many', offlineDays: Number.NaN, lockMinutes: [] }, usualUnlockLimits],
  ])('are read from %s', (_of, settings, limits) => {
    expect(unlockLimitsOf(settings)).toEqual(limits);
  });
}); // prettier-ignore
