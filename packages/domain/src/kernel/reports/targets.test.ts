import { describe, expect, it } from 'vitest';
import { evenPace, subjectOf, type Target, targetKey, targetOver } from './targets.ts';

const target = (
  unit: Target['unit'],
  startsOn: string,
  amount: number,
  currency: string | undefined = 'USD',
): Target => ({
  measure: 'crm/deal/won',
  subject: { of: 'all' },
  unit,
  startsOn,
  amount,
  currency,
});
const quarters = ['2026-01-01', '2026-04-01', '2026-07-01', '2026-10-01'].map((day) => target('quarter', day, 90_000));
const year = { from: '2026-01-01', to: '2026-12-31' };

describe('the target for some days', () => {
  it('adds up the targets that fill them', () => {
    expect(targetOver(quarters, year)?.amount).toBe(360_000);
    expect(targetOver(quarters, { from: '2026-04-01', to: '2026-09-30' })?.amount).toBe(180_000);
  });

  it('takes the target of a whole year before the sum of its quarters', () => {
    expect(targetOver([...quarters, target('year', '2026-01-01', 400_000)], year)?.amount).toBe(400_000);
  });

  it('is none where a part of the days has no target, or the currencies differ', () => {
    expect(targetOver(quarters.slice(1), year)).toBeUndefined();
    expect(targetOver([...quarters.slice(1), target('quarter', '2026-01-01', 1, 'EUR')], year)).toBeUndefined();
    expect(targetOver([], year)).toBeUndefined();
  });

  it('is the share by days of a longer target', () => {
    expect(targetOver(quarters, { from: '2026-10-01', to: '2026-10-31' })?.amount).toBe(Math.round((90_000 * 31) / 92));
    expect(targetOver(quarters, { from: '2026-09-15', to: '2026-10-15' })).toBeUndefined();
  });

  it('is reached in part by an even pace, while the days last', () => {
    const quarter = { from: '2026-10-01', to: '2026-12-31' };
    expect(evenPace(92_000, quarter, '2026-11-19')).toBe(50_000);
    expect(evenPace(92_000, quarter, '2027-01-01')).toBeUndefined();
    expect(evenPace(92_000, quarter, '2026-12-31')).toBeUndefined();
  });
});

describe('the subject of the target', () => {
  const me = '0190b1f2-7c00-7000-8000-0000000000c1';
  const other = '0190b1f2-7c00-7000-8000-0000000000c2';
  const won = { field: 'stage', op: 'is', value: 'won' } as const;
  const owner = (value: string) => ({ field: 'ownerId', op: 'is', value }) as const;

  it('is everyone, the asker, a person or a team', () => {
    expect(subjectOf(won, undefined, me)).toEqual({ of: 'all' });
    expect(subjectOf({ and: [won, owner('@me')] }, undefined, me)).toEqual({ of: 'person', id: me });
    expect(subjectOf(won, owner(other), me)).toEqual({ of: 'person', id: other });
    expect(subjectOf(won, { field: 'teamId', op: 'is', value: 't' }, me)).toEqual({ of: 'team', id: 't' });
  });

  it('does not exist if the records are narrowed in another way', () => {
    expect(subjectOf(won, { field: 'product', op: 'is', value: 'p' }, me)).toBeUndefined();
    expect(subjectOf(owner(me), owner(other), me)).toBeUndefined();
    expect(subjectOf(won, { field: 'ownerId', op: 'is-not', value: me }, me)).toBeUndefined();
    expect(subjectOf(won, { or: [owner(me), owner(other)] }, me)).toBeUndefined();
  });

  it('is part of the key', () => {
    expect(targetKey({ ...target('month', '2026-02-01', 1), subject: { of: 'person', id: me } })).toBe(
      `crm/deal/won month 2026-02-01 person:${me}`,
    );
  });
});
