import { describe, expect, it } from 'vitest';
import { quarterName, quartersBetween } from './period-filter.ts';

describe('quarters of a report', () => {
  it('shows empty periods, too', () => {
    expect(quartersBetween(['2017-10-01', '2016-10-01'], undefined)).toEqual([
      '2016-10-01',
      '2017-01-01',
      '2017-04-01',
      '2017-07-01',
      '2017-10-01',
    ]);
    expect(quartersBetween(['2026-07-01'], '2026').map(quarterName)).toEqual([
      'Q1 2026',
      'Q2 2026',
      'Q3 2026',
      'Q4 2026',
    ]);
    expect(quartersBetween([], undefined)).toEqual([]);
  });
});
