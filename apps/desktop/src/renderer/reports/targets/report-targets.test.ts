import type { Target, TargetSubject } from '@outpost/domain/kernel/reports/targets';
import { describe, expect, it } from 'vitest';
import type { GroupValue } from '../figures.ts';
import { reportTargets } from './report-targets.ts';

const [dana, north] = ['dana', 'north'];
const quarter = { from: '2026-10-01', to: '2026-12-31' };
const target = (subject: TargetSubject, amount: number, currency = 'USD'): Target => ({
  measure: 'crm/deal/won',
  subject,
  unit: 'quarter',
  startsOn: quarter.from,
  amount,
  currency,
});
const all: TargetSubject = { of: 'all' };
const targets = [target(all, 1_000), target({ of: 'person', id: dana }, 300), target({ of: 'team', id: north }, 600)];
type Plan = Parameters<typeof reportTargets>[0];
const of = (change: Partial<Plan>) =>
  reportTargets({
    targets,
    definition: { groups: [], period: { field: 'closedOn' } },
    subject: all,
    span: quarter,
    currency: 'USD',
    today: '2026-11-15',
    ...change,
  });
const group = (value: string | null): GroupValue => ({ key: String(value), value, label: '', filter: undefined });
const by = (field: string, bucket?: 'quarter' | 'month' | 'hour'): Plan['definition'] => ({
  groups: [{ field, ...(bucket ? { bucket } : {}) }],
  period: { field: 'closedOn' },
});

describe('the targets of a report', () => {
  it('are that of its period, with the value of an even pace today', () => {
    expect(of({}).whole).toEqual({ amount: 1_000, pace: (1_000 * 46) / 92 });
    expect(of({ today: '2027-01-05' }).whole).toEqual({ amount: 1_000, pace: undefined });
    expect(of({ subject: { of: 'team', id: north } }).whole?.amount).toBe(600);
    expect(of({ span: undefined }).whole).toBeUndefined();
  });

  it('are those of its people, its teams or its spans of days', () => {
    expect(of({ definition: by('ownerId') }).of(group(dana))).toBe(300);
    expect(of({ definition: by('ownerId') }).of(group(null))).toBeUndefined();
    expect(of({ definition: by('teamId') }).of(group(north))).toBe(600);
    expect(of({ definition: by('closedOn', 'quarter') }).of(group('2026-10-01'))).toBe(1_000);
    expect(of({ definition: by('closedOn', 'month') }).of(group('2026-11-01'))).toBe(Math.round((1_000 * 30) / 92));
  });

  it('are none for other groups, for another date, and in another currency', () => {
    expect(of({ definition: by('product') }).of(group(dana))).toBeUndefined();
    expect(of({ definition: by('createdAt', 'quarter') }).of(group('2026-10-01'))).toBeUndefined();
    expect(of({ definition: by('closedOn', 'hour') }).of(group('09'))).toBeUndefined();
    expect(of({ definition: by('teamId'), subject: { of: 'person', id: dana } }).of(group(north))).toBeUndefined();
    expect(of({ currency: 'EUR' }).whole).toBeUndefined();
  });
});
