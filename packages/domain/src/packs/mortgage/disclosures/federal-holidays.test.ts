import { describe, expect, it } from 'vitest';
import { weekDayOf } from '../../../kernel/calendar/calendar-days.ts';
import { federalHolidaysOf, legalHolidayOn, observedHolidayOn } from './federal-holidays.ts';

const years = Array.from({ length: 90 }, (_, n) => 2010 + n);

describe('the legal public holidays', () => {
  it('are those of the Office of Personnel Management for 2023, with the observed days', () => {
    expect(federalHolidaysOf(2023).map(({ name, observedOn }) => [observedOn, name])).toEqual([
      ['2023-01-02', 'New Year’s Day'],
      ['2023-01-16', 'Birthday of Martin Luther King, Jr.'],
      ['2023-02-20', 'Washington’s Birthday'],
      ['2023-05-29', 'Memorial Day'],
      ['2023-06-19', 'Juneteenth National Independence Day'],
      ['2023-07-04', 'Independence Day'],
      ['2023-09-04', 'Labor Day'],
      ['2023-10-09', 'Columbus Day'],
      ['2023-11-10', 'Veterans Day'],
      ['2023-11-23', 'Thanksgiving Day'],
      ['2023-12-25', 'Christmas Day'],
    ]);
  });
  it('follow 5 U.S.C. 6103(a) in each year from 2010 to 2099: ten, and eleven since 2021', () => {
    for (const year of years) {
      const holidays = federalHolidaysOf(year);
      expect(holidays).toHaveLength(year < 2021 ? 10 : 11);
      const [, king, washington, memorial] = holidays.map(({ day }) => day);
      const [labor, columbus, , thanksgiving] = holidays.slice(-5).map(({ day }) => day);
      const nth = (day = '') => [weekDayOf(day), Math.ceil(Number(day.slice(8)) / 7)];
      expect([king, washington, labor, columbus].map(nth)).toEqual([[1, 3], [1, 3], [1, 1], [1, 2]]); // prettier-ignore
      expect(nth(thanksgiving)).toEqual([4, 4]);
      expect([weekDayOf(memorial ?? ''), Number(memorial?.slice(8)) > 24]).toEqual([1, true]);
      expect(holidays.map(({ day }) => day)).toEqual(holidays.map(({ day }) => day).sort());
      for (const { name, day, observedOn } of holidays) {
        expect(legalHolidayOn(day)).toBe(name);
        expect(observedHolidayOn(observedOn)).toBe(name);
        expect(weekDayOf(observedOn)).toBeLessThan(6);
      }
    }
  });
  it('have Juneteenth since 2021 and never Inauguration Day, which is 5 U.S.C. 6103(c)', () => {
    expect(legalHolidayOn('2020-06-19')).toBeUndefined();
    expect(legalHolidayOn('2021-06-19')).toBe('Juneteenth National Independence Day');
    expect(legalHolidayOn('2021-01-20')).toBeUndefined();
  });
  it('are observed on the Friday before a Saturday, also of the year before, and on the Monday after a Sunday', () => {
    expect(observedHolidayOn('2021-12-31')).toBe('New Year’s Day');
    expect(observedHolidayOn('2026-07-03')).toBe('Independence Day');
    expect(observedHolidayOn('2027-07-05')).toBe('Independence Day');
    expect(observedHolidayOn('2026-07-04')).toBeUndefined();
    expect(legalHolidayOn('2026-07-03')).toBeUndefined();
  });
});
