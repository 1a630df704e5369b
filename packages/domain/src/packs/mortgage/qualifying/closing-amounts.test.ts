import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cashAtClosing, type CashToCloseTerms } from './cash-at-closing.ts';
import { perDiemInterest, type PrepaidInterestTerms } from './per-diem-interest.ts';
import { reserveMonths } from './reserve-months.ts';

describe('cash to close (12 CFR 1026.37(h)(1))', () => {
  const sample: CashToCloseTerms = { purpose: 'purchase', salePrice: 18_000_000, loanAmount: 16_200_000, closingCosts: 805_400, deposit: 1_000_000 }; // prettier-ignore
  it('of the sample Loan Estimate H-24(B) is $16,054', () => {
    expect(cashAtClosing(sample)).toEqual({
      closingCosts: 805_400,
      paidBeforeClosing: 0,
      closingCostsFinanced: 0,
      downPayment: 1_800_000,
      deposit: -1_000_000,
      fundsForBorrower: 0,
      sellerCredits: 0,
      adjustments: 0,
      cashToClose: 1_605_400,
    });
  });
  it('of the sample Closing Disclosure H-25(B) is $14,147.26', () => {
    const final = { closingCosts: 971_210, paidBeforeClosing: 2_980, sellerCredits: 250_000, adjustments: -103_504 };
    expect(cashAtClosing({ ...sample, ...final })).toMatchObject({ cashToClose: 1_414_726 });
  });
  it('goes to the borrower where the loan exceeds the price: 153,000 on 135,000 with costs of 3,756.55', () => {
    const given: CashToCloseTerms = {
      purpose: 'purchase',
      salePrice: 13_500_000,
      loanAmount: 15_300_000,
      closingCosts: 375_655,
    };
    expect(cashAtClosing(given)).toMatchObject({ closingCostsFinanced: -375_655, downPayment: 0, fundsForBorrower: -1_424_345, cashToClose: -1_424_345 }); // prettier-ignore
  });
  it('of a refinance compares the loan with the payoffs', () => {
    const refinance = { purpose: 'refinance', closingCosts: 500_000 } as const;
    // the loan pays the debts and a part of the costs
    expect(cashAtClosing({ ...refinance, loanAmount: 20_300_000, payoffs: 20_000_000 })).toMatchObject({ closingCostsFinanced: -300_000, downPayment: 0, fundsForBorrower: 0, cashToClose: 200_000 }); // prettier-ignore
    // all costs and cash to the borrower
    expect(cashAtClosing({ ...refinance, loanAmount: 25_000_000, payoffs: 20_000_000 })).toMatchObject({ fundsForBorrower: -4_500_000, cashToClose: -4_500_000 }); // prettier-ignore
    // cash in
    expect(cashAtClosing({ ...refinance, loanAmount: 19_000_000, payoffs: 20_000_000 })).toMatchObject({ closingCostsFinanced: 0, downPayment: 1_000_000, cashToClose: 1_500_000 }); // prettier-ignore
  });
  it('counts an assumed loan like the new one', () => {
    expect(cashAtClosing({ ...sample, loanAmount: 6_200_000, assumedLoans: 10_000_000 })).toMatchObject({ downPayment: 1_800_000 }); // prettier-ignore
  });
  it('refuses what contradicts itself', () => {
    const fieldOf = (given: Partial<CashToCloseTerms>) => {
      const answer = cashAtClosing({ ...sample, ...given });
      return 'cannot' in answer ? answer.cannot.field : answer.cashToClose;
    };
    expect(fieldOf({ salePrice: undefined })).toBe('salePrice');
    expect(fieldOf({ deposit: 18_000_001 })).toBe('deposit');
    expect(fieldOf({ paidBeforeClosing: 805_401 })).toBe('paidBeforeClosing');
    expect(fieldOf({ adjustments: 0.5 })).toBe('adjustments');
    expect(fieldOf({ sellerCredits: -1 })).toBe('sellerCredits');
    expect(fieldOf({ loanAmount: 0 })).toBe('loanAmount');
  });
  it('is what is due, less what is lent and credited', () => {
    const cents = fc.integer({ min: 1, max: 100_000_000 });
    const given = fc.record({
      purpose: fc.constantFrom('purchase' as const, 'refinance' as const),
      due: cents,
      loanAmount: cents,
      closingCosts: cents,
      adjustments: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(given, ({ due, ...terms }) => {
        const table = cashAtClosing({
          ...terms,
          ...(terms.purpose === 'purchase' ? { salePrice: due } : { payoffs: due }),
        });
        if ('cannot' in table) throw new Error(table.cannot.message);
        const { cashToClose, ...rows } = table;
        expect(cashToClose).toBe(due + terms.closingCosts - terms.loanAmount + terms.adjustments);
        expect(Object.values(rows).reduce((sum, row) => sum + row, 0)).toBe(cashToClose);
        expect(rows.downPayment === 0 || rows.fundsForBorrower === 0).toBe(true);
      }),
    );
  });
});

describe('prepaid interest (12 CFR 1026.37(g)(2)(iii))', () => {
  const sample: PrepaidInterestTerms = { loanAmount: 16_200_000, noteRate: 3.875, disbursedOn: '2013-04-15', daysInYear: 360 }; // prettier-ignore
  const of = (given: Partial<PrepaidInterestTerms>) => perDiemInterest({ ...sample, ...given });
  it('of the sample Closing Disclosure H-25(B) is 17.44 a day from 4/15/13 to 5/1/13', () => {
    expect(of({})).toEqual({ perDiem: 1_744, days: 16, prepaidInterest: 27_904, paidTo: '2013-05-01' });
  });
  it('is less a day in a year of 365 days', () => {
    expect(of({ daysInYear: 365 })).toMatchObject({ perDiem: 1_720 }); // 17.1986…
  });
  it('runs to the end of the month, of any length', () => {
    expect(of({ disbursedOn: '2026-12-31' })).toMatchObject({ days: 1, paidTo: '2027-01-01' });
    expect(of({ disbursedOn: '2028-02-01' })).toMatchObject({ days: 29 });
  });
  it('is a credit where the first payment covers days before the disbursement', () => {
    expect(of({ disbursedOn: '2026-12-04', accruesFrom: '2026-12-01' })).toMatchObject({ days: -3, prepaidInterest: -5_232 }); // prettier-ignore
    expect(of({ noteRate: 0, disbursedOn: '2026-12-04', accruesFrom: '2026-12-01' })).toMatchObject({
      prepaidInterest: 0,
    });
  });
  it('refuses absurd rates, days that do not exist, and days far apart', () => {
    expect(of({ noteRate: -1 })).toMatchObject({ cannot: { field: 'noteRate' } });
    expect(of({ noteRate: Number.NaN })).toMatchObject({ cannot: { field: 'noteRate' } });
    expect(of({ disbursedOn: '2026-02-30' })).toMatchObject({ cannot: { field: 'disbursedOn', message: 'Disbursed on is not a day of the calendar. Write it as 2026-11-30.' } }); // prettier-ignore
    expect(of({ accruesFrom: '2014-01-01' })).toMatchObject({ cannot: { field: 'accruesFrom' } });
  });
});

describe('reserves (Fannie Mae B3-4.1-01)', () => {
  it('are the months of the payment that are left after closing, rounded down', () => {
    const given = { liquidAssets: 2_488_000, fundsToClose: 1_000_000, housingPayment: 248_000 };
    expect(reserveMonths(given)).toMatchObject({ reserves: 1_488_000, months: 6, required: 0, shortfall: 0 });
    const less = { ...given, liquidAssets: 2_487_999, requiredMonths: 6 };
    expect(reserveMonths(less)).toEqual({ reserves: 1_487_999, months: 5.99, required: 1_488_000, shortfall: 1 });
  });
  it('refuses a payment of zero and funds that exceed the assets', () => {
    const of = (liquidAssets: number, fundsToClose: number, housingPayment: number, requiredMonths = 0) => {
      const answer = reserveMonths({ liquidAssets, fundsToClose, housingPayment, requiredMonths });
      return 'cannot' in answer ? answer.cannot.field : answer.months;
    };
    expect(of(1, 0, 0)).toBe('housingPayment');
    expect(of(1, 2, 1)).toBe('fundsToClose');
    expect(of(1, 0, 1, -1)).toBe('requiredMonths');
  });
});
