import { describe, expect, it } from 'vitest';
import { monthIn, monthOf, monthsHeld, monthsLater, monthTokensOf, wholeToken } from './record-age.ts';

describe('[A-6] the months by which records are filed', () => {
  it('are those of their last change in UTC', () => {
    expect(monthOf('2026-11-30T23:59:59.999Z')).toBe('2026-11');
    expect(monthTokensOf(['crm/deal@org', 'crm/deal@team:t'], monthOf('2026-02-03T00:00:00.000Z'))).toEqual([
      'crm/deal@org~2026-02',
      'crm/deal@team:t~2026-02',
    ]);
  });

  it.each([
    ['2026-11', 1, '2026-12'],
    ['2026-12', 1, '2027-01'],
    ['2026-01', -1, '2025-12'],
    ['2026-11', -36, '2023-11'],
    ['2026-11', 0, '2026-11'],
  ])('count on: %s and %i months are %s', (month, months, later) => {
    expect(monthsLater(month, months)).toBe(later);
  });

  it('of a device are the present one, those before it, and the next one', () => {
    expect(monthsHeld('2026-12', 2)).toEqual(['2026-10', '2026-11', '2026-12', '2027-01']);
  });

  it.each([
    ['crm/deal@org~2026-11', '2026-11', 'crm/deal@org'],
    ['crm/deal@org', undefined, 'crm/deal@org'],
    ['crm/deal@area:north-2026-11', undefined, 'crm/deal@area:north-2026-11'],
  ])('are found in tokens: %s', (token, month, whole) => {
    expect([monthIn(token), wholeToken(token)]).toEqual([month, whole]);
  });
});
