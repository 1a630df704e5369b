import { describe, expect, it } from 'vitest';
import { type CampaignCounts, keptCounts, readCampaignCounts, sumOfCounts } from './campaign-counts.ts';

const part = { variant: 'a', part: 'rest' as const, waits: 1, written: 2, sent: 7, delivered: 4, failed: 1, unknown: 0, opened: 3, clicked: 1, replied: 2, optedOut: 1, deals: 2, won: 1 }; // prettier-ignore
const counts = (parts: CampaignCounts['parts']): CampaignCounts => ({ at: '2026-11-29T08:00:00.000Z', parts, leftOut: { 'no-address': 2 }, wonValue: { USD: 100 }, openValue: {}, isRead: true, nextAt: null, waitsFor: null }); // prettier-ignore

describe('[CMP-8] the figures of a campaign', () => {
  it('are read as they were written, with and without opens and clicks', () => {
    const unused = { ...part, opened: 0, clicked: 0 };
    for (const parts of [[part], [unused, { ...part, part: 'test' as const }], []])
      expect(readCampaignCounts(keptCounts(counts(parts)))).toEqual(counts(parts));
    expect(readCampaignCounts(undefined)).toBeUndefined();
  });

  it('name no opens and clicks where there are none, since an earlier build refuses names that it does not know', () => {
    const { parts } = keptCounts(counts([{ ...part, opened: 0, clicked: 0 }])) as { parts: readonly object[] };
    expect(Object.keys(parts[0] ?? {})).not.toEqual(expect.arrayContaining(['opened']));
    expect(Object.keys(parts[0] ?? {})).not.toEqual(expect.arrayContaining(['clicked']));
  });

  it('of a later build are read without what this build does not know', () => {
    const later = { ...counts([{ ...part, shown: 9 } as never]), sounds: 4 };
    expect(readCampaignCounts(later as never)).toEqual(counts([part]));
  });

  it('add up over parts and variants', () => {
    expect(sumOfCounts(counts([part, { ...part, part: 'test' }]))).toMatchObject({ members: 22, sent: 14, opened: 6, clicked: 2, leftOut: 2 }); // prettier-ignore
  });
});
