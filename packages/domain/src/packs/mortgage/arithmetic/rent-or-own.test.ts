import { describe, expect, it } from 'vitest';
import { rentOrOwn, type RentOrOwnTerms } from './rent-or-own.ts';
import { isCannot } from '../inputs/input-faults.ts';

const home: RentOrOwnTerms = {
  price: 40_000_000,
  downPayment: 8_000_000,
  noteRate: 6.5,
  termMonths: 360,
  closingCosts: 1_000_000,
  propertyTaxRate: 1.1,
  upkeepRate: 1,
  homeInsurance: 180_000,
  rent: 250_000,
  rentGrowth: 3,
  appreciation: 3,
  costGrowth: 2.5,
  sellingCostRate: 6,
  savingsRate: 4,
  years: 10,
};
/** A home in which nothing moves: no loan, no costs, no growth. */
const still: RentOrOwnTerms = { ...home, downPayment: 40_000_000, propertyTaxRate: 0, upkeepRate: 0, homeInsurance: 0, rentGrowth: 0, appreciation: 0, costGrowth: 0, sellingCostRate: 0, savingsRate: 0, closingCosts: 0 }; // prettier-ignore
function compared(terms: RentOrOwnTerms) {
  const found = rentOrOwn(terms);
  if (isCannot(found)) throw new Error(found.cannot.message);
  return found;
}

describe('rent or own', () => {
  it('leaves the renter poorer by the rents where nothing else moves', () => {
    expect(compared(still)).toMatchObject({
      loanAmount: 0,
      payment: 0,
      breakEvenYear: 1,
      ownWealth: 40_000_000,
      rentWealth: 40_000_000 - 120 * 250_000,
      ownAhead: 30_000_000,
    });
  });

  it('counts each assumption once', () => {
    const at = (changed: Partial<RentOrOwnTerms>) => compared({ ...still, years: 2, ...changed });
    const plain = at({});
    expect(at({ closingCosts: 100_000 }).rentWealth).toBe(plain.rentWealth + 100_000);
    expect(at({ propertyTaxRate: 1 }).rentWealth).toBe(plain.rentWealth + 2 * 400_000);
    expect(at({ propertyTaxRate: 1, appreciation: 10 }).rentWealth).toBe(plain.rentWealth + 400_000 + 440_000);
    expect(at({ upkeepRate: 0.5 }).rentWealth).toBe(plain.rentWealth + 2 * 200_000);
    expect(at({ homeInsurance: 100_001, costGrowth: 10 }).rentWealth).toBe(plain.rentWealth + 100_001 + 110_001);
    expect(at({ otherMonthly: 5_000 }).rentWealth).toBe(plain.rentWealth + 24 * 5_000);
    expect(at({ rentGrowth: 10 }).rentWealth).toBe(plain.rentWealth - 12 * 25_000);
    expect(at({ appreciation: 10 }).ownWealth).toBe(48_400_000);
    expect(at({ appreciation: -10 }).ownWealth).toBe(32_400_000);
    expect(at({ sellingCostRate: 6 }).ownWealth).toBe(37_600_000);
    expect(at({ savingsRate: 12, rent: 0, years: 1 }).rentWealth).toBe(45_073_001); // 1 % a month, rounded each month
  });

  it('counts the loan: its payments, and its balance at the sale', () => {
    const { loanAmount, payment, years } = compared({ ...still, downPayment: 8_000_000, noteRate: 6.5, years: 1 });
    expect([loanAmount, payment]).toEqual([32_000_000, 202_262]);
    expect(years).toMatchObject([{ year: 1, ownPaid: 12 * 202_262, rentPaid: 12 * 250_000, homeValue: 40_000_000, ownWealth: 8_357_676 }]); // prettier-ignore
  });

  it('tells the first year in which owning leaves as much, or none', () => {
    const { breakEvenYear = 0, years, ownAhead } = compared(home);
    expect(years.map((one) => one.ownWealth - one.rentWealth).slice(0, 3)).toEqual([
      -2_736_432, -1_987_147, -1_146_520,
    ]);
    expect(years).toHaveLength(10);
    const aheadIn = (year: number) => (years[year - 1]?.ownWealth ?? 0) - (years[year - 1]?.rentWealth ?? 0);
    expect(breakEvenYear).toBe(5);
    expect(aheadIn(breakEvenYear)).toBeGreaterThanOrEqual(0);
    expect(aheadIn(breakEvenYear - 1)).toBeLessThan(0);
    expect(ownAhead).toBe(aheadIn(10));
    expect(compared({ ...home, appreciation: -2 })).not.toHaveProperty('breakEvenYear');
  });

  it.each<readonly [string, Partial<RentOrOwnTerms>]>([
    ['price', { price: 0 }],
    ['downPayment', { downPayment: 40_000_001 }],
    ['noteRate', { noteRate: 31 }],
    ['termMonths', { termMonths: 0 }],
    ['closingCosts', { closingCosts: -1 }],
    ['propertyTaxRate', { propertyTaxRate: -1 }],
    ['upkeepRate', { upkeepRate: Number.NaN }],
    ['homeInsurance', { homeInsurance: 0.5 }],
    ['otherMonthly', { otherMonthly: -1 }],
    ['rent', { rent: -1 }],
    ['rentGrowth', { rentGrowth: 21 }],
    ['appreciation', { appreciation: -21 }],
    ['costGrowth', { costGrowth: 50 }],
    ['sellingCostRate', { sellingCostRate: 31 }],
    ['savingsRate', { savingsRate: -1 }],
    ['years', { years: 0 }],
    ['years', { years: 41 }],
  ])('is refused with a wrong %s: %o', (field, wrong) => {
    expect(rentOrOwn({ ...home, ...wrong })).toMatchObject({ cannot: { field, message: expect.stringContaining('between') as string } }); // prettier-ignore
  });
});
