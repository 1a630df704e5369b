import { describe, expect, it } from 'vitest';
import { amortizationSchedule } from './amortization-schedule.ts';
import { comparisonStart } from './points-break-even.ts';
import { refinanceBreakEven, type RefinanceTerms } from './refinance-break-even.ts';
import { isCannot } from '../inputs/input-faults.ts';

const lower: RefinanceTerms = {
  currentBalance: 30_000_000,
  currentRate: 7.5,
  remainingMonths: 360,
  newRate: 6.5,
  newTermMonths: 360,
  closingCosts: 600_000,
};
function breakEvenOf(terms: RefinanceTerms) {
  const found = refinanceBreakEven(terms);
  if (isCannot(found)) throw new Error(found.cannot.message);
  return found;
}

describe('the break-even of a refinance', () => {
  it('is the month in which the lower payments add up to the closing costs', () => {
    expect(breakEvenOf(lower)).toMatchObject({
      newLoanAmount: 30_000_000,
      currentPayment: 209_764,
      newPayment: 189_620,
      monthlySaving: 20_144,
      breakEvenMonth: 30, // 29 × 201.44 is 5,841.76, 30 × 201.44 is 6,043.20
    });
    expect(breakEvenOf(lower).breakEvenWithBalanceMonth).toBe(24);
    expect(breakEvenOf({ ...lower, closingCosts: 30 * 20_144 }).breakEvenMonth).toBe(30); // saved to the cent
    expect(breakEvenOf({ ...lower, closingCosts: 30 * 20_144 + 1 }).breakEvenMonth).toBe(31);
  });

  it('finances the closing costs where that is asked for: the new loan is larger', () => {
    const financed = breakEvenOf({ ...lower, financesCosts: true });
    expect(financed).toMatchObject({ newLoanAmount: 30_600_000, newPayment: 193_413, monthlySaving: 16_351 });
    expect(financed.breakEvenMonth).toBe(37); // 36 × 163.51 is 5,886.36
    // No cash is spent, so the saving is the difference of all payments: those of 300,000 and those of 306,000.
    const total = (loanAmount: number, noteRate: number) => {
      const found = amortizationSchedule({ loanAmount, noteRate, termMonths: 360, firstPaymentOn: comparisonStart });
      return isCannot(found) ? 0 : found.totalPaid;
    };
    expect(financed.lifetimeSaving).toBe(total(30_000_000, 7.5) - total(30_600_000, 6.5));
    expect(breakEvenOf(lower).lifetimeSaving).toBe(total(30_000_000, 7.5) - total(30_000_000, 6.5) - 600_000);
  });

  it('counts the balance: a longer term lowers the payment and may cost more in the end', () => {
    const longer = breakEvenOf({ ...lower, currentRate: 6.75, remainingMonths: 180 });
    expect(longer.breakEvenMonth).toBeLessThan(10);
    expect(longer).not.toHaveProperty('breakEvenWithBalanceMonth');
    expect(longer.lifetimeSaving).toBeLessThan(-10_000_000);
  });

  it('is absent where the new payment is higher, but the balance may still gain', () => {
    const shorter = breakEvenOf({ ...lower, newTermMonths: 180 });
    expect(shorter.monthlySaving).toBeLessThan(0);
    expect(shorter.breakEvenWithBalanceMonth).toBeLessThan(36);
    expect(shorter.lifetimeSaving).toBeGreaterThan(20_000_000);
    const worse = breakEvenOf({ ...lower, newRate: 8 });
    expect(worse).not.toHaveProperty('breakEvenMonth');
    expect(worse).not.toHaveProperty('breakEvenWithBalanceMonth');
  });

  it('takes the payment of today where it is not the level payment, and refuses one below the interest', () => {
    expect(breakEvenOf({ ...lower, currentPayment: 220_000 }).monthlySaving).toBe(30_380);
    expect(refinanceBreakEven({ ...lower, currentPayment: 100_000 })).toMatchObject({ cannot: { field: 'currentPayment', message: expect.stringContaining('negative amortization') as string } }); // prettier-ignore
  });

  it.each<readonly [string, Partial<RefinanceTerms>]>([
    ['currentBalance', { currentBalance: 0 }],
    ['currentRate', { currentRate: 31 }],
    ['remainingMonths', { remainingMonths: 0 }],
    ['newRate', { newRate: Number.NaN }],
    ['newTermMonths', { newTermMonths: 1.5 }],
    ['closingCosts', { closingCosts: -1 }],
    ['closingCosts', { currentBalance: 100_000_000_000, closingCosts: 1, financesCosts: true }],
  ])('is refused with a wrong %s: %o', (field, wrong) => {
    expect(refinanceBreakEven({ ...lower, ...wrong })).toMatchObject({ cannot: { field } });
  });
});
