import { describe, expect, it } from 'vitest';
import { campaignFeed, type FeedStanding, mostUnderWay } from './campaign-feed.ts';

const now = '2026-11-17T15:00:00.000Z'; // a Tuesday, 8:00 in Denver
const standing = (more: Partial<FeedStanding> = {}): FeedStanding => ({
  now,
  timeZone: 'America/Denver',
  beginsAt: undefined,
  window: null,
  perHour: 600,
  wrote: { count: 0, oldestAt: undefined },
  underWay: 0,
  cost: null,
  paid: 0,
  ...more,
});
const cost = { currency: 'USD', each: 0.1, fixed: 0, budget: 0.3 } as const;

describe('[CMP-2] how many messages a campaign writes', () => {
  it('is bounded by those that are under way in the organisation, and by the hour', () => {
    expect(campaignFeed(standing())).toEqual({ kind: 'write', most: mostUnderWay });
    expect(campaignFeed(standing({ underWay: 240 }))).toEqual({ kind: 'write', most: 10 });
    expect(campaignFeed(standing({ underWay: 250 }))).toEqual({ kind: 'wait', why: 'under-way', until: undefined });
    const oldestAt = '2026-11-17T14:20:00.000Z';
    expect(campaignFeed(standing({ wrote: { count: 595, oldestAt } }))).toEqual({ kind: 'write', most: 5 });
    expect(campaignFeed(standing({ wrote: { count: 600, oldestAt } }))).toEqual({ kind: 'wait', why: 'per-hour', until: '2026-11-17T15:20:00.000Z' }); // prettier-ignore
  });

  it('is none before it begins and outside of its sending times', () => {
    expect(campaignFeed(standing({ beginsAt: '2026-11-18T00:00:00.000Z' }))).toMatchObject({ kind: 'wait', why: 'not-begun', until: '2026-11-18T00:00:00.000Z' }); // prettier-ignore
    const window = { from: '09:00', until: '17:00', weekdays: true };
    expect(campaignFeed(standing({ window }))).toMatchObject({ why: 'closed', until: '2026-11-17T16:00:00.000Z' });
    expect(campaignFeed(standing({ window, now: '2026-11-17T16:00:00.000Z' }))).toMatchObject({ kind: 'write' });
  });
});

describe('[CMP-3] a budget', () => {
  it('pays for whole messages, and stops the campaign', () => {
    expect(campaignFeed(standing({ cost }))).toEqual({ kind: 'write', most: 3 });
    expect(campaignFeed(standing({ cost, paid: 2 }))).toEqual({ kind: 'write', most: 1 });
    expect(campaignFeed(standing({ cost, paid: 3 }))).toEqual({ kind: 'spent' });
    expect(campaignFeed(standing({ cost: { ...cost, fixed: 0.25 } }))).toEqual({ kind: 'spent' });
    expect(campaignFeed(standing({ cost: { ...cost, budget: null } }))).toEqual({ kind: 'write', most: mostUnderWay });
    expect(campaignFeed(standing({ cost: { ...cost, each: 0 } }))).toEqual({ kind: 'write', most: mostUnderWay });
  });
});
