import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aprTolerance, type AprTerms, type LoanApr, loanApr } from './annual-percentage-rate.ts';
import { isCannot } from '../inputs/input-faults.ts';

/** The loan of the Bureau's samples H-24(B) and H-25(B), 12 CFR part 1026, Appendix H. */
const sample: AprTerms = { loanAmount: 16_200_000, noteRate: 3.875, termMonths: 360, firstPaymentOn: '2013-06-01' };
const insurance = { monthlyInsurance: 8_235, insuranceMonths: 80 };

function aprOf(terms: AprTerms): LoanApr {
  const found = loanApr(terms);
  if (isCannot(found)) throw new Error(found.cannot.message);
  return found;
}
const refusalOf = (terms: AprTerms) => {
  const found = loanApr(terms);
  return isCannot(found) ? [found.cannot.field, found.cannot.message] : found.apr;
};

describe('the annual percentage rate of a loan', () => {
  it('is 4.174 % for sample H-25(B): 162,000 at 3.875 %, with 80 premiums of mortgage insurance', () => {
    // The sample has no prepaid finance charges: its amount financed is the loan amount.
    const { apr, amountFinanced, streams } = aprOf({ ...sample, ...insurance });
    expect([apr, amountFinanced]).toEqual([4.17428, 16_200_000]);
    expect(streams.map(({ amount, count, first }) => [amount, count, first.full])).toEqual([
      [84_413, 80, 1],
      [76_178, 279, 81],
      [76_468, 1, 360],
    ]);
  });

  it('is the note rate without charges, and rises with prepaid finance charges', () => {
    expect(aprOf(sample).apr).toBeCloseTo(3.875, 3);
    const { apr, amountFinanced } = aprOf({ ...sample, prepaidFinanceCharges: 324_000 });
    expect([apr, amountFinanced]).toEqual([4.0419, 15_876_000]);
  });

  it('counts the days of an odd first period, or treats a minor irregularity as regular (12 CFR 1026.17(c)(4))', () => {
    const odd = { ...sample, ...insurance, interestFrom: '2013-04-15' }; // 16 days and a month
    expect(aprOf(odd).apr).toBe(4.15843);
    expect(aprOf(odd).streams[0]?.first).toEqual({ full: 1, part: 16, of: 30 });
    expect(aprOf({ ...odd, ignoresMinorIrregularity: true }).apr).toBe(4.17428);
    expect(refusalOf({ ...odd, interestFrom: '2013-03-30', ignoresMinorIrregularity: true })).toBe(4.17428); // 32 days longer
    expect(refusalOf({ ...odd, interestFrom: '2013-03-29', ignoresMinorIrregularity: true })).toMatchObject(['ignoresMinorIrregularity', expect.stringContaining('1026.17(c)(4)')]); // prettier-ignore
    const short = { ...sample, termMonths: 60, ignoresMinorIrregularity: true };
    expect(refusalOf({ ...short, interestFrom: '2013-05-12' })).toBeCloseTo(3.875, 2); // 11 days shorter than 31
    expect(refusalOf({ ...short, interestFrom: '2013-05-13' })).toMatchObject(['ignoresMinorIrregularity', expect.any(String)]); // prettier-ignore
    const shorter = { ...short, termMonths: 11 };
    expect(refusalOf({ ...shorter, interestFrom: '2013-05-07' })).toBeCloseTo(3.875, 1); // 6 days shorter
    expect(refusalOf({ ...shorter, interestFrom: '2013-05-08' })).toMatchObject(['ignoresMinorIrregularity', expect.any(String)]); // prettier-ignore
  });

  it('has the whole term as the unit-period of a single payment (Appendix J (b)(4)(ii), (b)(5)(vii))', () => {
    const single = { ...sample, loanAmount: 100_000, noteRate: 0, termMonths: 1, prepaidFinanceCharges: 1_000 };
    // 1,000 pays for 990 over 45 days: 10 ÷ 990 × 365 ÷ 45.
    expect(aprOf({ ...single, interestFrom: '2013-04-17' }).apr).toBe(8.19304);
    expect(aprOf({ ...single, interestFrom: '2013-05-01' }).apr).toBe(12.12121);
  });

  it('is a composite of the first and the fully indexed rate of an ARM, within its caps', () => {
    const arm = { fixedMonths: 60, adjustMonths: 12, index: [4], margin: 2.25, initialCap: 2, periodicCap: 2, lifetimeCap: 5 }; // prettier-ignore
    const { apr } = aprOf({ ...sample, noteRate: 3, arm });
    expect(apr).toBeGreaterThan(4.5); // 3 % for five years, then 5 % and 6.25 %
    expect(apr).toBeLessThan(6.25);
    const capped = aprOf({ ...sample, noteRate: 3, arm: { ...arm, lifetimeCap: 2 } });
    expect(capped.apr).toBeLessThan(apr);
    expect(aprOf({ ...sample, noteRate: 6.25, arm }).apr).toBeCloseTo(6.25, 3); // no change at all
  });

  it('has 26 unit-periods a year for a biweekly loan', () => {
    expect(aprOf({ ...sample, frequency: 'biweekly' }).apr).toBeCloseTo(3.875, 3);
    const odd = aprOf({ ...sample, frequency: 'biweekly', interestFrom: '2013-05-15' });
    expect(odd.streams[0]?.first).toEqual({ full: 1, part: 3, of: 14 });
  });

  it('has a tolerance of an eighth, or a quarter where payments inside the stream differ (12 CFR 1026.22(a)(2), (3))', () => {
    const at = (full: number) => ({ full, part: 0, of: 1 });
    const stream = (amount: number, count: number, full: number) => ({ amount, count, first: at(full) });
    expect(aprTolerance([stream(100, 360, 1)])).toBe(0.125);
    expect(aprTolerance([stream(110, 1, 1), stream(100, 358, 2), stream(90, 1, 360)])).toBe(0.125);
    expect(aprTolerance([stream(110, 1, 1), stream(100, 5, 2), stream(90, 1, 7), stream(100, 5, 8)])).toBe(0.25);
    expect(aprOf(sample).tolerance).toBe(0.125);
    expect(aprOf({ ...sample, interestFrom: '2013-04-15' }).tolerance).toBe(0.125);
    expect(aprOf({ ...sample, ...insurance }).tolerance).toBe(0.25);
  });

  it('is refused for charges of the whole loan, days out of order, and insurance out of its bounds', () => {
    expect(refusalOf({ ...sample, prepaidFinanceCharges: 16_200_000 })).toEqual(['prepaidFinanceCharges', expect.stringContaining('161,999.99')]); // prettier-ignore
    expect(refusalOf({ ...sample, prepaidFinanceCharges: -1 })).toEqual(['prepaidFinanceCharges', expect.any(String)]);
    expect(refusalOf({ ...sample, termMonths: 12, prepaidFinanceCharges: 16_199_999 })).toEqual(['prepaidFinanceCharges', expect.stringContaining('above 100 percent')]); // prettier-ignore
    expect(refusalOf({ ...sample, interestFrom: '2013-06-01' })).toEqual(['interestFrom', 'The first payment is due on 2013-06-01. Give an earlier day.']); // prettier-ignore
    expect(refusalOf({ ...sample, interestFrom: '2012-05-31' })).toEqual(['interestFrom', expect.stringContaining('at most a year')]); // prettier-ignore
    expect(refusalOf({ ...sample, interestFrom: 'May' })).toEqual([
      'interestFrom',
      expect.stringContaining('Write it as'),
    ]);
    expect(refusalOf({ ...sample, monthlyInsurance: 1, insuranceMonths: 361 })).toEqual(['insuranceMonths', expect.any(String)]); // prettier-ignore
    expect(refusalOf({ ...sample, monthlyInsurance: 1, frequency: 'biweekly' })).toEqual(['monthlyInsurance', expect.any(String)]); // prettier-ignore
    expect(refusalOf({ ...sample, noteRate: 31 })).toEqual(['noteRate', expect.any(String)]);
  });

  it('is not below the note rate − 0.001 for a fixed rate, regular periods and prepaid charges', () => {
    const loans = fc.record({
      loanAmount: fc.integer({ min: 1_000_000, max: 200_000_000 }),
      noteRate: fc.integer({ min: 0, max: 15_000 }).map((thousandths) => thousandths / 1000),
      termMonths: fc.integer({ min: 12, max: 480 }),
      interestOnlyMonths: fc.integer({ min: 0, max: 11 }),
      share: fc.double({ min: 0, max: 0.1, noNaN: true }),
    });
    fc.assert(
      fc.property(loans, ({ share, ...loan }) => {
        const prepaidFinanceCharges = Math.floor(loan.loanAmount * share);
        const { apr } = aprOf({ ...loan, firstPaymentOn: '2026-01-01', prepaidFinanceCharges });
        expect(apr).toBeGreaterThanOrEqual(loan.noteRate - 0.001);
        const more = aprOf({ ...loan, firstPaymentOn: '2026-01-01', prepaidFinanceCharges: prepaidFinanceCharges + 10_000 }); // prettier-ignore
        expect(more.apr).toBeGreaterThan(apr);
      }),
      { seed: 20261130, numRuns: 60 },
    );
  });
});
