import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { rowOfDay } from '../tables/dated-row.ts';
import { type UsdaFees, usdaFees } from '../tables/usda-fee-table.ts';
import { centsDivided, dividedExactly } from '../inputs/exact-division.ts';
import { percentOf, percentParts, wholeParts } from '../inputs/exact-percent.ts';
import { wholeDollars } from '../inputs/us-dollars.ts';
import { amountFault, cannot, isCannot } from '../inputs/input-faults.ts';

/** What USDA's fees depend on. Amounts are in cents. */
export interface UsdaFeeTerms {
  /** The loan without the guarantee fee. */
  readonly baseLoan: number;
  readonly appraisedValue: number;
  readonly isFeeFinanced: boolean;
  /** Average scheduled balance of the loan year. Left out: the loan with the fee, which is more than any year's average. */
  readonly averageBalance?: number | undefined;
  /** The day of the conditional commitment. */
  readonly on: string;
}

/** USDA's fees of a loan. Amounts are in cents. */
export interface UsdaGuaranteeFee {
  readonly upfrontRate: number;
  readonly guaranteeFee: number;
  /** The part that is paid at closing: all of it, or what is left under a dollar. */
  readonly feeInCash: number;
  readonly totalLoan: number;
  /** The most that the loan may be with the fee financed: it may be over the appraised value by the fee only. */
  readonly mostWithFee: number;
  readonly annualRate: number;
  readonly annualFee: number;
  readonly monthlyFee: number;
  readonly source: string;
}

/** Returns the loan that is left as `base` once its own fee is taken, in whole dollars. */
const grossedUp = (base: number, rate: number): number =>
  wholeDollars(Number(dividedExactly(BigInt(base) * wholeParts, wholeParts - percentParts(rate), 'down')));

/**
 * Returns USDA's upfront guarantee fee and annual fee. A financed fee is a percentage of the loan including it: the base loan is
 * divided by 1 less the rate and rounded down to the whole dollar. The annual fee is a percentage of the average scheduled balance of the
 * loan year, paid in twelfths. Sources: HB-1-3555, chapter 16; 7 CFR 3555.107; USDA, Upfront Guarantee Fee Calculation. Fees are rounded to the cent,
 * halves up (no rule found). Refuses a loan of zero, a base loan over the appraised value, and a day without a table.
 */
export function usdaGuaranteeFee(
  terms: UsdaFeeTerms,
  tables: readonly UsdaFees[] = usdaFees,
): UsdaGuaranteeFee | Cannot<keyof UsdaFeeTerms> {
  const { baseLoan, appraisedValue, isFeeFinanced, averageBalance, on } = terms;
  const wrong = amountFault({ baseLoan, appraisedValue }, { least: 1 }) ?? amountFault({ averageBalance });
  if (wrong) return wrong;
  if (baseLoan > appraisedValue)
    return cannot('baseLoan', 'Base loan must be at most the appraised value. Only the guarantee fee may exceed it.');
  const fees = rowOfDay(tables, { on, field: 'on', called: 'USDA guarantee fees' } as const);
  if (isCannot(fees)) return fees;
  const { upfrontRate, annualRate, source } = fees;
  const totalLoan = isFeeFinanced ? grossedUp(baseLoan, upfrontRate) : baseLoan;
  const guaranteeFee = percentOf(totalLoan, upfrontRate, 'nearest');
  const annualFee = percentOf(averageBalance ?? totalLoan, annualRate, 'nearest');
  return {
    upfrontRate,
    guaranteeFee,
    feeInCash: Math.max(0, guaranteeFee - (totalLoan - baseLoan)),
    totalLoan,
    mostWithFee: grossedUp(appraisedValue, upfrontRate),
    annualRate,
    annualFee,
    monthlyFee: centsDivided(annualFee, 12, 'nearest'),
    source,
  };
}
