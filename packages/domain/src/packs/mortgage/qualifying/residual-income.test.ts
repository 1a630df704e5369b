import { describe, expect, it } from 'vitest';
import { type ResidualIncomeTerms, vaResidualIncome } from './residual-income.ts';

const terms = (given: Partial<ResidualIncomeTerms> = {}): ResidualIncomeTerms => ({
  grossIncome: 620_000,
  taxesAndDeductions: 109_430,
  housingPayment: 215_000,
  monthlyDebts: 165_000,
  livingAreaSquareFeet: 1_800,
  loanAmount: 28_500_000,
  familySize: 4,
  state: 'TX',
  on: '2026-11-30',
  ...given,
});
const guidelineOf = (given: Partial<ResidualIncomeTerms>) => {
  const answer = vaResidualIncome(terms(given));
  return 'cannot' in answer ? answer.cannot.field : answer.guideline / 100;
};

describe("VA's residual income", () => {
  it('is the income less taxes, housing, 14 cents a square foot, and debts (VA Form 26-6393)', () => {
    expect(vaResidualIncome(terms())).toMatchObject({
      maintenanceAndUtilities: 25_200,
      residualIncome: 105_370,
      guideline: 100_300,
      region: 'south',
      shortfall: 0,
      percentOfGuideline: 105.05,
    });
    expect(vaResidualIncome(terms({ grossIncome: 300_000 }))).toMatchObject({ residualIncome: -214_630, shortfall: 314_930, percentOfGuideline: 0 }); // prettier-ignore
  });
  it('has a guideline by loan amount, region and family (Pamphlet 26-7, chapter 4, tables 9 and 10)', () => {
    expect(guidelineOf({ state: 'NY', familySize: 2 })).toBe(755);
    expect(guidelineOf({ state: 'AZ', familySize: 3, loanAmount: 7_999_900 })).toBe(859);
    expect(guidelineOf({ state: 'AZ', familySize: 3, loanAmount: 8_000_000 })).toBe(990);
    expect(guidelineOf({ state: 'OH', familySize: 1 })).toBe(441);
    expect(guidelineOf({ state: 'GA', familySize: 6 })).toBe(1_119);
    expect(guidelineOf({ state: 'GA', familySize: 7 })).toBe(1_199);
    expect(guidelineOf({ state: 'GA', familySize: 12 })).toBe(1_199); // members over seven do not count
  });
  it('lowers the guideline by 5 % near a base (38 CFR 36.4340(e)(4))', () => {
    expect(guidelineOf({ hasBaseBenefits: true })).toBe(952.85);
  });
  it('refuses other states, empty families, negative amounts and days before the table', () => {
    expect(guidelineOf({ state: 'XX' })).toBe('state');
    expect(guidelineOf({ familySize: 0 })).toBe('familySize');
    expect(guidelineOf({ monthlyDebts: -1 })).toBe('monthlyDebts');
    expect(guidelineOf({ livingAreaSquareFeet: -1 })).toBe('livingAreaSquareFeet');
    expect(guidelineOf({ on: '2010-01-01' })).toBe('on');
  });
});
