import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { amortizationSchedule } from './amortization-schedule.ts';
import { gainAfter, monthOfGain, monthOfSaved, monthsOfTwo } from './net-gain.ts';
import { paymentTermsFault, type PaymentTerms } from './level-payment.ts';
import { percentOf } from '../inputs/exact-percent.ts';
import { cannot, isCannot, rateFault } from '../inputs/input-faults.ts';

/** A fixed-rate loan without and with discount points. The amount is in cents, rates are in percent per year. */
export type PointsTerms = Pick<PaymentTerms, 'loanAmount' | 'noteRate' | 'termMonths'> & {
  /** The discount points in percent of the loan amount: one point is 1 %. */
  readonly points: number;
  /** The note rate with the points. */
  readonly reducedRate: number;
};

export type PointsField = keyof PointsTerms;

/** When points have paid for themselves. Amounts are in cents. */
export type PointsBreakEven = {
  readonly cost: number;
  readonly payment: number;
  readonly reducedPayment: number;
  readonly monthlySaving: number;
  /** The month in which the lower payments add up to the cost. Absent: never within the term. */
  readonly breakEvenMonth?: number;
  /** The same, with the lower balance counted: the loan at the lower rate is paid down faster. */
  readonly breakEvenWithBalanceMonth?: number;
  /** The saving over the whole term, less the cost. */
  readonly termSaving: number;
};

/** The first day of payment in comparisons. They count months, so any day gives the same answer. */
export const comparisonStart = '2000-01-01';

/**
 * Returns when discount points have paid for themselves. The model counts the cost of the points in cash, the payments of
 * principal and interest of both loans (`amortizationSchedule`), and in `breakEvenWithBalanceMonth` their balances. It does not
 * count taxes, the interest that the cash would earn, or prepayments. Points are a percentage of the loan amount, rounded to the
 * nearest cent (§1026.37(f)(1)(i) discloses them so).
 *
 * Refuses terms out of bounds, points above 10 % (chosen: far above any offer), and a reduced rate that is not lower.
 */
export function pointsBreakEven(terms: PointsTerms): PointsBreakEven | Cannot<PointsField> {
  const { loanAmount, noteRate, termMonths, points, reducedRate } = terms;
  const fault =
    paymentTermsFault({ loanAmount, noteRate, termMonths }) ??
    rateFault('points', points, { most: 10 }) ??
    rateFault('reducedRate', reducedRate);
  if (fault) return fault as Cannot<PointsField>; // the fields of these three terms
  if (reducedRate >= noteRate)
    return cannot('reducedRate', 'The rate with points must be below the rate without them. Give a lower rate.');
  const loan = { loanAmount, termMonths, firstPaymentOn: comparisonStart };
  const before = amortizationSchedule({ ...loan, noteRate });
  const after = amortizationSchedule({ ...loan, noteRate: reducedRate });
  if (isCannot(before) || isCannot(after)) return cannot('loanAmount', 'The loan has no schedule. Check its terms.');
  const cost = percentOf(loanAmount, points, 'nearest');
  const months = monthsOfTwo(before.rows, after.rows);
  const breakEvenMonth = monthOfSaved(months, cost);
  const withBalance = monthOfGain(months, cost);
  const last = months.at(-1);
  return {
    cost,
    payment: before.firstPayment,
    reducedPayment: after.firstPayment,
    monthlySaving: before.firstPayment - after.firstPayment,
    ...(breakEvenMonth === undefined ? {} : { breakEvenMonth }),
    ...(withBalance === undefined ? {} : { breakEvenWithBalanceMonth: withBalance }),
    termSaving: last ? gainAfter(last, cost) : -cost,
  };
}
