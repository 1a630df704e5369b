import type { DatedRow } from './dated-row.ts';

/** The annual premium of one cell. It applies to loans at or below its bounds that no cell before it matches. */
export interface FhaAnnualPremium {
  /** Terms up to 180 months have their own rates. */
  readonly term: 'up-to-15-years' | 'over-15-years';
  /** Whether the base loan is over `amountBound`. */
  readonly isLarge: boolean;
  /** The highest loan-to-value ratio of the cell in percent. Null: any. */
  readonly ltvUpTo: number | null;
  /** Percent per year. */
  readonly rate: number;
  readonly lasts: '11-years' | 'term';
}

/** FHA's premiums of a period. */
export interface FhaPremiums extends DatedRow {
  /** Percent of the base loan, once. */
  readonly upfrontRate: number;
  /** In cents: base loans above it pay the higher rates. */
  readonly amountBound: number;
  /** In ascending order of `ltvUpTo` within a term and size. */
  readonly annual: readonly FhaAnnualPremium[];
}

/**
 * FHA's premiums of Title II forward mortgages by the day of endorsement: HUD Mortgagee Letter 2023-05 of 22 February 2023, Handbook
 * 4000.1 Appendix 1.0. It does not cover streamline and simple refinances of loans endorsed until 31 May 2009, nor section 247.
 */
export const fhaPremiums: readonly FhaPremiums[] = [
  {
    validFrom: '2023-03-20',
    validTo: null,
    source: 'HUD Mortgagee Letter 2023-05',
    upfrontRate: 1.75,
    amountBound: 72_620_000,
    annual: [
      { term: 'over-15-years', isLarge: false, ltvUpTo: 90, rate: 0.5, lasts: '11-years' },
      { term: 'over-15-years', isLarge: false, ltvUpTo: 95, rate: 0.5, lasts: 'term' },
      { term: 'over-15-years', isLarge: false, ltvUpTo: null, rate: 0.55, lasts: 'term' },
      { term: 'over-15-years', isLarge: true, ltvUpTo: 90, rate: 0.7, lasts: '11-years' },
      { term: 'over-15-years', isLarge: true, ltvUpTo: 95, rate: 0.7, lasts: 'term' },
      { term: 'over-15-years', isLarge: true, ltvUpTo: null, rate: 0.75, lasts: 'term' },
      { term: 'up-to-15-years', isLarge: false, ltvUpTo: 90, rate: 0.15, lasts: '11-years' },
      { term: 'up-to-15-years', isLarge: false, ltvUpTo: null, rate: 0.4, lasts: 'term' },
      { term: 'up-to-15-years', isLarge: true, ltvUpTo: 78, rate: 0.15, lasts: '11-years' },
      { term: 'up-to-15-years', isLarge: true, ltvUpTo: 90, rate: 0.4, lasts: '11-years' },
      { term: 'up-to-15-years', isLarge: true, ltvUpTo: null, rate: 0.65, lasts: 'term' },
    ],
  },
];
