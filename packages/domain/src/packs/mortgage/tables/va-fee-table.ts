import type { DatedRow } from './dated-row.ts';

/** The rates of VA's funding fee for loans closed in a period, in percent of the loan. */
export interface VaFundingFees extends DatedRow {
  /** Less than 5 % down, and cash-out refinances: the veteran's first VA loan. */
  readonly firstUse: number;
  /** Less than 5 % down, and cash-out refinances: a later VA loan. */
  readonly subsequentUse: number;
  /** At least 5 % and less than 10 % down, first use or later. */
  readonly fiveDown: number;
  /** At least 10 % down, first use or later. */
  readonly tenDown: number;
  readonly rateReduction: number;
  readonly assumption: number;
}

/**
 * VA's loan fee table: 38 USC 3729(b)(2), rows (A) to (E) and (I), by the day of closing. The dates until June 2034 are those of
 * the code as of June 2025. Since 2020 veterans and reservists pay the same. Not covered: direct, manufactured-home and Native American loans.
 */
export const vaFundingFees: readonly VaFundingFees[] = [
  {
    validFrom: '2020-01-01',
    validTo: '2023-04-06',
    source: '38 USC 3729(b)(2), rows (ii)',
    firstUse: 2.3,
    subsequentUse: 3.6,
    fiveDown: 1.65,
    tenDown: 1.4,
    rateReduction: 0.5,
    assumption: 0.5,
  },
  {
    validFrom: '2023-04-07',
    validTo: '2034-06-08',
    source: '38 USC 3729(b)(2), rows (iii)',
    firstUse: 2.15,
    subsequentUse: 3.3,
    fiveDown: 1.5,
    tenDown: 1.25,
    rateReduction: 0.5,
    assumption: 0.5,
  },
  {
    validFrom: '2034-06-09',
    validTo: null,
    source: '38 USC 3729(b)(2), rows (iv)',
    firstUse: 1.4,
    subsequentUse: 1.25,
    fiveDown: 0.75,
    tenDown: 0.5,
    rateReduction: 0.5,
    assumption: 0.5,
  },
];
