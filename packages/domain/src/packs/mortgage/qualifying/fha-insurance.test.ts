import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FhaInsuranceTerms, fhaInsurance, fhaYearBalances, fhaYearPremium } from './fha-insurance.ts';

const terms = (given: Partial<FhaInsuranceTerms> = {}): FhaInsuranceTerms => ({
  baseLoan: 19_300_000,
  adjustedValue: 20_000_000,
  termMonths: 360,
  isUpfrontFinanced: true,
  on: '2026-11-30',
  ...given,
});
const annualOf = (termMonths: number, dollars: number, ltv: number) => {
  const answer = fhaInsurance(
    terms({ termMonths, baseLoan: dollars * 100, adjustedValue: Math.ceil((dollars * 10_000) / ltv) }),
  );
  return 'cannot' in answer ? answer.cannot : [answer.annualRate, answer.durationMonths];
};

describe("FHA's upfront premium (Handbook 4000.1, II.A.2.e)", () => {
  it('is 1.75 % of the base loan, financed in whole dollars', () => {
    expect(fhaInsurance(terms())).toMatchObject({ upfrontPremium: 337_750, upfrontInCash: 50, totalLoan: 19_637_700 });
    expect(fhaInsurance(terms({ baseLoan: 28_500_000, adjustedValue: 30_000_000 }))).toMatchObject({
      upfrontPremium: 498_750,
    }); // 4,987.50
    expect(fhaInsurance(terms({ isUpfrontFinanced: false }))).toMatchObject({ upfrontInCash: 337_750, totalLoan: 19_300_000 }); // prettier-ignore
    expect(fhaInsurance(terms({ baseLoan: 19_300_099 }))).toMatchObject({ baseLoan: 19_300_000 });
  });
});

describe("FHA's annual premium (Mortgagee Letter 2023-05)", () => {
  it.each([
    { months: 360, dollars: 300_000, ltv: 90, rate: 0.5, duration: 132 },
    { months: 360, dollars: 300_000, ltv: 95, rate: 0.5, duration: 360 },
    { months: 360, dollars: 300_000, ltv: 96.5, rate: 0.55, duration: 360 },
    { months: 360, dollars: 726_200, ltv: 96.5, rate: 0.55, duration: 360 },
    { months: 360, dollars: 726_201, ltv: 90, rate: 0.7, duration: 132 },
    { months: 360, dollars: 800_000, ltv: 95, rate: 0.7, duration: 360 },
    { months: 360, dollars: 800_000, ltv: 96.5, rate: 0.75, duration: 360 },
    { months: 181, dollars: 300_000, ltv: 96.5, rate: 0.55, duration: 181 },
    { months: 180, dollars: 300_000, ltv: 90, rate: 0.15, duration: 132 },
    { months: 180, dollars: 300_000, ltv: 96.5, rate: 0.4, duration: 180 },
    { months: 180, dollars: 800_000, ltv: 78, rate: 0.15, duration: 132 },
    { months: 180, dollars: 800_000, ltv: 90, rate: 0.4, duration: 132 },
    { months: 180, dollars: 800_000, ltv: 96.5, rate: 0.65, duration: 180 },
    { months: 120, dollars: 300_000, ltv: 80, rate: 0.15, duration: 120 },
  ])('of $months months, $dollars dollars and $ltv % is $rate % for $duration months', (one) => {
    expect(annualOf(one.months, one.dollars, one.ltv)).toEqual([one.rate, one.duration]);
  });

  it('compares the ratio exactly: a cent over 95 % pays more', () => {
    const of = (adjustedValue: number) => fhaInsurance(terms({ baseLoan: 19_000_000, adjustedValue }));
    expect(of(20_000_000)).toMatchObject({ annualRate: 0.5 });
    expect(of(19_999_999)).toMatchObject({ annualRate: 0.55 });
  });

  it('refuses a day before the table, a term of zero and no loan', () => {
    expect(fhaInsurance(terms({ on: '2023-03-19' }))).toMatchObject({ cannot: { field: 'on' } });
    expect(fhaInsurance(terms({ termMonths: 0 }))).toMatchObject({ cannot: { field: 'termMonths' } });
    expect(fhaInsurance(terms({ baseLoan: 99 }))).toMatchObject({ cannot: { field: 'baseLoan' } });
    expect(fhaInsurance(terms({ adjustedValue: 0 }))).toMatchObject({ cannot: { field: 'adjustedValue' } });
  });
});

