import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelPayment, loanPayment, type PaymentTerms } from './level-payment.ts';
import { periodRate } from './period-rate.ts';
import { percentParts } from '../inputs/exact-percent.ts';
import { isCannot } from '../inputs/input-faults.ts';

const thirtyYears = { loanAmount: 30_000_000, noteRate: 6.5, termMonths: 360 };
const paid = (terms: PaymentTerms) => {
  const found = loanPayment(terms);
  return isCannot(found) ? [found.cannot.field, found.cannot.message] : found.payment;
};

describe('the payment of a loan', () => {
  it('is 1,896.20 for 300,000 at 6.5 % over 360 months', () => {
    expect(loanPayment(thirtyYears)).toEqual({ payment: 189_620, paymentsPerYear: 12 });
  });

  it.each([
    ['12 CFR 1026 Appendix H, sample H-25(B)', 16_200_000, 3.875, 360, 76_178],
    ['12 CFR 1026 Appendix H, sample H-24(D)', 15_000_000, 4.25, 360, 73_791],
    ['Capitol Federal, example of rates', 55_000_100, 4.125, 360, 266_558],
    ['Capitol Federal, example of rates', 55_000_100, 3.625, 180, 396_571],
    ['Texas Instruments, BA Real Estate Guidebook, page 35', 10_000_000, 6, 360, 59_955],
  ])('agrees with %s', (...[_source, loanAmount, noteRate, termMonths, expected]) => {
    expect(paid({ loanAmount, noteRate, termMonths })).toBe(expected);
  });

  it('is the loan divided by the months without interest, and the interest in interest-only months', () => {
    expect(paid({ ...thirtyYears, noteRate: 0 })).toBe(83_333);
    // The 300 months left pay the whole loan.
    expect(loanPayment({ ...thirtyYears, interestOnlyMonths: 60 })).toEqual({ payment: 202_562, interestOnlyPayment: 162_500, paymentsPerYear: 12 }); // prettier-ignore
  });

  it('is half of the monthly payment for a biweekly loan, rounded up to the cent', () => {
    expect(loanPayment({ ...thirtyYears, frequency: 'biweekly' })).toEqual({ payment: 94_810, paymentsPerYear: 26 });
    expect(paid({ ...thirtyYears, loanAmount: 16_200_000, noteRate: 3.875, frequency: 'biweekly' })).toBe(38_089);
    expect(paid({ loanAmount: 300, noteRate: 0, termMonths: 100, frequency: 'biweekly' })).toBe(2); // half of 3
  });

  it('lets no floating-point error reach a cent: the interest of H-25(B), unrounded over 360 payments, is 112,242.27', () => {
    // The sample's finance charge of 118,830.27 less 80 premiums of 82.35. Its 360 payments are not rounded.
    const rate = periodRate(percentParts(3.875), 12);
    expect(levelPayment(16_200_000n * 360n, rate, 360)).toBe(27_424_227n);
  });

  it.each<readonly [string, Partial<PaymentTerms>]>([
    ['loanAmount', { loanAmount: 0 }],
    ['loanAmount', { loanAmount: -1 }],
    ['loanAmount', { loanAmount: 1.5 }],
    ['loanAmount', { loanAmount: Number.NaN }],
    ['loanAmount', { loanAmount: 2e11 }],
    ['noteRate', { noteRate: -0.001 }],
    ['noteRate', { noteRate: 65 }],
    ['noteRate', { noteRate: Number.NaN }],
    ['termMonths', { termMonths: 0 }],
    ['termMonths', { termMonths: 601 }],
    ['termMonths', { termMonths: 12.5 }],
    ['interestOnlyMonths', { interestOnlyMonths: 360 }],
    ['interestOnlyMonths', { interestOnlyMonths: 60, frequency: 'biweekly' }],
  ])('refuses a wrong %s: %o', (field, wrong) => {
    expect(paid({ ...thirtyYears, ...wrong })).toEqual([field, expect.stringMatching(/must be|Choose/)]);
  });

  it('covers the interest of the first period, and rises with the rate and the loan', () => {
    const terms = fc.record({
      loanAmount: fc.integer({ min: 1, max: 100_000_000_000 }),
      noteRate: fc.integer({ min: 0, max: 29_000 }).map((thousandths) => thousandths / 1000),
      termMonths: fc.integer({ min: 1, max: 600 }),
    });
    fc.assert(
      fc.property(terms, (one) => {
        const payment = Number(paid(one));
        expect(payment).toBeGreaterThanOrEqual(Math.floor((one.loanAmount * one.noteRate) / 1200));
        expect(payment * one.termMonths).toBeGreaterThanOrEqual(one.loanAmount - one.termMonths);
        expect(Number(paid({ ...one, noteRate: one.noteRate + 1 }))).toBeGreaterThanOrEqual(payment);
      }),
      { seed: 20261130, numRuns: 200 },
    );
  });
});
