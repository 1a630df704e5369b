import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { partsOfPercent, percentParts } from '../inputs/exact-percent.ts';
import { amountFault, rateFault } from '../inputs/input-faults.ts';

/** A disclosed annual percentage rate beside the actual one. Rates in percent per year. */
export type AprCompared = {
  readonly disclosedApr: number;
  readonly actualApr: number;
  /**
   * § 1026.22(a)(3): multiple advances, irregular payment periods or irregular payment amounts, other than an irregular first period
   * or first or final payment.
   */
  readonly isIrregular: boolean;
  /** The disclosed finance charge from which the disclosed rate results, and the actual one, in cents. */
  readonly financeCharge?: { readonly disclosedCents: number; readonly actualCents: number };
};

/** Whether a disclosed rate is accurate, and the rule that decides. */
export type AprAccuracy = { readonly isAccurate: boolean; readonly rule: string };

const mostApr = 1_000;
/** § 1026.22(a)(2) and (a)(3): an eighth and a quarter of a percentage point. */
const regularTolerance = partsOfPercent / 8;
const irregularTolerance = partsOfPercent / 4;
/** § 1026.38(o)(2)(i): a finance charge that is understated by no more than 100 dollars is accurate. */
const financeChargeToleranceCents = 10_000;

type AprField = 'disclosedApr' | 'actualApr' | 'financeCharge';

/**
 * Returns whether a disclosed annual percentage rate is still accurate. It is where it differs from the actual rate by at most 1/8 of a
 * percentage point, or 1/4 in an irregular transaction, above or below. It also is where the rate results from the disclosed finance
 * charge and that charge is understated by at most 100 dollars, or overstated: so a rate that is overstated because the interest rate fell
 * is accurate, and needs no new waiting period. An overstated rate without an overstated finance charge is inaccurate beyond the tolerance.
 * A rate and a charge that err in opposite directions count as inaccurate here, which is the safe reading of § 1026.22(a)(4).
 * Not included: the further tolerance of § 1026.22(a)(5) for a miscalculated finance charge, which needs the rate at the limit.
 * Source: § 1026.22(a)(2) to (a)(4), § 1026.38(o)(2); the Bureau’s TRID FAQ on a decreased rate, posted on 1 February 2019.
 * Refuses rates outside of 0 to 1,000 percent, and finance charges out of bounds.
 */
export function aprAccuracy(compared: AprCompared): AprAccuracy | Cannot<AprField> {
  const { disclosedApr, actualApr, isIrregular, financeCharge } = compared;
  const fault =
    rateFault('disclosedApr', disclosedApr, { most: mostApr, called: 'The disclosed annual percentage rate' }) ??
    rateFault('actualApr', actualApr, { most: mostApr, called: 'The actual annual percentage rate' }) ??
    amountFault({ financeCharge: financeCharge?.disclosedCents }, { called: 'The disclosed finance charge' }) ??
    amountFault({ financeCharge: financeCharge?.actualCents }, { called: 'The actual finance charge' });
  if (fault) return fault;
  const difference = Math.abs(Number(percentParts(disclosedApr) - percentParts(actualApr)));
  const tolerance = isIrregular ? irregularTolerance : regularTolerance;
  const named = isIrregular
    ? '1/4 of a percentage point (§ 1026.22(a)(3))'
    : '1/8 of a percentage point (§ 1026.22(a)(2))';
  if (difference <= tolerance) return { isAccurate: true, rule: `It is within ${named} of the actual rate.` };
  if (financeCharge) {
    const understated = financeCharge.actualCents - financeCharge.disclosedCents;
    const isRateOverstated = disclosedApr > actualApr;
    if (understated < 0 && isRateOverstated)
      return {
        isAccurate: true,
        rule: 'It results from a finance charge that is overstated, which counts as accurate (§ 1026.22(a)(4), § 1026.38(o)(2)(ii)).',
      };
    if (understated > 0 && understated <= financeChargeToleranceCents && !isRateOverstated)
      return {
        isAccurate: true,
        rule: 'It results from a finance charge that is understated by no more than $100, which counts as accurate (§ 1026.22(a)(4), § 1026.38(o)(2)(i)).',
      };
  }
  return { isAccurate: false, rule: `It differs from the actual rate by more than ${named}.` };
}
