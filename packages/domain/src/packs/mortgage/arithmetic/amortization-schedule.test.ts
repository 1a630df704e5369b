import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AmortizationSchedule, amortizationSchedule, type LoanTerms } from './amortization-schedule.ts';
import { isCannot } from '../inputs/input-faults.ts';

const thirtyYears: LoanTerms = { loanAmount: 30_000_000, noteRate: 6.5, termMonths: 360, firstPaymentOn: '2026-01-01' };
function scheduleOf(terms: LoanTerms): AmortizationSchedule {
  const found = amortizationSchedule(terms);
  if (isCannot(found)) throw new Error(found.cannot.message);
  return found;
}
const refusalOf = (terms: LoanTerms) => {
  const found = amortizationSchedule(terms);
  return isCannot(found) ? [found.cannot.field, found.cannot.message] : found;
};
const rowOf = (schedule: AmortizationSchedule, number: number) => schedule.rows[number - 1];

describe('a schedule of a fixed rate', () => {
  it('ends with its term at zero, and the last payment settles the rounding', () => {
    const { rows, ...sums } = scheduleOf(thirtyYears);
    expect(sums).toEqual({
      firstPayment: 189_620,
      lastPayment: 190_091,
      totalInterest: 38_263_671,
      totalPaid: 68_263_671,
      endsOn: '2055-12-01',
    });
    expect(rows).toHaveLength(360);
    expect(rows[0]).toEqual({ number: 1, dueOn: '2026-01-01', rate: 6.5, payment: 189_620, interest: 162_500, principal: 27_120, extra: 0, balance: 29_972_880 }); // prettier-ignore
    expect(rows.at(-1)?.balance).toBe(0);
  });

  it('pays 13,788 of principal in five years (12 CFR 1026 Appendix H, sample H-24(D), which does not round its payment)', () => {
    const schedule = scheduleOf({
      loanAmount: 15_000_000,
      noteRate: 4.25,
      termMonths: 360,
      firstPaymentOn: '2013-06-01',
    });
    const principal = 15_000_000 - (rowOf(schedule, 60)?.balance ?? 0);
    expect(Math.abs(principal - 1_378_800)).toBeLessThan(100);
  });

  it('keeps the day of the month, or its last day, and divides the loan without interest', () => {
    const { rows } = scheduleOf({ ...thirtyYears, noteRate: 0, termMonths: 7, firstPaymentOn: '2027-12-31' });
    expect(rows.map(({ dueOn }) => dueOn)).toEqual(['2027-12-31', '2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30', '2028-05-31', '2028-06-30']); // prettier-ignore
    expect(rows.map(({ payment }) => payment)).toEqual([...Array<number>(6).fill(4_285_714), 4_285_716]);
  });

  it('pays only interest first where that is agreed, and the whole loan in the rest of the term', () => {
    const schedule = scheduleOf({ ...thirtyYears, interestOnlyMonths: 60 });
    expect(rowOf(schedule, 60)).toMatchObject({ payment: 162_500, principal: 0, balance: 30_000_000 });
    expect(rowOf(schedule, 61)).toMatchObject({ payment: 202_562, interest: 162_500 });
    expect(schedule.rows).toHaveLength(360);
  });

  it('is paid every 14 days where it is biweekly, and ends years earlier', () => {
    const { rows, firstPayment, endsOn } = scheduleOf({ ...thirtyYears, frequency: 'biweekly' });
    expect(firstPayment).toBe(94_810);
    expect(rows.slice(0, 3).map(({ dueOn }) => dueOn)).toEqual(['2026-01-01', '2026-01-15', '2026-01-29']);
    expect(rows[0]?.interest).toBe(75_000); // 300,000 × 6.5 % ÷ 26
    expect([rows.length, endsOn]).toEqual([628, '2050-01-13']);
  });

  it('leaves a balloon with a smaller agreed payment, and refuses one below the interest (negative amortization)', () => {
    const { rows, lastPayment } = scheduleOf({ ...thirtyYears, termMonths: 120, agreedPayment: 162_500 });
    expect([rows.length, lastPayment]).toEqual([120, 30_162_500]);
    expect(scheduleOf({ ...thirtyYears, agreedPayment: 300_000 }).rows).toHaveLength(145);
    expect(refusalOf({ ...thirtyYears, agreedPayment: Number.NaN })).toEqual(['agreedPayment', expect.stringContaining('whole cents')]); // prettier-ignore
    expect(refusalOf({ ...thirtyYears, agreedPayment: 190_000, interestOnlyMonths: 1 })).toEqual(['agreedPayment', expect.stringContaining('two payments')]); // prettier-ignore
    expect(refusalOf({ ...thirtyYears, agreedPayment: 162_499 })).toEqual(['agreedPayment', expect.stringContaining('1,624.99 does not cover the first interest of 1,625.00')]); // prettier-ignore
  });
});

