import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../kernel/entities/fields.ts';
import type { Values } from '../../../kernel/entities/typed-record.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { lead } from '../entities/lead.entity.ts';
import { leadScore } from '../rules/lead-score.rule.ts';
import {
  countEngagement,
  engagementKinds,
  type EngagementEvent,
  linesOfCounts,
  mostEngagementPoints,
  readEngagementCounts,
} from './count-engagement.ts';

const dayMs = 86_400_000;
const nowMs = Date.parse('2026-11-30T12:00:00.000Z');
const ago = (days: number): string => new Date(nowMs - days * dayMs).toISOString();

const anEvent = fc.record({
  kind: fc.constantFrom(...engagementKinds.map(({ kind }) => kind)),
  of: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  at: fc.integer({ min: -2, max: 120 }).map(ago),
});
const history = fc.array(anEvent, { maxLength: 24 });

/** The rule as a person checks it: each message and kind by its first time, by hand. */
function byHand(events: readonly EngagementEvent[]): number {
  const keys = new Set(events.map(({ kind, of }) => `${kind}/${of}`));
  let sum = 0;
  for (const key of keys) {
    const [first = ''] = events.filter(({ kind, of }) => `${kind}/${of}` === key).map(({ at }) => at).toSorted(); // prettier-ignore
    const days = (nowMs - Date.parse(first)) / dayMs;
    const { points = 0 } = engagementKinds.find(({ kind }) => key.startsWith(kind)) ?? {};
    sum += days < 30 ? points : days < 90 ? points / 2 : 0;
  }
  return Math.min(mostEngagementPoints, sum);
}

describe('[CRM-13] the engagement of a lead', () => {
  it('is the sum that a person would compute', () => {
    fc.assert(
      fc.property(history, (events) => {
        expect(countEngagement(events, nowMs).points).toBe(byHand(events));
      }),
    );
  });

  it('stays the same in another order, and where events come again', () => {
    fc.assert(
      fc.property(
        history.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }))), // prettier-ignore
        ([events, again]) => {
          expect(countEngagement(again, nowMs)).toEqual(countEngagement(events, nowMs));
        },
      ),
    );
  });

  it('of merged leads is that of all their messages, whichever was merged into which, and however often', () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 1, maxLength: 4 }), (leads) => {
        const whole = countEngagement(leads.flat(), nowMs);
        expect(countEngagement(leads.toReversed().flat(), nowMs)).toEqual(whole);
        expect(
          countEngagement(
            leads.flatMap((one) => [...one, ...one]),
            nowMs,
          ),
        ).toEqual(whole);
      }),
    );
  });

  it('never grows as time passes without an event, and stays as it is until the time that it names', () => {
    fc.assert(
      fc.property(history, (events) => {
        let at = Math.max(nowMs, ...events.map((event) => Date.parse(event.at)));
        let counted = countEngagement(events, at);
        for (let changes = 0; counted.until !== null; changes += 1) {
          expect(changes).toBeLessThanOrEqual(2 * events.length);
          const end = Date.parse(counted.until);
          expect(end).toBeGreaterThan(at);
          expect(countEngagement(events, end - 1)).toEqual(counted);
          const later = countEngagement(events, end);
          expect(later.points).toBeLessThanOrEqual(counted.points);
          [at, counted] = [end, later];
        }
        expect(counted).toEqual({ points: 0, counts: {}, until: null });
      }),
    );
  });

  it('has all points for 30 days, half until 90, and then none', () => {
    const points = (days: number) => countEngagement([{ kind: 'replied', of: 'a', at: ago(days) }], nowMs).points;
    expect([0, 29.9, 30, 89.9, 90].map(points)).toEqual([10, 10, 5, 5, 0]);
  });

  it('is read from the record, without kinds that this build does not know', () => {
    const { counts, points } = countEngagement([{ kind: 'opened', of: 'a', at: ago(1) }, { kind: 'clicked', of: 'a', at: ago(40) }], nowMs); // prettier-ignore
    expect(readEngagementCounts({ ...counts, danced: { full: 1, half: 0 } })).toEqual(counts);
    expect([undefined, null, [], 'x', { opened: 1 }, { opened: { full: -1, half: 0 } }].map(readEngagementCounts)).toEqual([{}, {}, {}, {}, {}, {}]); // prettier-ignore
    expect(linesOfCounts(counts).map(({ kind, points: of }) => [kind, of])).toEqual([['opened', 2], ['clicked', 3]]); // prettier-ignore
    expect(points).toBe(5);
  });
});

describe('[CRM-13] the score of a lead', () => {
  const scoreOf = (fields: Partial<Values<typeof lead>>) => leadScore.work({ record: givenRecord(lead, fields) }); // prettier-ignore
  it('adds the engagement to the facts, up to 100, and stays 0 for an unqualified lead', () => {
    const engagementUntil = ago(-3) as Instant;
    expect(scoreOf({ name: 'Ada', engagement: 12, engagementUntil })).toBe(12);
    expect(scoreOf({ phone: '+1', engagement: 12 })).toBe(32);
    expect(scoreOf({ phone: '+1', email: 'a@b', company: 'c', about: 'd', estimatedValue: { amount: 1, currency: 'USD' }, engagement: 40 })).toBe(100); // prettier-ignore
    expect(scoreOf({ phone: '+1', engagement: 40, status: 'unqualified' })).toBe(0);
  });
});
