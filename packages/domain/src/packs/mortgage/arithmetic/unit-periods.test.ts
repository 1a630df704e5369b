import { describe, expect, it } from 'vitest';
import { periodsInYear, singlePaymentPeriods, type UnitPeriod, unitPeriodsBetween } from './unit-periods.ts';
import { monthsAfter } from '../inputs/day-months.ts';

const months = (count: number): UnitPeriod => ({ unit: 'month', count });
const weeks = (count: number): UnitPeriod => ({ unit: 'week', count });
const semimonth: UnitPeriod = { unit: 'semimonth', count: 1 };

describe('unit-periods between two days (12 CFR part 1026, Appendix J)', () => {
  it.each([
    ['(c)(1)(i)', '1978-01-10', '1978-02-10', months(1), 1, 0, 30],
    ['(c)(1)(ii)', '1978-02-10', '1978-04-01', months(1), 1, 19, 30],
    ['(c)(1)(iii)', '1978-02-23', '1978-03-01', semimonth, 0, 6, 15],
    ['(c)(1)(iv)', '1978-05-23', '1978-10-01', months(3), 1, 39, 90],
    ['(c)(1)(v)', '1978-03-20', '1978-04-21', weeks(1), 4, 4, 7],
    ['(c)(2)(ii)', '1978-03-18', '1978-04-20', weeks(4), 1, 5, 28],
    ['(c)(3)(ii)', '1978-04-03', '1978-04-11', weeks(2), 0, 8, 14],
    ['(c)(4)(ii)', '1978-01-10', '1978-03-01', months(2), 0, 52, 60],
  ])('are those of example %s', (...[_paragraph, from, to, period, full, part, of]) => {
    expect(unitPeriodsBetween(from, to, period)).toEqual({ full, part, of });
  });

  it('are measured back from the later day, to the last day of a shorter month ((b)(3)(iv))', () => {
    expect(unitPeriodsBetween('2026-02-28', '2026-03-31', months(1))).toEqual({ full: 1, part: 0, of: 30 });
    expect(unitPeriodsBetween('2026-01-31', '2026-03-01', months(1))).toEqual({ full: 1, part: 1, of: 30 });
    expect(unitPeriodsBetween('2026-01-02', '2026-02-01', months(1))).toEqual({ full: 1, part: 0, of: 30 }); // 30 days of 30
    expect(unitPeriodsBetween('2026-01-15', '2026-01-15', months(1))).toEqual({ full: 0, part: 0, of: 30 });
  });

  it('of a year count what is left in twelfths, or in days of 365 ((b)(5)(v))', () => {
    expect(unitPeriodsBetween('2024-01-10', '2026-04-10', months(12))).toEqual({ full: 2, part: 3, of: 12 });
    expect(unitPeriodsBetween('2024-01-10', '2026-04-11', months(12))).toEqual({ full: 2, part: 92, of: 365 });
  });

  it('in a year are 12, 24 or 52 by the months, semimonths or weeks of one ((b)(5)(ii) to (iv))', () => {
    expect(periodsInYear(months(1))).toEqual({ over: 12, under: 1 });
    expect(periodsInYear(months(3))).toEqual({ over: 12, under: 3 });
    expect(periodsInYear(semimonth)).toEqual({ over: 24, under: 1 });
    expect(periodsInYear(weeks(2))).toEqual({ over: 52, under: 2 });
  });
});

describe('the unit-periods of a single payment ((b)(5)(v) to (vii))', () => {
  const of = (from: string, to: string) => {
    const { periods, perYear } = singlePaymentPeriods(from, to);
    return [periods.full, periods.part, periods.of, perYear.over, perYear.under];
  };
  it('are one below a year: of whole months, or of days', () => {
    expect(of('1978-01-03', '1978-09-15')).toEqual([1, 0, 1, 365, 255]); // example (c)(5)(i)
    expect(of('1978-07-15', '1979-01-15')).toEqual([1, 0, 1, 12, 6]); // the six months of example (c)(5)(ii)
  });
  it('are years and a fraction from a year on', () => {
    expect(of('1978-01-15', '1979-07-15')).toEqual([1, 6, 12, 1, 1]); // the 18 months of example (c)(5)(iii)
    expect(of('1978-01-15', '1980-01-15')).toEqual([2, 0, 12, 1, 1]); // the two years of example (c)(5)(iv)
  });
});

describe('months after a day', () => {
  it('keep the day, or the last day of a shorter month, forward and back', () => {
    expect(monthsAfter('2026-01-31', 1)).toBe('2026-02-28');
    expect(monthsAfter('2028-01-30', 1)).toBe('2028-02-29');
    expect(monthsAfter('2026-01-15', -13)).toBe('2024-12-15');
    expect(monthsAfter('2026-12-31', 360)).toBe('2056-12-31');
    expect(monthsAfter('2026-03-31', -1)).toBe('2026-02-28');
  });
});
