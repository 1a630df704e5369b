import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usdaGuaranteeFee } from './usda-guarantee-fee.ts';
import { vaFundingFee, type VaFundingFeeTerms } from './va-funding-fee.ts';

const va = (given: Partial<VaFundingFeeTerms> = {}) =>
  vaFundingFee({ purpose: 'purchase', loanAmount: 40_000_000, isSubsequentUse: false, on: '2026-11-30', ...given });
const rateOf = (given: Partial<VaFundingFeeTerms>) => {
  const fee = va(given);
  return 'cannot' in fee ? fee.cannot : fee.rate;
};
const down = (downPayment: number, purchasePrice = 40_000_000) => ({ downPayment, purchasePrice });

describe("VA's funding fee (38 USC 3729)", () => {
  it('of $400,000 without down payment is $8,600 at the first use, $13,200 later', () => {
    expect(va()).toMatchObject({ rate: 2.15, fundingFee: 860_000, totalLoan: 40_860_000, isExempt: false });
    expect(va({ isSubsequentUse: true })).toMatchObject({ rate: 3.3, fundingFee: 1_320_000 });
  });
  it('falls at 5 and at 10 percent down, exactly, whatever the use', () => {
    expect(rateOf(down(1_999_999))).toBe(2.15);
    expect(rateOf(down(2_000_000))).toBe(1.5);
    expect(rateOf(down(3_999_999))).toBe(1.5);
    expect(rateOf(down(4_000_000))).toBe(1.25);
    expect(rateOf({ ...down(2_000_000), isSubsequentUse: true })).toBe(1.5);
    expect(rateOf({ ...down(1_999_999), isSubsequentUse: true, purpose: 'construction' })).toBe(3.3);
  });
  it('has its own rates for refinances and assumptions', () => {
    expect(rateOf({ purpose: 'cash-out-refinance', isSubsequentUse: true, ...down(4_000_000) })).toBe(3.3);
    expect(rateOf({ purpose: 'rate-reduction-refinance', isSubsequentUse: true })).toBe(0.5);
    expect(rateOf({ purpose: 'assumption' })).toBe(0.5);
  });
  it('goes by the day of closing', () => {
    expect(rateOf({ on: '2023-04-06' })).toBe(2.3);
    expect(rateOf({ on: '2023-04-06', isSubsequentUse: true })).toBe(3.6);
    expect(rateOf({ on: '2023-04-07' })).toBe(2.15);
    expect(rateOf({ on: '2034-06-09' })).toBe(1.4);
    expect(rateOf({ on: '2019-12-31' })).toMatchObject({ field: 'on' });
  });
  it('is not due from exempt veterans', () => {
    for (const exemption of ['compensation', 'surviving-spouse', 'purple-heart'] as const)
      expect(va({ exemption })).toMatchObject({ rate: 0, fundingFee: 0, totalLoan: 40_000_000, isExempt: true });
  });
  it('refuses a down payment without a price, or as large as it', () => {
    expect(rateOf({ downPayment: 1 })).toMatchObject({ field: 'purchasePrice' });
    expect(rateOf(down(40_000_000))).toMatchObject({ field: 'downPayment' });
    expect(rateOf({ loanAmount: 0 })).toMatchObject({ field: 'loanAmount' });
  });
});

describe("USDA's fees", () => {
  const usda = (given: Partial<Parameters<typeof usdaGuaranteeFee>[0]> = {}) =>
    usdaGuaranteeFee({
      baseLoan: 20_000_000,
      appraisedValue: 20_000_000,
      isFeeFinanced: true,
      on: '2026-11-30',
      ...given,
    });
  it('are 1 % of the loan with the fee, rounded down to the dollar: 200,000 ÷ 0.99 is 202,020', () => {
    expect(usda()).toMatchObject({
      totalLoan: 20_202_000,
      guaranteeFee: 202_020,
      feeInCash: 20,
      mostWithFee: 20_202_000,
    });
    expect(usda({ isFeeFinanced: false })).toMatchObject({ totalLoan: 20_000_000, guaranteeFee: 200_000, feeInCash: 200_000 }); // prettier-ignore
  });
  it('are 0.35 % of the average balance a year, in twelfths: 150,000 pays 525', () => {
    expect(usda({ averageBalance: 15_000_000 })).toMatchObject({ annualFee: 52_500, monthlyFee: 4_375 });
    expect(usda()).toMatchObject({ annualFee: 70_707 });
  });
  it('were 2.75 and 0.5 % until September 2016: 150,000 paid in cash is 4,125', () => {
    const loan = { baseLoan: 15_000_000, isFeeFinanced: false };
    expect(usda({ ...loan, on: '2016-09-30' })).toMatchObject({ guaranteeFee: 412_500, annualRate: 0.5 });
    expect(usda({ ...loan, on: '2016-10-01' })).toMatchObject({ guaranteeFee: 150_000, annualRate: 0.35 });
    expect(usda({ on: '2015-09-30' })).toMatchObject({ cannot: { field: 'on' } });
  });
  it('refuses a base loan over the appraised value', () => {
    expect(usda({ baseLoan: 20_000_001 })).toMatchObject({ cannot: { field: 'baseLoan' } });
  });
  it('leave less than a dollar of a financed fee to be paid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000_000, max: 90_000_000 }), (baseLoan) => {
        const fees = usda({ baseLoan, appraisedValue: 90_000_000 });
        if ('cannot' in fees) throw new Error(fees.cannot.message);
        expect(fees.feeInCash).toBeLessThan(100);
        expect(fees.totalLoan - fees.guaranteeFee).toBeLessThanOrEqual(baseLoan);
      }),
    );
  });
});
