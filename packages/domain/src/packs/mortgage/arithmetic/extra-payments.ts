import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { type PaymentFrequency, paymentsPerYear } from './level-payment.ts';
import { amountFault, cannot, dayFault } from '../inputs/input-faults.ts';

/** Payments of principal beyond the schedule, in cents. They shorten the loan and leave its payment as it is. */
export type ExtraPayments = {
  /** With each payment: each month, or every 14 days for a biweekly loan. */
  readonly extraEach?: number;
  /** With each last payment of a year of the loan: the 12th, 24th …, or the 26th, 52nd … of a biweekly loan. */
  readonly extraYearly?: number;
  /** Once, with the first payment on or after `extraOnceOn`. */
  readonly extraOnce?: number;
  readonly extraOnceOn?: string;
};

/** Names of the values of `ExtraPayments`. */
export type ExtraField = keyof ExtraPayments;

/** Checks the extra payments: amounts, and that an amount paid once has its day. */
export function extraFault({
  extraEach = 0,
  extraYearly = 0,
  extraOnce = 0,
  extraOnceOn,
}: ExtraPayments): Cannot<ExtraField> | undefined {
  return (
    amountFault({ extraEach, extraYearly, extraOnce }) ??
    dayFault('extraOnceOn', extraOnceOn) ??
    (extraOnce > 0 && extraOnceOn === undefined
      ? cannot('extraOnceOn', 'Give the day of the single extra payment.')
      : undefined)
  );
}

/** Returns the extra amount due with a payment, in cents. `previousOn` is the day of the payment before; undefined for the first. */
export function extraDue(
  extra: ExtraPayments,
  frequency: PaymentFrequency,
  at: { readonly number: number; readonly dueOn: string; readonly previousOn: string | undefined },
): number {
  const { extraEach = 0, extraYearly = 0, extraOnce = 0, extraOnceOn } = extra;
  const isYearEnd = at.number % paymentsPerYear[frequency] === 0;
  const isOnce =
    extraOnceOn !== undefined &&
    extraOnceOn <= at.dueOn &&
    (at.previousOn === undefined || extraOnceOn > at.previousOn);
  return extraEach + (isYearEnd ? extraYearly : 0) + (isOnce ? extraOnce : 0);
}
