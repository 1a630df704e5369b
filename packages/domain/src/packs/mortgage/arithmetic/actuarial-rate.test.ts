import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../kernel/days.ts';
import { actuarialRate, type PaymentStream } from './actuarial-rate.ts';
import { periodsInYear, singlePaymentPeriods, type UnitPeriod, unitPeriodsBetween } from './unit-periods.ts';
import { monthsAfter } from '../inputs/day-months.ts';

const months = (count: number): UnitPeriod => ({ unit: 'month', count });
const weeks = (count: number): UnitPeriod => ({ unit: 'week', count });
const twoDecimals = (rate: unknown) => (typeof rate === 'number' ? Number(rate.toFixed(2)) : rate);

/** One example: the day of the advance, its amount in dollars, and the payments: amount, count and first day. */
type Example = readonly [
  paragraph: string,
  rate: number,
  period: UnitPeriod,
  advance: number,
  on: string,
  payments: readonly (readonly [amount: number, count: number, first: string])[],
];

/**
 * The examples of Appendix J with one advance. The days of (c)(6)(i) are counted from a day of our choice: its unit-period is four weeks,
 * so only the days between count. They follow from the full and fractional unit-periods of the example.
 */
const examples: readonly Example[] = [
  ['(c)(1)(i)', 9.69, months(1), 5_000, '1978-01-10', [[230, 24, '1978-02-10']]],
  ['(c)(1)(ii)', 11.82, months(1), 6_000, '1978-02-10', [[200, 36, '1978-04-01']]],
  ['(c)(1)(iii)', 10.34, { unit: 'semimonth', count: 1 }, 5_000, '1978-02-23', [[219.17, 24, '1978-03-01']]],
  ['(c)(1)(iv)', 8.97, months(3), 10_000, '1978-05-23', [[385, 40, '1978-10-01']]],
  ['(c)(1)(v)', 14.96, weeks(1), 500, '1978-03-20', [[17.6, 30, '1978-04-21']]],
  ['(c)(2)(i)', 10.08, months(1), 5_000, '1978-01-10', [[250, 1, '1978-02-10'], [230, 23, '1978-03-10']]], // prettier-ignore
  ['(c)(2)(ii)', 28.5, weeks(4), 400, '1978-03-18', [[39.5, 1, '1978-04-20'], [38.31, 11, '1978-05-18']]], // prettier-ignore
  ['(c)(3)(i)', 10.5, months(1), 5_000, '1978-01-10', [[230, 23, '1978-02-10'], [280, 1, '1980-01-10']]], // prettier-ignore
  ['(c)(3)(ii)', 12.22, weeks(2), 200, '1978-04-03', [[9.5, 19, '1978-04-11'], [30, 1, addDays('1978-04-11', 14 * 19)]]], // prettier-ignore
  ['(c)(4)(i)', 10.9, months(1), 5_000, '1978-01-10', [[250, 1, '1978-02-10'], [230, 22, '1978-03-10'], [280, 1, '1980-01-10']]], // prettier-ignore
  ['(c)(4)(ii)', 7.3, months(2), 8_000, '1978-01-10', [[449.36, 1, '1978-03-01'], [465, 18, '1978-05-01'], [200, 1, '1981-05-01']]], // prettier-ignore
  ['(c)(6)(i)', 12, weeks(4), 2_135, '1978-01-25', [[100, 9, addDays('1978-01-25', 26)], [100, 6, addDays('1978-01-25', 292)], [100, 6, addDays('1978-01-25', 474)], [100, 3, addDays('1978-01-25', 656)]]], // prettier-ignore
  ['(c)(6)(ii)', 10.22, months(1), 7_350, '1978-03-03', [[1_000, 3, '1978-09-15'], [2_000, 1, '1979-03-15'], [750, 3, '1979-09-15'], [1_000, 1, '1980-02-01']]], // prettier-ignore
];

