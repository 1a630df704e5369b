import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { type ConformingLimits, conformingLimits } from '../tables/conforming-limits.ts';
import { rowOfDay } from '../tables/dated-row.ts';
import { type FhaLimits, fhaLimits } from '../tables/fha-limits.ts';
import { isUnitCount, limitOfUnits, type UnitCount } from '../tables/unit-limits.ts';
import { amountFault, cannot, isCannot, mostAmountCents } from '../inputs/input-faults.ts';

/** What a loan limit depends on. */
export interface LoanLimitTerms {
  readonly kind: 'conforming' | 'fha';
  readonly units: number;
  /** Alaska, Hawaii, Guam or the U.S. Virgin Islands. */
  readonly isExceptionArea?: boolean | undefined;
  /** The county's own limit for these units in cents, from the list that the tenant imported. Left out: the national limit. */
  readonly countyLimit?: number | undefined;
  /** In cents; for FHA the base loan. */
  readonly loanAmount?: number | undefined;
  /** FHA: the day of the case number. Conforming: the day of delivery to the Enterprise. */
  readonly on: string;
}

/** The limits for a property, in cents. */
export interface LoanLimit {
  /** The conforming baseline or FHA's floor: the limit of areas without one of their own. */
  readonly lowest: number;
  /** The most that a high-cost county can have. Undefined: no source is stored. */
  readonly highest?: number | undefined;
  /** The limit that applies: the county's, else the lowest. */
  readonly limit: number;
  /** Where a loan amount is given: within the lowest limit, within the county's, or over it. */
  readonly standing?: 'within' | 'high-balance' | 'over' | undefined;
  readonly validTo: string | null;
  readonly source: string;
}

type LimitTables = { readonly conforming: readonly ConformingLimits[]; readonly fha: readonly FhaLimits[] };

/** Returns the lowest and the highest limit of a day. */
function boundsOf({ kind, isExceptionArea = false, on }: LoanLimitTerms, units: UnitCount, tables: LimitTables) {
  if (kind === 'conforming') {
    const row = rowOfDay(tables.conforming, { on, field: 'on', called: 'conforming loan limits' } as const);
    if (isCannot(row)) return row;
    const ceiling = limitOfUnits(row.ceiling, units);
    return isExceptionArea
      ? { row, lowest: ceiling, highest: undefined }
      : { row, lowest: limitOfUnits(row.baseline, units), highest: ceiling };
  }
  const row = rowOfDay(tables.fha, { on, field: 'on', called: 'FHA loan limits' } as const);
  if (isCannot(row)) return row;
  const most = isExceptionArea ? row.exceptionCeiling : row.ceiling;
  return { row, lowest: limitOfUnits(row.floor, units), highest: most && limitOfUnits(most, units) };
}

/**
 * Returns the loan limit of a day for a number of units: FHFA's conforming limits, or FHA's floor and ceiling, with the county's own limit where
 * it is given. In the four exception areas the conforming baseline is the ceiling of other areas; FHA's floor is the same everywhere.
 * Refuses a day without a table (it names the years that are stored), other than one to four units, and a county limit outside of
 * floor and ceiling.
 */
export function loanLimitOfDay(
  terms: LoanLimitTerms,
  tables: LimitTables = { conforming: conformingLimits, fha: fhaLimits },
): LoanLimit | Cannot<keyof LoanLimitTerms> {
  const { units, countyLimit, loanAmount } = terms;
  const wrong = amountFault({ countyLimit, loanAmount });
  if (wrong) return wrong;
  if (!isUnitCount(units)) return cannot('units', 'Units must be 1, 2, 3 or 4.');
  const bounds = boundsOf(terms, units, tables);
  if (isCannot(bounds)) return bounds;
  const { row, lowest, highest } = bounds;
  const limitWrong = amountFault(
    { countyLimit },
    { least: lowest, most: highest ?? mostAmountCents, called: 'County limit of this day' },
  );
  if (limitWrong) return limitWrong;
  const limit = countyLimit ?? lowest;
  return {
    lowest,
    ...(highest === undefined ? {} : { highest }),
    limit,
    ...(loanAmount === undefined ? {} : { standing: loanAmount <= lowest ? 'within' : loanAmount <= limit ? 'high-balance' : 'over' }), // prettier-ignore
    validTo: row.validTo,
    source: row.source,
  };
}
