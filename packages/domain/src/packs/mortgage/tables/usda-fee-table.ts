import type { DatedRow } from './dated-row.ts';

/** The fees of USDA's Single Family Housing Guaranteed Loan Program in a period, in percent. */
export interface UsdaFees extends DatedRow {
  /** Of the loan including the fee, once. */
  readonly upfrontRate: number;
  /** Of the average scheduled balance, per year, for the life of the loan. */
  readonly annualRate: number;
}

/**
 * USDA's fees by the day of the conditional commitment (not of closing). Source: USDA Rural Development, notice of 23 August 2016 for fiscal
 * year 2017. USDA sets them for each fiscal year (RD Instruction 440.1, Exhibit K). No later change was found on 30 November
 * 2026, nor an announcement for fiscal year 2027: check Exhibit K.
 */
export const usdaFees: readonly UsdaFees[] = [
  {
    validFrom: '2015-10-01',
    validTo: '2016-09-30',
    source: 'USDA RD, fees for fiscal year 2016 (16 June 2015)',
    upfrontRate: 2.75,
    annualRate: 0.5,
  },
  {
    validFrom: '2016-10-01',
    validTo: null,
    source: 'USDA RD, fees for fiscal year 2017 (23 August 2016)',
    upfrontRate: 1,
    annualRate: 0.35,
  },
];
