import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { amortizationSchedule } from './amortization-schedule.ts';
import { gainAfter, monthOfGain, monthOfSaved, monthsOfTwo } from './net-gain.ts';
import { comparisonStart } from './points-break-even.ts';
import { amountFault, cannot, isCannot, monthsFault, rateFault } from '../inputs/input-faults.ts';

/** A loan and the fixed-rate loan that replaces it. Amounts are in cents, rates in percent per year. */
export type RefinanceTerms = {
  readonly currentBalance: number;
  readonly currentRate: number;
  readonly remainingMonths: number;
  /** The payment of principal and interest today. Left out: the level payment of the balance over the remaining months. */
  readonly currentPayment?: number;
  readonly newRate: number;
  readonly newTermMonths: number;
  readonly closingCosts: number;
  /** Whether the closing costs are added to the new loan. Left out or false: they are paid in cash. */
  readonly financesCosts?: boolean;
};

export type RefinanceField = keyof RefinanceTerms;

/** When a refinance has paid for itself. Amounts are in cents. */
export type RefinanceBreakEven = {
  readonly newLoanAmount: number;
  readonly currentPayment: number;
  readonly newPayment: number;
  /** Negative where the new payment is higher. */
  readonly monthlySaving: number;
  /** The month in which the lower payments add up to the closing costs. Absent: never. */
  readonly breakEvenMonth?: number;
  /** The first month in which payments saved and the difference of the balances cover the costs. Absent: never. */
  readonly breakEvenWithBalanceMonth?: number;
  /** All payments of today's loan less all of the new one and costs in cash. Negative: the new loan costs more in the end. */
  readonly lifetimeSaving: number;
};

/**
 * Returns when a refinance of the same balance has paid for itself. The model counts the closing costs, the payments of principal
 * and interest of both loans, and in `breakEvenWithBalanceMonth` their balances: a longer new term lowers the payment and leaves a
 * higher balance. It does not count taxes, escrow (the same for both), cash taken out, prepayment penalties, or interest on cash.
 *
 * Refuses terms out of bounds and a current payment below its interest.
 */
export function refinanceBreakEven(terms: RefinanceTerms): RefinanceBreakEven | Cannot<RefinanceField> {
  const { currentBalance, currentRate, remainingMonths, currentPayment, newRate, newTermMonths, closingCosts } = terms;
  const fault =
    amountFault({ currentBalance }, { least: 1 }) ??
    rateFault('currentRate', currentRate) ??
    monthsFault('remainingMonths', remainingMonths) ??
    amountFault({ currentPayment }, { least: 1 }) ??
    rateFault('newRate', newRate) ??
    monthsFault('newTermMonths', newTermMonths) ??
    amountFault({ closingCosts });
  if (fault) return fault;
  const financed = terms.financesCosts === true ? closingCosts : 0;
  const newLoanAmount = currentBalance + financed;
  const before = amortizationSchedule({
    loanAmount: currentBalance,
    noteRate: currentRate,
    termMonths: remainingMonths,
    firstPaymentOn: comparisonStart,
    ...(currentPayment === undefined ? {} : { agreedPayment: currentPayment }),
  });
  if (isCannot(before)) return cannot('currentPayment', before.cannot.message);
  const after = amortizationSchedule({ loanAmount: newLoanAmount, noteRate: newRate, termMonths: newTermMonths, firstPaymentOn: comparisonStart }); // prettier-ignore
  if (isCannot(after)) return cannot('closingCosts', after.cannot.message);
  const months = monthsOfTwo(before.rows, after.rows);
  const cash = closingCosts - financed;
  const breakEvenMonth = monthOfSaved(months, closingCosts);
  const withBalance = monthOfGain(months, cash);
  const last = months.at(-1);
  return {
    newLoanAmount,
    currentPayment: before.firstPayment,
    newPayment: after.firstPayment,
    monthlySaving: before.firstPayment - after.firstPayment,
    ...(breakEvenMonth === undefined ? {} : { breakEvenMonth }),
    ...(withBalance === undefined ? {} : { breakEvenWithBalanceMonth: withBalance }),
    lifetimeSaving: last ? gainAfter(last, cash) : -cash,
  };
}
