import { expect, it } from 'vitest';
import { recoveryHoursOf } from './recovery-delay.ts';

it('[PLT-28] the delay of a recovery is the organisation’s, or one day where it has set none', () => {
  expect(recoveryHoursOf({ recoveryHours: 72 })).toBe(72);
  for (const other of [undefined, {}, { recoveryHours: null }, { recoveryHours: '72' }, { recoveryHours: 0 }])
    expect(recoveryHoursOf(other)).toBe(24);
});