describe('extra payments', () => {
  it('shorten the loan: with each payment, once a year, or once on a day', () => {
    const monthly = scheduleOf({ ...thirtyYears, extraEach: 20_000 });
    expect([monthly.rows.length, monthly.endsOn, monthly.totalInterest]).toEqual([277, '2049-01-01', 27_918_652]);
    const yearly = scheduleOf({ ...thirtyYears, extraYearly: 200_000 });
    expect(yearly.rows.flatMap(({ extra, number }) => (extra > 0 ? [number] : [])).slice(0, 3)).toEqual([12, 24, 36]);
    expect([yearly.rows.length, yearly.totalInterest]).toEqual([289, 29_526_350]);
    const once = scheduleOf({ ...thirtyYears, extraOnce: 5_000_000, extraOnceOn: '2031-06-15' });
    expect(once.rows.filter(({ extra }) => extra > 0)).toMatchObject([{ dueOn: '2031-07-01', extra: 5_000_000 }]);
    expect([once.rows.length, once.endsOn]).toEqual([263, '2047-11-01']);
  });

  it('never exceed the balance, and count on the day of a payment and before the first', () => {
    const { rows, totalPaid } = scheduleOf({ ...thirtyYears, extraOnce: 90_000_000, extraOnceOn: '2026-02-01' });
    expect(rows.map(({ extra }) => extra)).toEqual([0, 29_945_613]);
    expect(totalPaid).toBe(30_000_000 + 162_500 + 162_353);
    expect(scheduleOf({ ...thirtyYears, extraOnce: 1, extraOnceOn: '2020-01-01' }).rows[0]?.extra).toBe(1);
  });

  it('are refused after the end of the loan, without a day, and below zero', () => {
    expect(refusalOf({ ...thirtyYears, extraOnce: 1, extraOnceOn: '2060-01-01' })).toEqual(['extraOnceOn', 'The loan ends on 2055-12-01. Give an earlier day for the single extra payment.']); // prettier-ignore
    expect(refusalOf({ ...thirtyYears, extraOnce: 1 })).toEqual(['extraOnceOn', 'Give the day of the single extra payment.']); // prettier-ignore
    expect(refusalOf({ ...thirtyYears, extraEach: -1 })).toEqual(['extraEach', expect.stringContaining('between 0.00')]); // prettier-ignore
    expect(refusalOf({ ...thirtyYears, extraOnceOn: '2026-02-30' })).toEqual(['extraOnceOn', expect.stringContaining('Write it as')]); // prettier-ignore
  });
});

/*
 * Published examples: Texas Instruments, BA Real Estate Guidebook (1999), page 35, at manualshelf.com; Capitol Federal, examples of
 * mortgage rates, at capfed.com/rates/mortgage-rates. The bank's example names the rates; index and caps here lead to them.
 */
