import { describe, expect, it } from 'vitest';
import { certaintyOfLead, decideWinner, rangeOfShare, type TestStanding } from './decide-winner.ts';

const test = { share: 20, measure: 'replied', waitHours: 24, certainty: 90 } as const;
const drawn = [
  { id: 'a', sent: 481, hits: 20 },
  { id: 'b', sent: 481, hits: 29 },
];
const standing = (more: Partial<TestStanding> = {}): TestStanding => ({
  test,
  results: drawn,
  open: 0,
  lastSentAt: '2026-11-17T10:40:00.000Z',
  now: '2026-11-18T10:40:00.000Z',
  ...more,
});

describe('[CMP-4] the winner of a test', () => {
  it('waits for the outcomes of all members of the test part, and then as long as the rule says', () => {
    expect(decideWinner(standing({ open: 1 }))).toEqual({ kind: 'wait', until: undefined });
    expect(decideWinner(standing({ now: '2026-11-18T10:39:59.999Z' }))).toEqual({ kind: 'wait', until: '2026-11-18T10:40:00.000Z' }); // prettier-ignore
  });

  it('is the leader if its lead is certain enough, with the figures as its reason', () => {
    expect(decideWinner(standing())).toEqual({ kind: 'decided', variant: 'b', reason: 'B brought 29 of 481, A 20 of 481: 90.6 % certain.' }); // prettier-ignore
  });

  it('is nobody if the lead is less certain than the rule asks', () => {
    expect(decideWinner(standing({ test: { ...test, certainty: 91 } }))).toEqual({
      kind: 'decided',
      variant: null,
      reason: 'B brought 29 of 481, A 20 of 481: 90.6 % certain. The rule asks for 91 %, so all variants get the same share.',
    }); // prettier-ignore
  });

  it('is nobody if nothing came, or nothing was sent', () => {
    const nothing = drawn.map((one) => ({ ...one, hits: 0 }));
    expect(decideWinner(standing({ results: nothing }))).toMatchObject({ kind: 'decided', variant: null });
    expect(decideWinner(standing({ lastSentAt: undefined }))).toMatchObject({ kind: 'decided', variant: null });
  });
});

describe('the certainty of a lead', () => {
  it('is a half for equal variants, and grows with their size', () => {
    expect(certaintyOfLead({ id: 'a', sent: 100, hits: 5 }, { id: 'b', sent: 100, hits: 5 })).toBeCloseTo(0.5, 6);
    expect(certaintyOfLead({ id: 'a', sent: 1_000, hits: 60 }, { id: 'b', sent: 1_000, hits: 40 })).toBeCloseTo(0.9797, 3); // prettier-ignore
    expect(certaintyOfLead({ id: 'a', sent: 10, hits: 0 }, { id: 'b', sent: 10, hits: 0 })).toBe(0.5);
    expect(certaintyOfLead({ id: 'a', sent: 1, hits: 1 }, { id: 'b', sent: 0, hits: 0 })).toBe(0.5);
  });

  it('has Wilson’s interval beside it', () => {
    const [low, high] = rangeOfShare({ sent: 481, hits: 20 });
    expect([low, high].map((one) => Math.round(one * 1_000))).toEqual([27, 63]);
    expect(rangeOfShare({ sent: 0, hits: 0 })).toEqual([0, 1]);
  });
});
