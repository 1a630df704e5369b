import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountsInCents } from './amounts-in-cents.ts';
import { firstOfNextMonth, monthsAfter } from './day-months.ts';
import { dividedExactly } from './exact-division.ts';
import { percentOf, percentRatio } from './exact-percent.ts';
import { amountFault, countFault, dayFault, rateFault } from './input-faults.ts';

const yen = { amount: 1, currency: 'JPY' };
const pounds = { amount: 5, currency: 'GBP' };

describe('the faults of inputs', () => {
  it('name the value by its label or the given words, and say what would be right', () => {
    expect(amountFault({ other: 1, loanAmount: 0 }, { least: 1 })).toEqual({ cannot: { field: 'loanAmount', message: 'Loan amount must be between 0.01 and 1,000,000,000.00, in whole cents.' } }); // prettier-ignore
    expect(rateFault('points', 11, { most: 10, called: 'A point' })?.cannot.message).toBe('A point must be between 0 and 10 percent.'); // prettier-ignore
    expect(countFault('years', 1.5, { least: 1, most: 40 })?.cannot.message).toBe('Years must be a whole number between 1 and 40.'); // prettier-ignore
    expect(dayFault('paidOn', '2200-01-01')?.cannot.message).toBe('Paid on must be between 1900-01-01 and 2199-12-31.');
    expect(dayFault('paidOn', '2026-02-30')?.cannot.message).toBe('Paid on is not a day of the calendar. Write it as 2026-11-30.'); // prettier-ignore
  });
  it('are none for absent values and for the bounds', () => {
    expect(amountFault({ a: undefined, b: 0, c: 100_000_000_000 })).toBeUndefined();
    expect(dayFault('paidOn', undefined)).toBeUndefined();
    expect(dayFault('paidOn', '1900-01-01') ?? dayFault('paidOn', '2199-12-31')).toBeUndefined();
    expect(rateFault('noteRate', 30) ?? rateFault('noteRate', 0)).toBeUndefined();
  });
});

describe('exact division', () => {
  it('rounds halves away from zero, and down and up as said', () => {
    expect([-5n, -4n, 4n, 5n].map((top) => dividedExactly(top, 10n, 'nearest'))).toEqual([-1n, 0n, 0n, 1n]);
    expect([dividedExactly(9n, 10n, 'down'), dividedExactly(1n, 10n, 'up'), dividedExactly(10n, 10n, 'up')]).toEqual([0n, 1n, 1n]); // prettier-ignore
    expect([percentOf(100, 0.5, 'nearest'), percentOf(100, 0.499999, 'nearest')]).toEqual([1, 0]);
    expect(percentRatio(1, 3, { rounding: 'up' })).toBe(33.34);
    expect(percentRatio(1, 3, { rounding: 'nearest', decimals: 3 })).toBe(33.333);
  });
  it('differs from the exact quotient by at most a half', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 9n }), (top, bottom) => {
        const off = (dividedExactly(top, bottom, 'nearest') * bottom - top) * 2n;
        expect(off <= bottom && off >= -bottom).toBe(true);
      }),
    ); // prettier-ignore
  });
});

describe('amounts in cents', () => {
  it('have one currency with two decimals, or are US dollars', () => {
    const read = amountsInCents({ price: pounds, rent: undefined });
    expect(read).toMatchObject({ cents: { price: 5 } });
    expect('cents' in read && [read.money(7), 'rent' in read.cents]).toEqual([{ amount: 7, currency: 'GBP' }, false]);
    expect(amountsInCents({ price: pounds, rent: yen })).toEqual({ cannot: { field: 'rent', message: 'Rent must be in GBP like the other amounts, not JPY.' } }); // prettier-ignore
    expect(amountsInCents({ price: yen })).toEqual({ cannot: { field: 'price', message: 'Price must be in a currency with two decimals, such as USD, not JPY.' } }); // prettier-ignore
    expect(amountsInCents({ price: pounds }, 'USD')).toEqual({ cannot: { field: 'price', message: 'Price must be in US dollars (USD), not GBP.' } }); // prettier-ignore
  });
});

describe('months after a day', () => {
  it('end with the last day of a shorter month', () => {
    expect([monthsAfter('2026-01-31', 1), monthsAfter('2024-03-31', -1)]).toEqual(['2026-02-28', '2024-02-29']);
    expect([firstOfNextMonth('2026-12-31'), firstOfNextMonth('2026-01-01')]).toEqual(['2027-01-01', '2026-02-01']);
  });
});