describe('the annual percentage rate of Appendix J to 12 CFR part 1026', () => {
  it.each(examples)('is that of example %s: %d %', (...[_paragraph, rate, period, advance, on, payments]) => {
    const streams = payments.map(([amount, count, first]) => ({
      amount: Math.round(amount * 100),
      count,
      first: unitPeriodsBetween(on, first, period),
    }));
    expect(twoDecimals(actuarialRate(advance * 100, streams, periodsInYear(period)))).toBe(rate);
  });

  it.each([
    ['(c)(5)(i), 255 days', 11.45, 108_000, '1978-01-03', '1978-09-15'],
    ['(c)(5)(ii), 6 months', 8.8, 104_400, '1978-07-15', '1979-01-15'],
    ['(c)(5)(iii), 18 months', 8.76, 113_519, '1978-01-15', '1979-07-15'],
    ['(c)(5)(iv), 2 years', 11.36, 124_000, '1978-01-15', '1980-01-15'],
  ])('is that of example %s: %d %', (...[_paragraph, rate, amount, from, to]) => {
    const { periods, perYear } = singlePaymentPeriods(from, to);
    expect(twoDecimals(actuarialRate(100_000, [{ amount, count: 1, first: periods }], perYear))).toBe(rate);
  });

  it('has five decimals', () => {
    const first = { full: 1, part: 0, of: 1 };
    expect(actuarialRate(500_000, [{ amount: 23_000, count: 24, first }], { over: 12, under: 1 })).toBe(9.68571);
  });

  it('is zero where the payments are the amount financed, and refused below it or above 100 % of a unit-period', () => {
    const first = { full: 1, part: 0, of: 1 };
    const of = (amountFinanced: number) => actuarialRate(amountFinanced, [{ amount: 100, count: 12, first }], { over: 12, under: 1 }); // prettier-ignore
    expect(of(1_200)).toBe(0);
    expect(of(1_201)).toBe('payments-too-small');
    expect(of(99)).toBe('rate-too-high');
    expect(of(100)).toBeCloseTo(1199.7, 0);
  });

  it('always ends with a rate at which the payments are worth the amount financed, or with a reason', () => {
    const streams = fc.array(
      fc.record({
        amount: fc.integer({ min: 1, max: 1_000_000 }),
        count: fc.integer({ min: 1, max: 400 }),
        first: fc.record({ full: fc.integer({ min: 0, max: 100 }), part: fc.integer({ min: 0, max: 29 }), of: fc.constant(30) }), // prettier-ignore
      }),
      { minLength: 1, maxLength: 4 },
    );
    const worth = (all: readonly PaymentStream[], rate: number) => {
      let sum = 0;
      for (const { amount, count, first } of all)
        for (let number = 0; number < count; number += 1)
          sum += amount / ((1 + (rate * first.part) / first.of) * (1 + rate) ** (first.full + number));
      return sum;
    };
    let rates = 0;
    fc.assert(
      fc.property(streams, fc.double({ min: 0.01, max: 1.2, noNaN: true }), (all, share) => {
        const total = all.reduce((sum, { amount, count }) => sum + amount * count, 0);
        const amountFinanced = Math.max(1, Math.round(total * share));
        const rate = actuarialRate(amountFinanced, all, { over: 12, under: 1 });
        if (typeof rate === 'string') {
          expect(rate).toBe(amountFinanced > total ? 'payments-too-small' : 'rate-too-high');
          return;
        }
        rates += 1;
        const half = 0.000_005 / 1200; // half of the last decimal
        expect(worth(all, Math.max(0, rate / 1200 - half)) * (1 + 1e-9)).toBeGreaterThanOrEqual(amountFinanced);
        expect(worth(all, rate / 1200 + half) * (1 - 1e-9)).toBeLessThanOrEqual(amountFinanced);
      }),
      { seed: 20261130, numRuns: 60 },
    );
    expect(rates).toBeGreaterThan(20);
  });
});

describe('the days of the examples', () => {
  it('end (c)(3)(i) and (c)(4)(i) after 24 months, (c)(4)(ii) 18 periods after its second payment', () => {
    expect([monthsAfter('1978-01-10', 24), monthsAfter('1978-05-01', 36)]).toEqual(['1980-01-10', '1981-05-01']);
  });
});
