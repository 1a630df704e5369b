import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../../kernel/days.ts';
import { type BusinessCalendar, officeDaysProblem, usualOfficeDays, whyNotBusinessDay } from './business-calendar.ts';
import { businessDayAfter, businessDayBefore, businessDaysBetween, daysInWords, skippedInWords } from './count-business-days.ts'; // prettier-ignore

const anyDay = fc.integer({ min: 0, max: 32_000 }).map((days) => addDays('2010-06-01', days));
const anyCalendar = fc.oneof(
  fc.constant<BusinessCalendar>('specific'),
  fc.record({
    weekDays: fc.uniqueArray(fc.constantFrom(1, 2, 3, 4, 5, 6, 7), { minLength: 1 }),
    holidays: fc.constantFrom('dates', 'observed', 'none'),
    closedOn: fc.array(anyDay, { maxLength: 5 }),
  }) as fc.Arbitrary<BusinessCalendar>,
);
const anyCount = fc.integer({ min: 1, max: 12 });
const isOpen = (calendar: BusinessCalendar, day: string) => whyNotBusinessDay(calendar, day) === undefined;

describe('the two calendars of § 1026.2(a)(6)', () => {
  it('comment 2(a)(6)-2: of Independence Day on a Saturday, the Friday before is a specific business day', () => {
    expect(whyNotBusinessDay('specific', '2026-07-03')).toBeUndefined();
    expect(whyNotBusinessDay('specific', '2026-07-04')).toBe('Independence Day');
    expect(whyNotBusinessDay('specific', '2010-07-05')).toBeUndefined(); // the Monday after a Sunday, too
    expect(whyNotBusinessDay('specific', '2022-06-20')).toBeUndefined(); // Juneteenth observed
    expect(whyNotBusinessDay('specific', '2026-11-28')).toBeUndefined(); // a Saturday
    expect(whyNotBusinessDay('specific', '2026-11-29')).toBe('Sunday');
    expect(whyNotBusinessDay('specific', '2026-10-12')).toBe('Columbus Day');
  });
  it('comment 2(a)(6)-1: the general days are those on which the offices are open', () => {
    expect(whyNotBusinessDay(usualOfficeDays, '2026-11-28')).toBe('Saturday');
    expect(whyNotBusinessDay(usualOfficeDays, '2026-11-26')).toBe('Thanksgiving Day');
    expect(whyNotBusinessDay(usualOfficeDays, '2026-07-03')).toBeUndefined();
    const observed = { ...usualOfficeDays, holidays: 'observed' as const };
    expect(whyNotBusinessDay(observed, '2026-07-03')).toBe('Independence Day, observed');
    expect(whyNotBusinessDay({ ...usualOfficeDays, holidays: 'none' }, '2026-11-26')).toBeUndefined();
    expect(whyNotBusinessDay({ ...usualOfficeDays, closedOn: ['2026-11-27'] }, '2026-11-27')).toBe('Office closed');
    expect(whyNotBusinessDay({ ...usualOfficeDays, weekDays: [6, 7] }, '2026-11-29')).toBeUndefined();
  });
  it('refuse office days on which nothing could be counted', () => {
    expect(officeDaysProblem(usualOfficeDays)).toBeUndefined();
    expect(officeDaysProblem({ ...usualOfficeDays, weekDays: [] })?.cannot.message).toContain('on no day of the week');
    expect(officeDaysProblem({ ...usualOfficeDays, weekDays: [8 as 7] })?.cannot.message).toContain('1 (Monday)');
    expect(officeDaysProblem({ ...usualOfficeDays, closedOn: ['2026-02-30'] })?.cannot.message).toContain('not a day of the calendar'); // prettier-ignore
    const many = Array.from({ length: 1_001 }, () => '2026-01-02');
    expect(officeDaysProblem({ ...usualOfficeDays, closedOn: many })?.cannot.message).toContain('1000 closed days');
  });
});

describe('a count of business days', () => {
  it('lists the skipped days with their reasons', () => {
    const found = businessDayAfter('2026-11-24', 3, 'specific');
    expect(found).toEqual({
      day: '2026-11-28',
      counted: ['2026-11-25', '2026-11-27', '2026-11-28'],
      skipped: [{ day: '2026-11-26', reason: 'Thanksgiving Day' }],
    });
    expect(skippedInWords(found.skipped)).toBe('26 Nov: Thanksgiving Day');
    expect(daysInWords(found.counted)).toBe('25 Nov, 27 Nov, 28 Nov');
    expect(businessDaysBetween('2026-11-24', '2026-11-30', 'specific').counted).toHaveLength(4);
    expect(businessDaysBetween('2026-11-30', '2026-11-24', 'specific').counted).toEqual([]);
  });
  it('goes back from the business day before, where the day is none', () => {
    expect(businessDayBefore('2026-11-29', 3, 'specific')).toEqual({
      day: '2026-11-24', // Wednesday 25, Friday 27 and Saturday 28 are the three days that follow
      counted: ['2026-11-24', '2026-11-25', '2026-11-27'],
      skipped: [
        { day: '2026-11-26', reason: 'Thanksgiving Day' },
        { day: '2026-11-29', reason: 'Sunday' },
      ],
    });
  });
  it('counts as many business days as asked, and explains each other day', () => {
    fc.assert(
      fc.property(anyDay, anyCount, anyCalendar, (day, count, calendar) => {
        const after = businessDayAfter(day, count, calendar);
        expect(after.counted).toHaveLength(count);
        expect(after.counted.every((one) => isOpen(calendar, one))).toBe(true);
        expect(after.counted.at(-1)).toBe(after.day);
        expect(after.counted.length + after.skipped.length).toBe(daysBetween(day, after.day));
        const between = businessDaysBetween(day, after.day, calendar);
        expect([between.counted, between.skipped]).toEqual([after.counted, after.skipped]);
      }),
    );
  });
  it('back is the latest business day from which the count forward is in time', () => {
    fc.assert(
      fc.property(anyDay, anyCount, anyCalendar, (day, count, calendar) => {
        const { day: last, counted } = businessDayBefore(day, count, calendar);
        expect([counted.length, counted[0], isOpen(calendar, last)]).toEqual([count, last, true]);
        expect(businessDayAfter(last, count, calendar).day <= day).toBe(true);
        const next = businessDayAfter(last, 1, calendar).day;
        expect(businessDayAfter(next, count, calendar).day > day).toBe(true);
      }),
    );
  });
});
