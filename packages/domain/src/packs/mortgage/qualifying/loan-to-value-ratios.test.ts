import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoanToValueTerms, loanToValueRatios } from './loan-to-value-ratios.ts';

const purchase = (given: Partial<LoanToValueTerms>): LoanToValueTerms => ({
  program: 'fannie-mae',
  purpose: 'purchase',
  loanAmount: 0,
  price: 10_000_000,
  appraisedValue: 10_000_000,
  ...given,
});
const ltvOf = (given: Partial<LoanToValueTerms>) => {
  const answer = loanToValueRatios(purchase(given));
  return 'cannot' in answer ? answer.cannot : answer.ltv;
};

describe('the loan-to-value ratio of Fannie Mae and Freddie Mac', () => {
  it('is truncated to two decimals, then rounded up (Selling Guide B2-1.2-01: 94.01 is 95, 80.001 is 80)', () => {
    expect(ltvOf({ loanAmount: 9_401_000 })).toEqual({ percent: 95, steps: '94.010 → 94.01 → 95' });
    expect(ltvOf({ loanAmount: 8_000_100 })).toEqual({ percent: 80, steps: '80.001 → 80.00 → 80' });
    expect(ltvOf({ loanAmount: 8_500_400 })).toEqual({ percent: 85, steps: '85.004 → 85.00 → 85' });
    expect(ltvOf({ program: 'freddie-mac', loanAmount: 9_601_000 })).toMatchObject({ percent: 97 }); // SEL-2010-01: 96.01 is 97
    expect(ltvOf({ loanAmount: 2_000_000, price: 3_000_000 })).toEqual({ percent: 67, steps: '66.666… → 66.66 → 67' });
  });

  it('divides by the lower of price and value for a purchase, by the value for a refinance', () => {
    expect(ltvOf({ loanAmount: 8_000_000, appraisedValue: 11_000_000 })).toMatchObject({ percent: 80 });
    expect(ltvOf({ loanAmount: 8_000_000, price: 11_000_000 })).toMatchObject({ percent: 80 });
    expect(ltvOf({ purpose: 'refinance', loanAmount: 8_000_000, price: 5_000_000 })).toMatchObject({ percent: 80 });
  });

  it('includes financed mortgage insurance', () => {
    expect(ltvOf({ loanAmount: 9_000_000, financedFee: 150_000 })).toMatchObject({ percent: 92 });
  });

  it('adds the drawn balance of a credit line for CLTV, the whole line for HCLTV', () => {
    const lien = { loanAmount: 7_500_000, closedEndLiens: 500_000, helocDrawn: 200_000, helocLimit: 1_000_000 };
    expect(loanToValueRatios(purchase(lien))).toMatchObject({ ltv: { percent: 75 }, cltv: { percent: 82 }, hcltv: { percent: 90 } }); // prettier-ignore
    // B2-1.2-03: more drawn than the modified line allows
    expect(loanToValueRatios(purchase({ ...lien, helocDrawn: 1_200_000 }))).toMatchObject({ hcltv: { percent: 92 } });
  });
});

describe('the loan-to-value ratio of FHA, VA and USDA', () => {
  it('of FHA is that of the base loan, rounded up to two decimals', () => {
    const fha = { program: 'fha', loanAmount: 19_300_000, price: 20_000_000, appraisedValue: 21_000_000, financedFee: 337_700 } as const; // prettier-ignore
    expect(loanToValueRatios(purchase(fha))).toMatchObject({ ltv: { percent: 96.5, steps: '96.500 → 96.50' }, ltvWithFee: { percent: 98.19 } }); // prettier-ignore
    expect(ltvOf({ ...fha, loanAmount: 19_300_001 })).toEqual({ percent: 96.51, steps: '96.500… → 96.51' });
  });

  it('of VA leaves the funding fee out for a purchase, and includes it for a cash-out refinance', () => {
    const va = { program: 'va', loanAmount: 10_000_000, financedFee: 215_000 } as const;
    expect(loanToValueRatios(purchase(va))).toMatchObject({ ltv: { percent: 100 }, ltvWithFee: { percent: 102.15 } });
    expect(ltvOf({ ...va, purpose: 'refinance' })).toMatchObject({ percent: 102.15 });
  });

  it('of USDA divides by the appraised value, even where the price is lower (HB-1-3555)', () => {
    const usda = { program: 'usda', loanAmount: 15_000_000, price: 14_700_000, appraisedValue: 15_000_000, financedFee: 151_500 } as const; // prettier-ignore
    const answer = loanToValueRatios(purchase(usda));
    expect(answer).toMatchObject({ ltv: { percent: 100 }, ltvWithFee: { percent: 101.01 }, valueRule: 'the appraised value' }); // prettier-ignore
  });
});

describe('loan-to-value ratios', () => {
  it('refuse what has no answer, with the field', () => {
    const message = 'Loan amount must be between 0.01 and 1,000,000,000.00, in whole cents.';
    expect(ltvOf({ loanAmount: 0 })).toEqual({ field: 'loanAmount', message });
    expect(ltvOf({ loanAmount: -1 })).toEqual({ field: 'loanAmount', message });
    expect(ltvOf({ loanAmount: 0.5 })).toEqual({ field: 'loanAmount', message });
    expect(ltvOf({ loanAmount: Number.NaN })).toMatchObject({ field: 'loanAmount' });
    expect(ltvOf({ loanAmount: 1, appraisedValue: 0 })).toMatchObject({ field: 'appraisedValue' });
    expect(ltvOf({ loanAmount: 1, price: undefined })).toMatchObject({ field: 'price' });
    expect(ltvOf({ loanAmount: 100_000_001 })).toEqual({ field: 'loanAmount', message: 'Loan amount, with liens, must be at most ten times the value. Check the amounts.' }); // prettier-ignore
    expect(ltvOf({ loanAmount: 100_000_000 })).toMatchObject({ percent: 1_000 });
    expect(ltvOf({ loanAmount: 1, helocLimit: 1e13 })).toMatchObject({ field: 'helocLimit' });
  });

  it('are in order, and not more than a hundredth below the exact ratio', () => {
    const cents = fc.integer({ min: 1, max: 200_000_000 });
    const values = fc.integer({ min: 90_000_000, max: 900_000_000 });
    const liens = fc.record({ closedEndLiens: cents, helocDrawn: cents, helocLimit: cents });
    const program = fc.constantFrom('fannie-mae' as const, 'freddie-mac' as const, 'fha' as const, 'va' as const, 'usda' as const); // prettier-ignore
    fc.assert(
      fc.property(program, cents, values, liens, (one, loanAmount, value, more) => {
        const answer = loanToValueRatios({
          program: one,
          purpose: 'refinance',
          loanAmount,
          appraisedValue: value,
          ...more,
        });
        if ('cannot' in answer) throw new Error(answer.cannot.message);
        const { ltv, cltv, hcltv } = answer;
        expect(ltv.percent).toBeLessThanOrEqual(cltv.percent);
        expect(cltv.percent).toBeLessThanOrEqual(hcltv.percent);
        const short = BigInt(loanAmount) * 10_000n - BigInt(Math.round(ltv.percent * 100)) * BigInt(value);
        expect(short < BigInt(value)).toBe(true);
        if (one === 'fannie-mae') expect(Number.isInteger(ltv.percent)).toBe(true);
        else if (one !== 'freddie-mac') expect(short <= 0n).toBe(true);
      }),
    );
  });
});
