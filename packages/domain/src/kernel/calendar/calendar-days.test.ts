import { describe, expect, it } from 'vitest';
import { daySpansLater, daysShown, isCalendarDay, startOfWeek, weekDayOf, weekNumberOf } from './calendar-days.ts';

const ends = (days: readonly string[]) => [days[0], days.at(-1), days.length];

describe('the days of a calendar', () => {
  it('of a week begin where the weeks of the locale begin', () => {
    expect(ends(daysShown('week', '2026-11-19', 1))).toEqual(['2026-11-16', '2026-11-22', 7]);
    expect(ends(daysShown('week', '2026-11-22', 7))).toEqual(['2026-11-22', '2026-11-28', 7]);
    expect(startOfWeek('2026-11-20', 6)).toBe('2026-11-14');
    expect(weekDayOf('2026-11-22')).toBe(7);
  });

  it('of a month are its whole weeks', () => {
    expect(ends(daysShown('month', '2026-11-19', 1))).toEqual(['2026-10-26', '2026-12-06', 42]);
    expect(ends(daysShown('month', '2026-02-10', 7))).toEqual(['2026-02-01', '2026-02-28', 28]);
    expect(ends(daysShown('month', '2028-02-29', 1))).toEqual(['2028-01-31', '2028-03-05', 35]);
  });

  it('of an agenda are two weeks, of a day itself', () => {
    expect(ends(daysShown('agenda', '2026-11-19', 1))).toEqual(['2026-11-16', '2026-11-29', 14]);
    expect(daysShown('day', '2026-11-19', 1)).toEqual(['2026-11-19']);
  });

  it('are followed by the next span, and a month by a day that exists', () => {
    expect(daySpansLater('month', '2026-01-31', 1)).toBe('2026-02-28');
    expect(daySpansLater('week', '2026-01-01', -1)).toBe('2025-12-25');
    expect(daySpansLater('day', '2026-12-31', 1)).toBe('2027-01-01');
  });

  it('have a week number by ISO 8601', () => {
    expect(weekNumberOf('2026-11-19')).toBe(47);
    expect(weekNumberOf('2027-01-01')).toBe(53);
  });

  it('are distinguished from other texts', () => {
    expect(['2026-11-20', '2026-02-30', 'today', '20261120', '0000-01-01'].map(isCalendarDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
