import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedDebtsOf, debtRatios, housingPaymentOf, type MonthlyDebt } from './debt-ratios.ts';

const debt = (payment: number, more: Partial<MonthlyDebt> = {}): MonthlyDebt => ({
  payment,
  kind: 'revolving',
  ...more,
});

describe('the housing payment', () => {
  it('is the sum of its parts (Bureau sample Closing Disclosure H-25(B): 761.78 + 82.35 + 206.13 = 1,050.26)', () => {
    const escrow = { propertyTaxes: 10_530, propertyInsurance: 10_083 };
    expect(housingPaymentOf({ principalAndInterest: 76_178, mortgageInsurance: 8_235, ...escrow })).toBe(105_026);
    expect(housingPaymentOf({ principalAndInterest: 1, associationDues: 2, otherCharges: 3, subordinateLiens: 4 })).toBe(10); // prettier-ignore
  });
  it('refuses a negative part', () => {
    expect(housingPaymentOf({ principalAndInterest: 1, propertyTaxes: -1 })).toMatchObject({ cannot: { field: 'propertyTaxes' } }); // prettier-ignore
  });
});

describe('the debts that count', () => {
  const car = debt(35_000, { kind: 'installment', monthsLeft: 10 });
  it('leave out installment debts that end soon, as the rule says (Fannie Mae B3-6-05)', () => {
    expect(countedDebtsOf([car, debt(5_000)], {})).toBe(40_000);
    expect(countedDebtsOf([car, debt(5_000)], { ignoredMonthsLeft: 10 })).toBe(5_000);
    expect(countedDebtsOf([car, debt(5_000)], { ignoredMonthsLeft: 9 })).toBe(40_000);
    expect(countedDebtsOf([{ ...car, kind: 'lease' }], { ignoredMonthsLeft: 10 })).toBe(35_000); // leases always count
  });
  it('follow the underwriter before the rule', () => {
    expect(countedDebtsOf([{ ...car, counts: true }], { ignoredMonthsLeft: 10 })).toBe(35_000);
    expect(countedDebtsOf([debt(5_000, { counts: false })], {})).toBe(0);
  });
  it('refuse a negative payment with its place and name', () => {
    const answer = countedDebtsOf([debt(1), debt(-1, { name: 'Card' })], {});
    expect(answer).toEqual({
      cannot: {
        field: 'debts',
        message: 'Debt 2 (Card): Payment must be between 0.00 and 1,000,000,000.00, in whole cents.',
      },
    });
    expect(countedDebtsOf([], { ignoredMonthsLeft: -1 })).toMatchObject({ cannot: { field: 'ignoredMonthsLeft' } });
  });
});

describe('the debt-to-income ratios', () => {
  it('divide by the income, rounded up to two decimals', () => {
    // 1,910 and 2,310 of 4,800: FHA's front and back ratio
    expect(debtRatios({ housingPayment: 191_000, countedDebts: 40_000, monthlyIncome: 480_000 })).toEqual({
      housingPayment: 191_000,
      countedDebts: 40_000,
      totalObligations: 231_000,
      front: 39.8,
      back: 48.13, // 48.125
    });
    expect(debtRatios({ housingPayment: 43_001, countedDebts: 0, monthlyIncome: 100_000 })).toMatchObject({ back: 43.01 }); // prettier-ignore
  });
  it('refuse an income of zero', () => {
    expect(debtRatios({ housingPayment: 1, countedDebts: 0, monthlyIncome: 0 })).toMatchObject({ cannot: { field: 'monthlyIncome' } }); // prettier-ignore
  });
  it('refuse obligations over 10,000 times the income', () => {
    expect(debtRatios({ housingPayment: 10_001, countedDebts: 0, monthlyIncome: 1 })).toMatchObject({ cannot: { field: 'monthlyIncome' } }); // prettier-ignore
    expect(debtRatios({ housingPayment: 10_000, countedDebts: 0, monthlyIncome: 1 })).toMatchObject({
      back: 1_000_000,
    });
  });
  it('never hide an excess over a limit', () => {
    const cents = fc.integer({ min: 1, max: 10_000_000 });
    fc.assert(
      fc.property(
        cents,
        cents,
        fc.integer({ min: 2_000, max: 10_000_000 }),
        (housingPayment, countedDebts, monthlyIncome) => {
          const answer = debtRatios({ housingPayment, countedDebts, monthlyIncome });
          if ('cannot' in answer) throw new Error(answer.cannot.message);
          const exact = BigInt(housingPayment + countedDebts) * 10_000n;
          expect(BigInt(Math.round(answer.back * 100)) * BigInt(monthlyIncome) >= exact).toBe(true);
          expect(answer.front).toBeLessThanOrEqual(answer.back);
        },
      ),
    );
  });
});
