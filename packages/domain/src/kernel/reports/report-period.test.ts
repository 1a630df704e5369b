import { describe, expect, it } from 'vitest';
import type { Asking } from '../questions/list-query.ts';
import type { ComparisonId, PeriodSpan } from './report-definition.ts';
import { fixedDaysOf, spanBefore, periodFilter } from './report-period.ts';

/** A Friday: 20 November 2026 at 23:30 in Berlin. */
const asking: Asking = { userId: 'u', now: '2026-11-20T22:30:00.000Z', timeZone: 'Europe/Berlin' };
const days = (span: PeriodSpan) => {
  const { from, to } = fixedDaysOf(span, asking) ?? {};
  return `${from} ${to}`;
};
const before = (span: PeriodSpan, how: ComparisonId = 'before') => {
  const found = spanBefore(span, how, asking);
  return found && `${found.from} ${found.to}`;
};

describe('[Q-2] the period of a report', () => {
  it('is asked by the span itself, so that it moves on with the calendar', () => {
    expect(periodFilter({ field: 'closedOn' }, 'this-month')).toEqual({
      field: 'closedOn',
      op: 'within',
      value: 'this-month',
    });
    expect(periodFilter({ field: 'closedOn' }, { from: '2017-01-01', to: '2017-12-31' })).toEqual({
      field: 'closedOn',
      op: 'between',
      value: ['2017-01-01', '2017-12-31'],
    });
  });

  it('has its days with both ends', () => {
    expect(days('this-quarter')).toBe('2026-10-01 2026-12-31');
    expect(days({ direction: 'last', count: 30, unit: 'day' })).toBe('2026-10-22 2026-11-20');
    expect(fixedDaysOf('past', asking)).toBe(undefined);
  });

  it.each<readonly [string, PeriodSpan, string | undefined]>([
    ['a quarter that has not ended: as many days of the one before', 'this-quarter', '2026-07-01 2026-08-20'],
    ['a week that has not ended', 'this-week', '2026-11-09 2026-11-13'],
    ['a whole quarter: the whole one before', 'last-quarter', '2026-04-01 2026-06-30'],
    ['a whole month', 'last-month', '2026-09-01 2026-09-30'],
    ['today: yesterday', 'today', '2026-11-19 2026-11-19'],
    ['counted days: as many days before them', { direction: 'last', count: 30, unit: 'day' }, '2026-09-22 2026-10-21'],
    [
      'a fixed year, which has a day more than the one before it',
      { from: '2016-01-01', to: '2016-12-31' },
      '2015-01-01 2015-12-31',
    ],
    ['fixed months', { from: '2026-03-01', to: '2026-04-30' }, '2026-01-01 2026-02-28'],
    ['a fixed year that has not ended', { from: '2026-01-01', to: '2026-12-31' }, '2025-01-01 2025-11-20'],
    ['days in the future', { direction: 'next', count: 7, unit: 'day' }, '2026-11-13 2026-11-19'],
    ['fixed days', { from: '2026-03-10', to: '2026-03-16' }, '2026-03-03 2026-03-09'],
    ['a span without a first day: nothing', 'past', undefined],
  ])('is compared with the one before: %s', (_of, span, expected) => {
    expect(before(span)).toBe(expected);
  });

  it('is compared with the same month before, where that month is shorter than the days that have passed', () => {
    const end = { ...asking, now: '2026-03-31T08:00:00.000Z' };
    expect(spanBefore('this-month', 'before', end)).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  });

  it('is compared with the same days of the year before', () => {
    expect(before('this-quarter', 'year-before')).toBe('2025-10-01 2025-11-20');
    expect(before('last-quarter', 'year-before')).toBe('2025-07-01 2025-09-30');
    expect(before({ from: '2024-02-29', to: '2024-02-29' }, 'year-before')).toBe('2023-02-28 2023-02-28');
  });
});
