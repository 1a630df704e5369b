import { describe, expect, it } from 'vitest';
import { disclosureFigures, type DisclosureTerms } from './loan-disclosure-figures.ts';
import { isCannot } from '../inputs/input-faults.ts';

function figuresOf(terms: DisclosureTerms) {
  const found = disclosureFigures(terms);
  if (isCannot(found)) throw new Error(found.cannot.message);
  return found;
}
/** The Closing Disclosure H-25(B) of 12 CFR part 1026, Appendix H. Mortgage insurance ends at 78 % of the price of 180,000. */
const sample: DisclosureTerms = {
  loanAmount: 16_200_000,
  noteRate: 3.875,
  termMonths: 360,
  firstPaymentOn: '2013-06-01',
  monthlyInsurance: 8_235,
  insuranceMonths: 80,
  prepaidInterest: 27_904,
  loanCosts: 469_405,
};

describe('the figures of the Loan Estimate and the Closing Disclosure', () => {
  it('are those of sample H-25(B), up to the rounding of its payments', () => {
    // The sample adds 360 unrounded payments, 1.43 less than 359 of 761.78 and the last one of 764.68.
    const { totalOfPayments, financeCharge, amountFinanced, apr, totalInterestPercentage } = figuresOf(sample);
    expect(totalOfPayments).toBe(28_580_336 + 143);
    expect(financeCharge).toBe(11_883_027 + 143);
    expect(amountFinanced).toBe(16_200_000);
    expect(apr.toFixed(3)).toBe('4.174');
    expect(totalInterestPercentage).toBe(69.458); // 69.46 %
  });

  it('have 80 premiums in the sample: the balance is first at or below 78 % of the price after payment 80', () => {
    const { rows } = figuresOf(sample).schedule;
    expect(rows.find(({ balance }) => balance <= 18_000_000 * 0.78)?.number).toBe(80);
  });

  it('move prepaid finance charges from the amount financed to the finance charge', () => {
    const without = figuresOf({ ...sample, prepaidInterest: 0 });
    const { amountFinanced, financeCharge, totalOfPayments } = figuresOf({ ...sample, prepaidInterest: 0, prepaidFinanceCharges: 200_000 }); // prettier-ignore
    expect(amountFinanced).toBe(without.amountFinanced - 200_000);
    expect(financeCharge).toBe(without.financeCharge + 200_000);
    expect(totalOfPayments).toBe(without.totalOfPayments);
  });

  it('count the payments of five years, or of a shorter term', () => {
    const { paidInFiveYears, principalInFiveYears } = figuresOf(sample);
    expect(paidInFiveYears).toBe(60 * (76_178 + 8_235) + 469_405 + 27_904);
    expect(principalInFiveYears).toBe(1_577_258);
    const short = figuresOf({ loanAmount: 1_000_000, noteRate: 0, termMonths: 24, firstPaymentOn: '2026-01-01', loanCosts: 5_000 }); // prettier-ignore
    expect([short.paidInFiveYears, short.principalInFiveYears]).toEqual([1_005_000, 1_000_000]);
    expect([short.apr, short.financeCharge, short.totalInterestPercentage]).toEqual([0, 0, 0]);
    const biweekly = figuresOf({ loanAmount: 16_200_000, noteRate: 3.875, termMonths: 360, firstPaymentOn: '2026-01-01', frequency: 'biweekly' }); // prettier-ignore
    expect(biweekly.paidInFiveYears).toBe(130 * 38_089);
  });

  it('are refused with costs out of bounds, and with what the annual percentage rate refuses', () => {
    expect(disclosureFigures({ ...sample, loanCosts: -1 })).toMatchObject({ cannot: { field: 'loanCosts' } });
    expect(disclosureFigures({ ...sample, prepaidInterest: 0.5 })).toMatchObject({
      cannot: { field: 'prepaidInterest' },
    });
    expect(disclosureFigures({ ...sample, termMonths: 0 })).toMatchObject({ cannot: { field: 'termMonths' } });
  });
});
