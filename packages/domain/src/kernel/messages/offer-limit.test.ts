import { describe, expect, it } from 'vitest';
import { aboveOfferLimit, offerLimitOf } from './offer-limit.ts';

describe('[MSG-35] the limit of offers', () => {
  it('needs both numbers', () => {
    expect(offerLimitOf({ offersMost: 3, offersDays: 7 })).toEqual({ most: 3, days: 7 });
    expect([offerLimitOf({ offersMost: 3 }), offerLimitOf({ offersDays: 7 }), offerLimitOf({})]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('says how many went out, to whom and in what time', () => {
    const to = { channel: 'email', address: 'cleo@example.com' } as const;
    expect(aboveOfferLimit(to, { most: 3, days: 7 })).toBe(
      'cleo@example.com got 3 offers by e-mail in the last 7 days, and no more are allowed (MSG-35).',
    );
    expect(aboveOfferLimit({ ...to, channel: 'text' }, { most: 1, days: 1 })).toBe(
      'cleo@example.com got 1 offer by text in the last day, and no more are allowed (MSG-35).',
    );
  });
});