describe('a schedule of an adjustable rate', () => {
  const caps = { initialCap: 2, periodicCap: 2, lifetimeCap: 5 };
  it('agrees with the Texas Instruments BA Real Estate Guidebook, page 35: 6 %, 8 %, 10 % in the first three years', () => {
    const arm = { fixedMonths: 12, adjustMonths: 12, index: [6, 8], margin: 2, ...caps };
    const schedule = scheduleOf({ ...thirtyYears, loanAmount: 10_000_000, noteRate: 6, arm });
    expect([12, 13, 24, 25, 36].map((number) => rowOf(schedule, number))).toMatchObject([
      { rate: 6, payment: 59_955, balance: 9_877_200 },
      { rate: 8, payment: 73_086 },
      { balance: 9_787_087 },
      { rate: 10, payment: 86_905 },
      { balance: 9_719_912 },
    ]);
  });

  it.each([
    ['3-year', 36, 3.125, [[235_607, 36], [293_908, 12], [297_667, 311]]], // prettier-ignore
    [
      '5-year',
      60,
      3.375,
      [
        [243_153, 60],
        [294_991, 299],
      ],
    ],
    [
      '7-year',
      84,
      3.5,
      [
        [246_975, 84],
        [292_230, 275],
      ],
    ],
  ])(
    'agrees with the payments of the %s ARM of Capitol Federal: 550,001 to a fully indexed rate of 5.25 %',
    (_name, fixedMonths, noteRate, expected) => {
      const arm = { fixedMonths, adjustMonths: 12, index: [3], margin: 2.25, ...caps };
      const { rows } = scheduleOf({ ...thirtyYears, loanAmount: 55_000_100, noteRate, arm });
      const counts = new Map<number, number>();
      for (const { payment } of rows) counts.set(payment, (counts.get(payment) ?? 0) + 1);
      expect([...counts].slice(0, -1)).toEqual(expected); // the last payment settles the balance
    },
  );

  it('starts a change from the lower balance after extra payments, also at the same rate', () => {
    const arm = { fixedMonths: 12, adjustMonths: 12, index: [4.5], margin: 2, ...caps };
    expect(rowOf(scheduleOf({ ...thirtyYears, arm }), 13)?.payment).toBe(189_620);
    const withExtra = scheduleOf({ ...thirtyYears, arm, extraOnce: 1_000_000, extraOnceOn: '2026-06-01' });
    expect(rowOf(withExtra, 12)?.payment).toBe(189_620);
    expect(rowOf(withExtra, 13)?.payment).toBe(183_018);
    expect(withExtra.rows).toHaveLength(360);
  });

  it('pays only interest at each rate in its interest-only months', () => {
    const arm = { fixedMonths: 60, adjustMonths: 12, index: [5], margin: 3, ...caps };
    const schedule = scheduleOf({ ...thirtyYears, arm, interestOnlyMonths: 120 });
    expect(rowOf(schedule, 61)).toMatchObject({ rate: 8, payment: 200_000, principal: 0 });
    expect(rowOf(schedule, 121)).toMatchObject({ rate: 8, payment: 250_932 });
    expect(schedule.rows).toHaveLength(360);
  });

  it('is refused with biweekly payments, an agreed payment, and terms out of bounds', () => {
    const arm = { fixedMonths: 60, adjustMonths: 12, index: [3], margin: 2, ...caps };
    expect(refusalOf({ ...thirtyYears, arm, frequency: 'biweekly' })).toMatchObject(['frequency', expect.any(String)]);
    expect(refusalOf({ ...thirtyYears, arm, agreedPayment: 1 })).toMatchObject(['agreedPayment', expect.any(String)]);
    expect(refusalOf({ ...thirtyYears, arm: { ...arm, fixedMonths: 360 } })).toMatchObject(['fixedMonths', expect.stringContaining('between 1 and 359')]); // prettier-ignore
    expect(refusalOf({ ...thirtyYears, termMonths: 1, arm })).toMatchObject(['fixedMonths', expect.stringContaining('one month')]); // prettier-ignore
    expect(refusalOf({ ...thirtyYears, arm: { ...arm, index: [] } })).toMatchObject(['index', expect.any(String)]);
    expect(refusalOf({ ...thirtyYears, arm: { ...arm, floor: 12 } })).toMatchObject(['floor', expect.stringContaining('between 0 and 11.5')]); // prettier-ignore
    expect(refusalOf({ ...thirtyYears, firstPaymentOn: '2026-13-01' })).toMatchObject(['firstPaymentOn', expect.any(String)]); // prettier-ignore
  });
});

describe('every schedule', () => {
  const rate = (most: number) => fc.integer({ min: 0, max: most * 1000 }).map((thousandths) => thousandths / 1000);
  const plain = fc.record({
    loanAmount: fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 200_000_000 })),
    noteRate: rate(20),
    termMonths: fc.integer({ min: 2, max: 480 }),
    firstPaymentOn: fc.constantFrom('2026-01-01', '2026-01-31', '2027-02-28', '2028-02-29'),
  });
  const arm = fc.record({
    fixedMonths: fc.integer({ min: 1, max: 120 }),
    adjustMonths: fc.constantFrom(1, 6, 12),
    index: fc.array(rate(12), { minLength: 1, maxLength: 8 }),
    margin: rate(4),
    initialCap: rate(5),
    periodicCap: rate(3),
    lifetimeCap: rate(6).map((percent) => percent + 4),
  });
  const extras = fc.record({
    extraEach: fc.integer({ min: 0, max: 100_000 }),
    extraYearly: fc.integer({ min: 0, max: 1_000_000 }),
  });
  const kinds = fc.oneof(
    fc.record({}),
    fc.record({ frequency: fc.constant('biweekly' as const) }),
    fc.record({ interestOnlyMonths: fc.constant(1) }),
    fc.record({ arm }),
  );
  const loans = fc.tuple(plain, extras, kinds).map(([one, extra, kind]): LoanTerms => ({ ...one, ...extra, ...kind }));

  it('repays the loan exactly: no interest is negative, and no balance rises', () => {
    let schedules = 0;
    fc.assert(
      fc.property(loans, (terms) => {
        const found = amortizationSchedule(terms);
        if (isCannot(found)) {
          expect(['fixedMonths', 'floor']).toContain(found.cannot.field); // the ARM does not fit the term
          return;
        }
        schedules += 1;
        const { rows, totalInterest, totalPaid } = found;
        let balance = terms.loanAmount;
        for (const row of rows) {
          expect(row.interest).toBeGreaterThanOrEqual(0);
          expect(row.principal).toBeGreaterThanOrEqual(0);
          expect(row.payment).toBe(row.interest + row.principal);
          balance -= row.principal + row.extra;
          expect(row.balance).toBe(balance);
        }
        expect(balance).toBe(0);
        expect(totalPaid).toBe(terms.loanAmount + totalInterest);
        expect(rows.length).toBeLessThanOrEqual(Math.ceil((terms.termMonths * 26) / 12));
      }),
      { seed: 20261130, numRuns: 150 },
    );
    expect(schedules).toBeGreaterThan(100);
  });
});
