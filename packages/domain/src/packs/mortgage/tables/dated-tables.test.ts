import { describe, expect, it } from 'vitest';
import { addDays } from '../../../kernel/days.ts';
import { conformingLimits } from './conforming-limits.ts';
import { type DatedRow, rowOfDay } from './dated-row.ts';
import { fhaLimits } from './fha-limits.ts';
import { fhaPremiums } from './fha-premium-table.ts';
import { isUnitCount, limitOfUnits } from './unit-limits.ts';
import { usdaFees } from './usda-fee-table.ts';
import { vaFundingFees } from './va-fee-table.ts';
import { vaRegionOf, vaResidualGuidelines } from './va-residual-table.ts';

const tables: Readonly<Record<string, readonly DatedRow[]>> = {
  conformingLimits,
  fhaLimits,
  fhaPremiums,
  vaFundingFees,
  usdaFees,
  vaResidualGuidelines,
};
const units = [1, 2, 3, 4] as const;
const find = (rows: readonly DatedRow[], on: string) => rowOfDay(rows, { on, field: 'on', called: 'limits' });

/** Matches a text with these words. */
const containing = (words: string): unknown => expect.stringContaining(words);

describe('a dated table', () => {
  it.each(Object.entries(tables))('%s has a source in each row, and no day twice or in a gap', (_name, rows) => {
    for (const [place, { validFrom, validTo, source }] of rows.entries()) {
      expect(source).toMatch(/\w{4}/);
      const next = rows[place + 1];
      if (next) expect(next.validFrom).toBe(validTo === null ? 'a day after an end' : addDays(validTo, 1));
      expect(validTo === null || validFrom < validTo).toBe(true);
    }
  });

  it('returns the row of the first and of the last day of its span', () => {
    for (const on of ['2025-01-01', '2025-12-31'])
      expect(find(conformingLimits, on)).toMatchObject({ validFrom: '2025-01-01' });
    expect(find(vaFundingFees, '2023-04-06')).toMatchObject({ source: '38 USC 3729(b)(2), rows (ii)' });
    expect(find(vaFundingFees, '2023-04-07')).toMatchObject({ source: '38 USC 3729(b)(2), rows (iii)' });
    expect(find(fhaPremiums, '2030-01-01')).toMatchObject({ validTo: null });
  });

  it('prefers the row that begins last, so that a tenant corrects a table by adding to it', () => {
    const row = (validFrom: string, source: string) => ({ validFrom, validTo: null, source });
    expect(find([row('2026-01-01', 'old'), row('2026-07-01', 'new')], '2026-08-01')).toMatchObject({ source: 'new' });
    expect(find([row('2026-07-01', 'new'), row('2026-01-01', 'old')], '2026-08-01')).toMatchObject({ source: 'new' });
    expect(find([row('2026-01-01', 'old'), row('2026-07-01', 'new')], '2026-06-30')).toMatchObject({ source: 'old' });
  });

  it('refuses a day without a row, and says which days there are', () => {
    const [row] = conformingLimits;
    expect(find(row ? [row] : [], '2027-01-15')).toEqual({
      cannot: {
        field: 'on',
        message:
          'There are no limits for 15 January 2027. The table covers 1 January 2024 to 31 December 2024. Add the rows of that day to the table.',
      },
    });
    expect(find([], '2027-01-15')).toMatchObject({
      cannot: { message: containing('The table is empty.') },
    });
    expect(find(conformingLimits, '2027-02-30')).toMatchObject({
      cannot: { message: containing('not a day') },
    });
  });
});

describe('the loan limits', () => {
  it('have ceilings of 150 % of the baseline (HERA) for all units and years', () => {
    for (const { baseline, ceiling } of conformingLimits)
      for (const count of units) expect(limitOfUnits(ceiling, count) * 2).toBe(limitOfUnits(baseline, count) * 3);
  });
  it('of FHA are 65 % of the conforming baseline, less under $50, and have the same ceiling', () => {
    for (const [place, { floor, ceiling, validFrom, exceptionCeiling }] of fhaLimits.entries()) {
      const conforming = conformingLimits[place];
      expect(conforming?.validFrom).toBe(validFrom);
      expect(ceiling).toEqual(conforming?.ceiling);
      for (const count of units) {
        const share = ((conforming && limitOfUnits(conforming.baseline, count)) ?? 0) * 0.65;
        expect(share - limitOfUnits(floor, count)).toBeGreaterThanOrEqual(0);
        expect(share - limitOfUnits(floor, count)).toBeLessThan(5_000);
        if (exceptionCeiling) {
          const most = limitOfUnits(ceiling, count) * 1.5;
          expect(Math.abs(most - limitOfUnits(exceptionCeiling, count))).toBeLessThan(5_000);
        }
      }
    }
  });
  it('are for one to four units', () => {
    expect([0, 1, 4, 5, 1.5].map(isUnitCount)).toEqual([false, true, true, false, false]);
  });
});

describe("VA's residual income table", () => {
  it('grows with the family and with the loan, and is highest in the west', () => {
    for (const { above, below } of vaResidualGuidelines)
      for (const incomes of [above, below])
        for (const rows of Object.values(incomes.byFamilySize)) {
          expect(rows).toHaveLength(5);
          expect(rows.toSorted((a, b) => a - b)).toEqual(rows);
          expect(rows.every((row, place) => row <= (incomes.byFamilySize.west[place] ?? 0))).toBe(true);
        }
  });
  it('knows the region of 50 states, the District of Columbia and Puerto Rico', () => {
    const letters = Array.from({ length: 26 }, (_, place) => String.fromCharCode(65 + place));
    const states = letters.flatMap((one) => letters.map((two) => one + two)).filter((state) => vaRegionOf(state));
    expect(states).toHaveLength(52);
    expect([vaRegionOf('tx'), vaRegionOf('NY'), vaRegionOf('HI'), vaRegionOf('OH')]).toEqual(['south', 'northeast', 'west', 'midwest']); // prettier-ignore
  });
});
