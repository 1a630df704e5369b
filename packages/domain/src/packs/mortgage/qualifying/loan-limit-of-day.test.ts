import { describe, expect, it } from 'vitest';
import { loanLimitOfDay, type LoanLimitTerms } from './loan-limit-of-day.ts';

const of = (given: Partial<LoanLimitTerms> = {}) =>
  loanLimitOfDay({ kind: 'conforming', units: 1, on: '2026-11-30', ...given });

describe('the loan limit of a day', () => {
  it('is the conforming baseline of the year (FHFA)', () => {
    expect(of()).toMatchObject({ limit: 83_275_000, lowest: 83_275_000, highest: 124_912_500, validTo: '2026-12-31' });
    expect(of({ on: '2024-01-01', units: 4 })).toMatchObject({ limit: 147_440_000 });
    expect(of({ on: '2025-12-31', units: 2 })).toMatchObject({ limit: 103_265_000 });
  });
  it('is FHA’s floor, and has its ceiling', () => {
    expect(of({ kind: 'fha' })).toMatchObject({ limit: 54_128_700, highest: 124_912_500 });
    expect(of({ kind: 'fha', units: 3, on: '2025-06-01' })).toMatchObject({ limit: 81_127_500 });
  });
  it('is higher in Alaska, Hawaii, Guam and the U.S. Virgin Islands', () => {
    expect(of({ isExceptionArea: true, on: '2025-06-01' })).toMatchObject({ limit: 120_975_000 });
    expect(of({ kind: 'fha', isExceptionArea: true, on: '2025-06-01' })).toMatchObject({ highest: 181_462_500 });
    expect(of({ kind: 'fha', isExceptionArea: true })).not.toHaveProperty('highest');
  });
  it('is the county’s where it is given, and says where a loan stands', () => {
    const county = { countyLimit: 100_000_000 };
    expect(of({ ...county, loanAmount: 83_275_000 })).toMatchObject({ limit: 100_000_000, standing: 'within' });
    expect(of({ ...county, loanAmount: 83_275_001 })).toMatchObject({ standing: 'high-balance' });
    expect(of({ ...county, loanAmount: 100_000_001 })).toMatchObject({ standing: 'over' });
    expect(of({ loanAmount: 83_275_001 })).toMatchObject({ standing: 'over' });
    expect(of()).not.toHaveProperty('standing');
  });
  it('refuses a year without a table, other units, and a county limit outside of floor and ceiling', () => {
    expect(of({ on: '2027-01-01' })).toEqual({
      cannot: {
        field: 'on',
        message:
          'There are no conforming loan limits for 1 January 2027. The table covers 1 January 2024 to 31 December 2024; 1 January 2025 to 31 December 2025; 1 January 2026 to 31 December 2026. Add the rows of that day to the table.',
      },
    });
    expect(of({ units: 5 })).toMatchObject({ cannot: { field: 'units' } });
    expect(of({ countyLimit: 83_274_999 })).toMatchObject({ cannot: { field: 'countyLimit', message: 'County limit of this day must be between 832,750.00 and 1,249,125.00, in whole cents.' } }); // prettier-ignore
    expect(of({ countyLimit: 124_912_501 })).toMatchObject({ cannot: { field: 'countyLimit' } });
    expect(of({ loanAmount: -1 })).toMatchObject({ cannot: { field: 'loanAmount' } });
  });
  it('takes the tables of a tenant', () => {
    const row = { validFrom: '2027-01-01', validTo: '2027-12-31', source: 'tenant', baseline: [1, 2, 3, 4], ceiling: [5, 6, 7, 8] } as const; // prettier-ignore
    const terms = { kind: 'conforming', units: 2, on: '2027-05-01' } as const;
    expect(loanLimitOfDay(terms, { conforming: [row], fha: [] })).toMatchObject({ limit: 2, highest: 6, source: 'tenant' }); // prettier-ignore
  });
});
