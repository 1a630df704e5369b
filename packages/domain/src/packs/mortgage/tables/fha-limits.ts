import type { DatedRow } from './dated-row.ts';
import { inDollars, type UnitLimits } from './unit-limits.ts';

/** FHA's nationwide forward mortgage limits of a year, in cents. They limit the base loan, without the upfront premium. */
export interface FhaLimits extends DatedRow {
  /** The limit of low-cost areas: 65 % of the conforming limit. */
  readonly floor: UnitLimits;
  /** The most that a high-cost area can have: 150 % of the conforming limit. */
  readonly ceiling: UnitLimits;
  /** The ceiling of Alaska, Hawaii, Guam and the U.S. Virgin Islands. Left out where no source with all units was found. */
  readonly exceptionCeiling?: UnitLimits;
}

/**
 * FHA's floors and ceilings by the day on which the case number is assigned (HUD Handbook 4000.1, II.A.2.a.ii). Sources: Mortgagee
 * Letters 2023-21, 2024-21 and 2025-23. ML 2025-23 is quoted for the exception areas with one unit only, so 2026 has none.
 */
export const fhaLimits: readonly FhaLimits[] = [
  {
    validFrom: '2024-01-01',
    validTo: '2024-12-31',
    source: 'HUD Mortgagee Letter 2023-21',
    floor: inDollars(498_257, 637_950, 771_125, 958_350),
    ceiling: inDollars(1_149_825, 1_472_250, 1_779_525, 2_211_600),
  },
  {
    validFrom: '2025-01-01',
    validTo: '2025-12-31',
    source: 'HUD Mortgagee Letter 2024-21',
    floor: inDollars(524_225, 671_200, 811_275, 1_008_300),
    ceiling: inDollars(1_209_750, 1_548_975, 1_872_225, 2_326_875),
    exceptionCeiling: inDollars(1_814_625, 2_323_450, 2_808_325, 3_490_300),
  },
  {
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
    source: 'HUD Mortgagee Letter 2025-23',
    floor: inDollars(541_287, 693_050, 837_700, 1_041_125),
    ceiling: inDollars(1_249_125, 1_599_375, 1_933_200, 2_402_625),
  },
];
