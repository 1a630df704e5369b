import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EscrowDisbursement, escrowDeposit, type EscrowTerms } from './escrow-deposit.ts';

/** 12 CFR 1024, appendix E: settlement on 15 May, first payment on 1 July. */
const disbursements: readonly EscrowDisbursement[] = [
  { item: 'School taxes', paidOn: '2026-09-20', amount: 36_000 },
  { item: 'County taxes', paidOn: '2026-07-25', amount: 50_000 },
  { item: 'County taxes', paidOn: '2026-12-10', amount: 70_000 },
];
const of = (given: Partial<EscrowTerms> = {}) =>
  escrowDeposit({ firstPaymentOn: '2026-07-01', disbursements, cushionMonths: 2, ...given });

/** Matches a text with these words. */
const containing = (words: string): unknown => expect.stringContaining(words);

describe('the initial escrow deposit (12 CFR 1024.17, appendix E)', () => {
  it('by aggregate analysis is 1,040: 780 to lift the lowest month end to zero, and a cushion of 260', () => {
    const analysis = of();
    expect(analysis).toMatchObject({
      annualTotal: 156_000,
      monthlyPayment: 13_000,
      cushion: 26_000,
      initialDeposit: 104_000,
    });
    const balances = 'cannot' in analysis ? [] : analysis.months.map(({ balance }) => balance / 100);
    expect(balances).toEqual([670, 800, 570, 700, 830, 260, 390, 520, 650, 780, 910, 1_040]); // step 3
  });
  it('by step 2, without a cushion, is 780', () => {
    const analysis = of({ cushionMonths: 0 });
    expect(analysis).toMatchObject({ initialDeposit: 78_000, cushion: 0 });
    const balances = 'cannot' in analysis ? [] : analysis.months.map(({ balance }) => balance / 100);
    expect(balances).toEqual([410, 540, 310, 440, 570, 0, 130, 260, 390, 520, 650, 780]);
  });
  it('by single-item analysis is 800 and 330, so that the aggregate adjustment is -90', () => {
    expect(of()).toMatchObject({
      itemDeposits: [
        { item: 'School taxes', deposit: 33_000 },
        { item: 'County taxes', deposit: 80_000 },
      ],
      aggregateAdjustment: -9_000,
    });
  });
  it('names the months of the computation year', () => {
    const analysis = of();
    const months = 'cannot' in analysis ? [] : analysis.months.map(({ month }) => month);
    expect([months[0], months[6], months.at(-1), months.length]).toEqual(['2026-07', '2027-01', '2027-06', 12]);
  });
  it('refuses payments outside of the year, more than two months of cushion, and empty lists', () => {
    const late = of({ disbursements: [{ item: 'Hazard insurance', paidOn: '2027-07-01', amount: 1 }] });
    expect(late).toMatchObject({ cannot: { field: 'disbursements', message: containing('Hazard insurance on 2027-07-01 is outside of the first year of the account, 2026-07 to 2027-06.') } }); // prettier-ignore
    expect(of({ disbursements: [{ item: 'Taxes', paidOn: '2026-06-30', amount: 1 }] })).toMatchObject({ cannot: { field: 'disbursements' } }); // prettier-ignore
    expect(of({ disbursements: [{ item: 'Taxes', paidOn: '2026-08-01', amount: -1 }] })).toMatchObject({ cannot: { message: 'Taxes: Amount must be between 0.00 and 1,000,000,000.00, in whole cents.' } }); // prettier-ignore
    expect(of({ cushionMonths: 3 })).toMatchObject({ cannot: { field: 'cushionMonths' } });
    expect(of({ disbursements: [] })).toMatchObject({ cannot: { field: 'disbursements' } });
    expect(of({ firstPaymentOn: 'soon' })).toMatchObject({ cannot: { field: 'firstPaymentOn' } });
  });
  it('keeps the lowest month end at the cushion, which is at most a sixth of the year', () => {
    const one = fc.record({
      item: fc.constantFrom('A', 'B', 'C'),
      paidOn: fc.integer({ min: 1, max: 12 }).map((month) => `2027-${String(month).padStart(2, '0')}-10`),
      amount: fc.integer({ min: 1, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), fc.constantFrom(0, 1, 2), (paid, cushionMonths) => {
        const analysis = escrowDeposit({ firstPaymentOn: '2027-01-01', disbursements: paid, cushionMonths });
        if ('cannot' in analysis) throw new Error(analysis.cannot.message);
        const lowest = Math.min(analysis.initialDeposit, ...analysis.months.map(({ balance }) => balance));
        expect(lowest).toBe(analysis.cushion);
        expect(analysis.cushion * 6).toBeLessThanOrEqual(analysis.annualTotal);
        expect(analysis.monthlyPayment * 12).toBeLessThanOrEqual(analysis.annualTotal);
      }),
    );
  });
});
