import type { DatedRow } from './dated-row.ts';
import { inDollars, type UnitLimits } from './unit-limits.ts';

/** The conforming loan limits of a year, in cents. The county's own limit lies between the two. */
export interface ConformingLimits extends DatedRow {
  readonly baseline: UnitLimits;
  /**
   * The most that a high-cost area outside Alaska, Hawaii, Guam and the U.S. Virgin Islands can have: 150 % of the baseline. It is also the
   * baseline in those four areas.
   */
  readonly ceiling: UnitLimits;
}

/**
 * The conforming loan limits that FHFA sets for mortgages that Fannie Mae and Freddie Mac acquire (12 USC 1717(b)(2)). Sources: Freddie
 * Mac, "Loan Limit Values for 2025" (2024 and 2025, all units); FHFA, news release of 25 November 2025 (2026, one unit and
 * the ceiling). The values of 2026 for two to four units agree in three secondary lists and with FHA's ceilings in Mortgagee
 * Letter 2025-23.
 */
export const conformingLimits: readonly ConformingLimits[] = [
  {
    validFrom: '2024-01-01',
    validTo: '2024-12-31',
    source: 'FHFA conforming loan limit values for 2024, as listed by Freddie Mac',
    baseline: inDollars(766_550, 981_500, 1_186_350, 1_474_400),
    ceiling: inDollars(1_149_825, 1_472_250, 1_779_525, 2_211_600),
  },
  {
    validFrom: '2025-01-01',
    validTo: '2025-12-31',
    source: 'FHFA conforming loan limit values for 2025 (26 November 2024), as listed by Freddie Mac',
    baseline: inDollars(806_500, 1_032_650, 1_248_150, 1_551_250),
    ceiling: inDollars(1_209_750, 1_548_975, 1_872_225, 2_326_875),
  },
  {
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
    source: 'FHFA conforming loan limit values for 2026 (25 November 2025)',
    baseline: inDollars(832_750, 1_066_250, 1_288_800, 1_601_750),
    ceiling: inDollars(1_249_125, 1_599_375, 1_933_200, 2_402_625),
  },
];
