import { describe, expect, it } from 'vitest';
import { endOfUnit, startOfUnit, unitsBetween } from './report-days.ts';

describe('the days of a report', () => {
  it('are in units that begin on Monday, the first of a month, a quarter or a year', () => {
    const starts = (['day', 'week', 'month', 'quarter', 'year'] as const).map((unit) =>
      startOfUnit('2026-11-22', unit),
    );
    expect(starts).toEqual(['2026-11-22', '2026-11-16', '2026-11-01', '2026-10-01', '2026-01-01']);
  });

  it('end a unit', () => {
    expect([endOfUnit('2024-02-01', 'month'), endOfUnit('2026-10-01', 'quarter')]).toEqual([
      '2024-02-29',
      '2026-12-31',
    ]);
  });

  it('include empty units, in order, and no more than 400', () => {
    expect(unitsBetween('2016-10-01', '2017-07-01', 'quarter')).toEqual([
      '2016-10-01',
      '2017-01-01',
      '2017-04-01',
      '2017-07-01',
    ]);
    expect(unitsBetween('2026-02-01', '2026-01-01', 'month')).toEqual([]);
    expect(unitsBetween('2000-01-01', '2026-01-01', 'day').length).toBe(400);
  });
});
