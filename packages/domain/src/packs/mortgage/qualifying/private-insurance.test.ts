import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../kernel/days.ts';
import { type PremiumCell, privateInsuranceEnd, privatePremium, type ScheduledBalance } from './private-insurance.ts';

const cell = (given: Partial<PremiumCell>): PremiumCell => ({ ltvAbove: 90, ltvUpTo: 95, scoreFrom: 740, scoreTo: 759, rate: 0.41, ...given }); // prettier-ignore
const grid = [
  cell({}),
  cell({ ltvAbove: 85, ltvUpTo: 90, rate: 0.3 }),
  cell({ scoreFrom: 760, scoreTo: 850, rate: 0.34 }),
];

/** Matches a text with these words. */
const containing = (words: string): unknown => expect.stringContaining(words);

describe('a private mortgage insurance premium', () => {
  it('comes from the cell of ratio and score; upper bounds belong to the cell', () => {
    const of = (ltv: number, creditScore: number) => privatePremium({ loanAmount: 28_500_000, ltv, creditScore }, grid);
    expect(of(95, 740)).toEqual({ rate: 0.41, annualPremium: 116_850, monthlyPremium: 9_738 }); // 9,737.5
    expect(of(90, 759)).toMatchObject({ rate: 0.3 });
    expect(of(90.01, 760)).toMatchObject({ rate: 0.34, annualPremium: 96_900, monthlyPremium: 8_075 });
  });
  it('refuses a pair without a cell, several rates, and absurd rates', () => {
    const of = (ltv: number, cells: readonly PremiumCell[]) => privatePremium({ loanAmount: 1, ltv, creditScore: 745 }, cells); // prettier-ignore
    expect(of(97, grid)).toEqual({
      cannot: { field: 'grid', message: "The premium grid has no cell for a ratio of 97 % and a score of 745. Add it from the insurer's rate card." }, // prettier-ignore
    });
    expect(of(95, [...grid, cell({ rate: 0.5 })])).toMatchObject({ cannot: { message: containing('several rates') } }); // prettier-ignore
    expect(of(95, [...grid, cell({})])).toMatchObject({ rate: 0.41 });
    expect(of(95, [cell({ rate: 410 })])).toMatchObject({ cannot: { message: containing('rate of 410') } });
    expect(of(Number.NaN, grid)).toMatchObject({ cannot: { field: 'ltv' } });
  });
});

/** A schedule of monthly payments from the first of a month on. */
function schedule(first: string, balances: readonly number[]): readonly ScheduledBalance[] {
  let dueOn = first;
  return balances.map((balance) => {
    const row = { dueOn, balance };
    dueOn = `${addDays(dueOn, 31).slice(0, 7)}-01`;
    return row;
  });
}
const evenly = (from: number, count: number) => Array.from({ length: count }, (_, place) => Math.round((from * (count - 1 - place)) / count)); // prettier-ignore

describe('the end of private mortgage insurance (12 USC 4901, 4902)', () => {
  it('is when the scheduled balance first reaches 80 and 78 % of the original value, exactly', () => {
    const balances = [8_100_000, 8_000_001, 8_000_000, 7_900_000, 7_800_001, 7_800_000, 1, 0];
    const end = privateInsuranceEnd({ originalValue: 10_000_000, schedule: schedule('2026-02-01', balances) });
    expect(end).toMatchObject({ cancellationOn: '2026-04-01', terminationOn: '2026-07-01' });
  });
  it('is at the latest on the first of the month after the midpoint of the amortization period', () => {
    const of = (count: number, first = '2027-01-01') => privateInsuranceEnd({ originalValue: 10_000_000, schedule: schedule(first, evenly(9_700_000, count)) }); // prettier-ignore
    // payment 180 of 360; the period begins a month before the first payment
    expect(of(360)).toMatchObject({ midpointOn: '2041-12-01', finalTerminationOn: '2042-01-01' });
    expect(of(180)).toMatchObject({ midpointOn: '2034-06-01', finalTerminationOn: '2034-07-01' });
    expect(of(3)).toMatchObject({ midpointOn: '2027-01-17', finalTerminationOn: '2027-02-01' });
    expect(of(1)).toMatchObject({ midpointOn: '2027-01-01', finalTerminationOn: '2027-02-01' });
  });
  it('refuses schedules that are empty, out of order, not to the end, or wrong', () => {
    const of = (rows: readonly ScheduledBalance[]) => {
      const end = privateInsuranceEnd({ originalValue: 10, schedule: rows });
      return 'cannot' in end ? end.cannot.message : end;
    };
    expect(of([])).toBe('The schedule must have a balance for each payment. It is empty.');
    expect(of(schedule('2027-01-01', [5, 4]))).toContain('must run to the last payment');
    expect(of([...schedule('2027-01-01', [5]), ...schedule('2027-01-01', [0])])).toContain('Payment 2 of the schedule must be due after the one before it, 2027-01-01.'); // prettier-ignore
    expect(of([{ dueOn: '2027-13-01', balance: 0 }])).toContain('Payment 1 of the schedule: Due on is not a day');
    expect(of([{ dueOn: '2027-01-01', balance: -1 }])).toContain('Balance must be between 0.00');
    expect(privateInsuranceEnd({ originalValue: 0, schedule: [] })).toMatchObject({
      cannot: { field: 'originalValue' },
    });
  });
  it('comes in order for every falling schedule', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 480 }), fc.integer({ min: 1, max: 20_000_000 }), (count, loan) => {
        const end = privateInsuranceEnd({
          originalValue: 10_000_000,
          schedule: schedule('2027-01-01', evenly(loan, count)),
        });
        if ('cannot' in end) throw new Error(end.cannot.message);
        expect(end.cancellationOn <= end.terminationOn).toBe(true);
        expect(end.midpointOn < end.finalTerminationOn).toBe(true);
      }),
    );
  });
});