describe("FHA's monthly premium (HUD, Monthly MIP Calculation)", () => {
  it('follows the five steps: 106,160.654166… at 0.5 % with 2.25 % upfront is 43.26 a month, 519.12 a year', () => {
    const balances = [127_392_785, ...Array.from({ length: 11 }, () => 0)]; // only their sum counts: 1,273,927.85
    expect(fhaYearPremium({ balances, annualRate: 0.5, financedUpfrontRate: 2.25 })).toEqual({ monthlyPremium: 4_326, annualPremium: 51_912 }); // prettier-ignore
    // 530.80 without a financed premium
    expect(fhaYearPremium({ balances, annualRate: 0.5, financedUpfrontRate: 0 })).toEqual({ monthlyPremium: 4_423, annualPremium: 53_076 }); // prettier-ignore
  });

  it('takes the balance before each payment of the year, with interest rounded twice', () => {
    const year = (loanYear: number) => fhaYearBalances({ loanAmount: 10_000_000, noteRate: 6, principalAndInterest: 59_955, loanYear }); // prettier-ignore
    const [first, second] = [year(1), year(2)];
    if ('cannot' in first || 'cannot' in second) throw new Error('refused');
    expect(first.slice(0, 3)).toEqual([10_000_000, 9_990_045, 9_980_040]); // interest 500.00, 499.50
    expect(second).toHaveLength(12);
    const last = first.at(-1) ?? 0;
    expect(second[0]).toBe(last + Math.round(last * 0.005) - 59_955);
  });

  it('refuses a payment that the interest uses up, absurd rates and other years', () => {
    const of = (given: object) => fhaYearBalances({ loanAmount: 10_000_000, noteRate: 6, principalAndInterest: 59_955, loanYear: 1, ...given }); // prettier-ignore
    expect(of({ principalAndInterest: 50_000 })).toMatchObject({ cannot: { field: 'principalAndInterest' } });
    expect(of({ noteRate: 650 })).toMatchObject({ cannot: { field: 'noteRate', message: 'Note rate must be between 0 and 30 percent.' } }); // prettier-ignore
    expect(of({ loanYear: 0 })).toMatchObject({ cannot: { field: 'loanYear' } });
    const rest = { annualRate: 0.55, financedUpfrontRate: 1.75 };
    expect(fhaYearPremium({ balances: [1, 2], ...rest })).toMatchObject({ cannot: { message: 'A year has 12 balances, not 2.' } }); // prettier-ignore
    expect(fhaYearPremium({ balances: Array.from({ length: 12 }, () => -1), ...rest })).toMatchObject({ cannot: { field: 'balances' } }); // prettier-ignore
  });

  it('falls from year to year, and ends at zero', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100_000, max: 100_000_000 }),
        fc.integer({ min: 0, max: 12 }),
        (loanAmount, noteRate) => {
          const principalAndInterest = Math.ceil(loanAmount * (noteRate / 1_200 + 1 / 120));
          let before = Number.POSITIVE_INFINITY;
          for (const loanYear of [1, 2, 5, 11, 30]) {
            const balances = fhaYearBalances({ loanAmount, noteRate, principalAndInterest, loanYear });
            if ('cannot' in balances) throw new Error(balances.cannot.message);
            const premium = fhaYearPremium({ balances, annualRate: 0.55, financedUpfrontRate: 1.75 });
            if ('cannot' in premium) throw new Error(premium.cannot.message);
            expect(premium.annualPremium).toBeLessThanOrEqual(before);
            before = premium.annualPremium;
          }
          expect(before).toBe(0);
        },
      ),
    );
  });
});
