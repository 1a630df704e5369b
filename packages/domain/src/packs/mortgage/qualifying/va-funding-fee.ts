import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { rowOfDay } from '../tables/dated-row.ts';
import { type VaFundingFees, vaFundingFees } from '../tables/va-fee-table.ts';
import { exceedsPercent, percentOf } from '../inputs/exact-percent.ts';
import { amountFault, cannot, isCannot } from '../inputs/input-faults.ts';

/** Why no funding fee is due (38 USC 3729(c)). */
export type VaFeeExemption = 'compensation' | 'surviving-spouse' | 'purple-heart';

/** What the funding fee depends on. Amounts are in cents. */
export interface VaFundingFeeTerms {
  readonly purpose: 'purchase' | 'construction' | 'cash-out-refinance' | 'rate-reduction-refinance' | 'assumption';
  /** The loan without the fee; for an assumption its unpaid balance. */
  readonly loanAmount: number;
  /** Purchase price or cost of construction. Needed where there is a down payment. */
  readonly purchasePrice?: number | undefined;
  readonly downPayment?: number | undefined;
  /** Whether the veteran had a VA loan before (38 USC 3729(b)(4)(D), (E)). */
  readonly isSubsequentUse: boolean;
  readonly exemption?: VaFeeExemption | undefined;
  /** The day of closing. */
  readonly on: string;
}

/** VA's funding fee. Amounts are in cents. */
export interface VaFundingFee {
  /** Percent of the loan; 0 where the veteran is exempt. */
  readonly rate: number;
  readonly fundingFee: number;
  /** The loan with the fee, if it is financed (38 USC 3729(a)(2)). */
  readonly totalLoan: number;
  readonly isExempt: boolean;
  readonly source: string;
}

function rateOf(fees: VaFundingFees, terms: VaFundingFeeTerms): number {
  const { purpose, isSubsequentUse, purchasePrice = 0, downPayment = 0 } = terms;
  const otherwise = isSubsequentUse ? fees.subsequentUse : fees.firstUse;
  switch (purpose) {
    case 'assumption':
      return fees.assumption;
    case 'rate-reduction-refinance':
      return fees.rateReduction;
    case 'cash-out-refinance':
      return otherwise;
    case 'purchase':
    case 'construction': {
      const isAtLeast = (percent: number): boolean =>
        downPayment > 0 && !exceedsPercent(purchasePrice - downPayment, purchasePrice, 100 - percent);
      return isAtLeast(10) ? fees.tenDown : isAtLeast(5) ? fees.fiveDown : otherwise;
    }
  }
}

/**
 * Returns VA's funding fee by purpose, use, down payment and day of closing: 38 USC 3729(b)(2); exemptions: 3729(c)(1). The down
 * payment is compared exactly with 5 and 10 percent of the price. The fee is a percentage of the loan before the fee, rounded to the cent, halves up
 * (no rule found). Refuses negative amounts, a loan of zero, a down payment without a price or as large as it, and a day without a
 * table.
 */
export function vaFundingFee(
  terms: VaFundingFeeTerms,
  tables: readonly VaFundingFees[] = vaFundingFees,
): VaFundingFee | Cannot<keyof VaFundingFeeTerms> {
  const { loanAmount, purchasePrice = 0, downPayment = 0, exemption, on } = terms;
  const wrong = amountFault({ loanAmount }, { least: 1 }) ?? amountFault({ purchasePrice, downPayment });
  if (wrong) return wrong;
  if (downPayment > 0 && purchasePrice === 0)
    return cannot('purchasePrice', 'Purchase price must be filled in where there is a down payment.');
  if (downPayment > 0 && downPayment >= purchasePrice)
    return cannot('downPayment', 'Down payment must be less than the purchase price.');
  const fees = rowOfDay(tables, { on, field: 'on', called: 'VA funding fees' } as const);
  if (isCannot(fees)) return fees;
  const isExempt = exemption !== undefined;
  const rate = isExempt ? 0 : rateOf(fees, terms);
  const fundingFee = percentOf(loanAmount, rate, 'nearest');
  return { rate, fundingFee, totalLoan: loanAmount + fundingFee, isExempt, source: fees.source };
}
