import { describe, expect, it } from 'vitest';
import { amortizationSchedule } from './amortization-schedule.ts';
import { comparisonStart, pointsBreakEven, type PointsTerms } from './points-break-even.ts';
import { isCannot } from '../inputs/input-faults.ts';

const onePoint: PointsTerms = { loanAmount: 30_000_000, noteRate: 6.5, termMonths: 360, points: 1, reducedRate: 6.25 };
function breakEvenOf(terms: PointsTerms) {
  const found = pointsBreakEven(terms);
  if (isCannot(found)) throw new Error(found.cannot.message);
  return found;
}

describe('the break-even of points', () => {
  it('is the month in which the lower payments add up to the cost', () => {
    expect(breakEvenOf(onePoint)).toMatchObject({
      cost: 300_000,
      payment: 189_620,
      reducedPayment: 184_715,
      monthlySaving: 4_905,
      breakEvenMonth: 62, // 61 × 49.05 is 2,992.05, 62 × 49.05 is 3,041.10
    });
    expect(breakEvenOf({ ...onePoint, points: 0.5 }).breakEvenMonth).toBe(31);
  });

  it('comes earlier where the lower balance counts, too', () => {
    const { breakEvenWithBalanceMonth = 0 } = breakEvenOf(onePoint);
    const balanceAt = (noteRate: number) => {
      const found = amortizationSchedule({ loanAmount: 30_000_000, noteRate, termMonths: 360, firstPaymentOn: comparisonStart }); // prettier-ignore
      return isCannot(found) ? 0 : (found.rows[breakEvenWithBalanceMonth - 1]?.balance ?? 0);
    };
    const gain = breakEvenWithBalanceMonth * 4_905 + balanceAt(6.5) - balanceAt(6.25) - 300_000;
    expect(breakEvenWithBalanceMonth).toBe(48);
    expect(gain).toBeGreaterThanOrEqual(0);
    expect(gain).toBeLessThan(7_000); // about one month's saving
  });

  it('is the first month without a cost, and absent where the term is too short', () => {
    expect(breakEvenOf({ ...onePoint, points: 0 })).toMatchObject({ cost: 0, breakEvenMonth: 1 });
    const short = breakEvenOf({ ...onePoint, termMonths: 24, points: 3 });
    expect(short).not.toHaveProperty('breakEvenMonth');
    expect(short).not.toHaveProperty('breakEvenWithBalanceMonth');
    expect(short.termSaving).toBeLessThan(0);
  });

  it('saves the difference of all payments over the term, less the cost', () => {
    const total = (noteRate: number) => {
      const found = amortizationSchedule({ loanAmount: 30_000_000, noteRate, termMonths: 360, firstPaymentOn: comparisonStart }); // prettier-ignore
      return isCannot(found) ? 0 : found.totalPaid;
    };
    expect(breakEvenOf(onePoint).termSaving).toBe(total(6.5) - total(6.25) - 300_000);
  });

  it.each<readonly [string, Partial<PointsTerms>]>([
    ['reducedRate', { reducedRate: 6.5 }],
    ['reducedRate', { reducedRate: -1 }],
    ['points', { points: -0.1 }],
    ['points', { points: 11 }],
    ['loanAmount', { loanAmount: 0 }],
    ['termMonths', { termMonths: 0 }],
  ])('is refused with a wrong %s: %o', (field, wrong) => {
    expect(pointsBreakEven({ ...onePoint, ...wrong })).toMatchObject({ cannot: { field } });
  });
});
