import { describe, expect, it } from 'vitest';
import { type CountyLimit, countyLimitOf } from './county-limit.ts';
import { inDollars } from './unit-limits.ts';

const row = (given: Partial<CountyLimit> = {}): CountyLimit => ({
  kind: 'conforming',
  state: 'CA',
  countyFips: '06037',
  countyName: 'Los Angeles',
  limits: inDollars(1_249_125, 1_599_375, 1_933_200, 2_402_625),
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  source: 'FHFA list of 2026',
  ...given,
});
const at = { kind: 'conforming', countyFips: '06037', units: 1, on: '2026-11-30' } as const;

describe("a county's limit", () => {
  it('is that of its kind, its day and the number of units', () => {
    const rows = [row(), row({ kind: 'fha', limits: inDollars(1, 2, 3, 4) })];
    expect(countyLimitOf(rows, at)).toBe(124_912_500);
    expect(countyLimitOf(rows, { ...at, units: 4 })).toBe(240_262_500);
    expect(countyLimitOf(rows, { ...at, kind: 'fha', units: 2 })).toBe(200);
  });
  it('is refused for a county or a day that the list does not have', () => {
    expect(countyLimitOf([row()], { ...at, countyFips: '6037' })).toMatchObject({ cannot: { field: 'countyFips' } });
    const message = 'There are no limits of Los Angeles, CA for 1 January 2027. The table covers 1 January 2026 to 31 December 2026. Add the rows of that day to the table.'; // prettier-ignore
    expect(countyLimitOf([row()], { ...at, on: '2027-01-01' })).toEqual({ cannot: { field: 'on', message } });
  });
});
