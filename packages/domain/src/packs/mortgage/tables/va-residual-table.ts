import type { DatedRow } from './dated-row.ts';

/** The four regions of VA's residual income guidelines. */
export type VaRegion = 'northeast' | 'midwest' | 'south' | 'west';

/** Monthly amounts in whole dollars for families of one to five, and for each further member up to a family of seven. */
export interface VaResidualIncomes {
  readonly byFamilySize: Readonly<Record<VaRegion, readonly number[]>>;
  readonly furtherMember: number;
}

/** VA's residual income guidelines of a period. */
export interface VaResidualGuidelines extends DatedRow {
  /** Loans below it use `below`, in cents. */
  readonly loanBound: number;
  readonly below: VaResidualIncomes;
  readonly above: VaResidualIncomes;
  /** Maintenance and utilities: cents a month for a square foot of gross living area. */
  readonly maintenanceCentsPerSquareFoot: number;
}

/**
 * VA's tables of residual incomes by region: VA Pamphlet 26-7 (Lenders Handbook), chapter 4, tables 9 and 10, revised 22
 * February 2019; 38 CFR 36.4340(e). The guideline for two people in the Northeast is $755: some pages print $775.
 */
export const vaResidualGuidelines: readonly VaResidualGuidelines[] = [
  {
    validFrom: '2019-02-22',
    validTo: null,
    source: 'VA Pamphlet 26-7, chapter 4 (22 February 2019)',
    loanBound: 8_000_000,
    maintenanceCentsPerSquareFoot: 14,
    below: {
      byFamilySize: {
        northeast: [390, 654, 788, 888, 921],
        midwest: [382, 641, 772, 868, 902],
        south: [382, 641, 772, 868, 902],
        west: [425, 713, 859, 967, 1_004],
      },
      furtherMember: 75,
    },
    above: {
      byFamilySize: {
        northeast: [450, 755, 909, 1_025, 1_062],
        midwest: [441, 738, 889, 1_003, 1_039],
        south: [441, 738, 889, 1_003, 1_039],
        west: [491, 823, 990, 1_117, 1_158],
      },
      furtherMember: 80,
    },
  },
];

const statesOfRegion: Readonly<Record<VaRegion, string>> = {
  northeast: 'CT ME MA NH NJ NY PA RI VT',
  midwest: 'IL IN IA KS MI MN MO NE ND OH SD WI',
  south: 'AL AR DE DC FL GA KY LA MD MS NC OK PR SC TN TX VA WV',
  west: 'AK AZ CA CO HI ID MT NV NM OR UT WA WY',
};
const regionOfState: ReadonlyMap<string, VaRegion> = new Map(
  (['northeast', 'midwest', 'south', 'west'] as const).flatMap((region) =>
    statesOfRegion[region].split(' ').map((state) => [state, region] as const),
  ),
);

/** Returns the region of a state by its two letters, "TX" (38 CFR 36.4340(e)(3)). Undefined for other texts. */
export const vaRegionOf = (state: string): VaRegion | undefined => regionOfState.get(state.trim().toUpperCase());
