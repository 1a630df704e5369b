import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { type PeriodRate, periodRate } from './period-rate.ts';
import { dividedExactly } from '../inputs/exact-division.ts';
import { percentParts } from '../inputs/exact-percent.ts';
import { amountFault, cannot, monthsFault, rateFault } from '../inputs/input-faults.ts';

/**
 * How often a loan is paid. `biweekly`: half of the monthly payment, rounded up to the cent, every 14 days. That makes 26 payments a
 * year, so the loan ends before its term. Its interest for one payment is a twenty-sixth of the yearly rate: Regulation Z, Appendix J
 * (b)(5)(iv) counts 26 such periods in a year.
 */
export type PaymentFrequency = 'monthly' | 'biweekly';

/** The payments in a year, by frequency. */
export const paymentsPerYear: Readonly<Record<PaymentFrequency, number>> = { monthly: 12, biweekly: 26 };

/**
 * Returns the level payment in cents that pays a balance in `count` equal periods. It is balance × i ÷ (1 − (1 + i)^−count),
 * computed as an exact fraction and rounded once to the nearest cent. Without interest it is the balance divided by the count. The
 * caller passes a balance that is not negative and a count of at least one.
 */
export function levelPayment(balance: bigint, { numerator, denominator }: PeriodRate, count: number): bigint {
  if (numerator === 0n) return dividedExactly(balance, BigInt(count), 'nearest');
  const grown = (denominator + numerator) ** BigInt(count);
  const plain = denominator ** BigInt(count);
  return dividedExactly(balance * numerator * grown, denominator * (grown - plain), 'nearest');
}

/** Returns the interest of one period in cents, rounded to the nearest cent. */
export const periodInterest = (balance: bigint, { numerator, denominator }: PeriodRate): bigint =>
  dividedExactly(balance * numerator, denominator, 'nearest');

/** The terms that a payment depends on. Amounts are in cents, rates in percent per year. */
export type PaymentTerms = {
  readonly loanAmount: number;
  readonly noteRate: number;
  readonly termMonths: number;
  readonly frequency?: PaymentFrequency;
  /** The first months, in which only interest is paid. The rest of the term pays the whole loan. */
  readonly interestOnlyMonths?: number;
};

/** Names of the values of `PaymentTerms`, for the answer that one of them is wrong. */
export type PaymentField = keyof PaymentTerms;

/** Checks the terms of a payment. */
export function paymentTermsFault(terms: PaymentTerms): Cannot<PaymentField> | undefined {
  const { loanAmount, noteRate, termMonths, frequency = 'monthly', interestOnlyMonths = 0 } = terms;
  const fault =
    amountFault({ loanAmount }, { least: 1 }) ??
    rateFault('noteRate', noteRate) ??
    monthsFault('termMonths', termMonths);
  if (fault) return fault;
  if (interestOnlyMonths === 0) return undefined;
  if (frequency === 'biweekly')
    return cannot(
      'interestOnlyMonths',
      'A biweekly loan has no interest-only months here. Choose monthly payments, or leave them out.',
    );
  return monthsFault('interestOnlyMonths', interestOnlyMonths, { least: 0, most: termMonths - 1 });
}

/** The payments of a loan, in cents. */
export type LoanPayment = {
  /** The level payment of principal and interest. */
  readonly payment: number;
  /** The payment in the interest-only months, where there are any. */
  readonly interestOnlyPayment?: number;
  readonly paymentsPerYear: number;
};

/**
 * Returns the payment of principal and interest of a fixed-rate loan. The rate of a month is a twelfth of the note rate, so all
 * months are equal (Regulation Z, 12 CFR part 1026, Appendix J (b)(3)(iv) has the same convention). The payment is rounded to the
 * nearest cent, as in the Bureau's sample forms H-24 and H-25. `amortizationSchedule` settles the difference with the last
 * payment.
 *
 * Refuses amounts, rates and terms out of bounds, and interest-only months that leave no month to pay the loan.
 */
export function loanPayment(terms: PaymentTerms): LoanPayment | Cannot<PaymentField> {
  const fault = paymentTermsFault(terms);
  if (fault) return fault;
  const { loanAmount, noteRate, termMonths, frequency = 'monthly', interestOnlyMonths = 0 } = terms;
  const balance = BigInt(loanAmount);
  const monthly = periodRate(percentParts(noteRate), 12);
  const level = levelPayment(balance, monthly, termMonths - interestOnlyMonths);
  const payment = Number(frequency === 'biweekly' ? (level + 1n) / 2n : level);
  const perYear = paymentsPerYear[frequency];
  if (interestOnlyMonths === 0) return { payment, paymentsPerYear: perYear };
  return { payment, interestOnlyPayment: Number(periodInterest(balance, monthly)), paymentsPerYear: perYear };
}
