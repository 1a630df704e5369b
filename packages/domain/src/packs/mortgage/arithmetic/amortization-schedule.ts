import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { addDays } from '../../../kernel/days.ts';
import { type ArmField, armFault, armRates, type ArmTerms, type RateChange } from './arm-rates.ts';
import { extraDue, extraFault, type ExtraField, type ExtraPayments } from './extra-payments.ts';
import {
  levelPayment,
  type PaymentField,
  type PaymentFrequency,
  paymentsPerYear,
  type PaymentTerms,
  paymentTermsFault,
  periodInterest,
} from './level-payment.ts';
import { type PeriodRate, periodRate } from './period-rate.ts';
import { monthsAfter } from '../inputs/day-months.ts';
import { percentOfParts, percentParts } from '../inputs/exact-percent.ts';
import { amountFault, cannot, centsText, dayFault } from '../inputs/input-faults.ts';

/** The terms of a loan and how it is paid. Amounts are in cents, rates in percent per year. */
export type LoanTerms = PaymentTerms &
  ExtraPayments & {
    /** The day of the first payment. Later ones are due on the same day of each month, or every 14 days. */
    readonly firstPaymentOn: string;
    /** The adjustable rate after a fixed period. Left out: the rate is fixed. */
    readonly arm?: ArmTerms;
    /** The payment of a fixed-rate loan as agreed, where it is not the level payment. */
    readonly agreedPayment?: number;
  };

/** Names of the values of `LoanTerms`, with those of its ARM. */
export type LoanField = PaymentField | ExtraField | ArmField | 'firstPaymentOn' | 'agreedPayment';

/** One payment of a schedule. Amounts are in cents. */
export type ScheduleRow = {
  /** 1 for the first payment. */
  readonly number: number;
  readonly dueOn: string;
  /** The yearly rate of its interest in percent. */
  readonly rate: number;
  /** Principal and interest, without `extra`. */
  readonly payment: number;
  readonly interest: number;
  readonly principal: number;
  /** Principal beyond the payment. */
  readonly extra: number;
  /** The balance after it. */
  readonly balance: number;
};

/** A schedule: its payments in order, and their sums in cents. */
export type AmortizationSchedule = {
  readonly rows: readonly ScheduleRow[];
  readonly firstPayment: number;
  readonly lastPayment: number;
  readonly totalInterest: number;
  /** All payments with the extra ones. */
  readonly totalPaid: number;
  /** The day of the last payment. */
  readonly endsOn: string;
};

/**
 * Returns the payments of a loan until its balance is zero.
 *
 * - The interest of a payment is the balance times the rate of its period (a twelfth of the yearly rate, or a
 *   twenty-sixth), rounded to the nearest cent. The interest before the first full period is prepaid at closing and not in it.
 * - The last payment settles the balance, so the parts of principal add up to the loan exactly.
 * - An ARM recalculates the payment at each change for the balance and the months left (`ArmTerms`). Where the rate stays and
 *   nothing extra was paid, the payment stays too. The end of interest-only months recalculates it as well.
 * - Extra payments never exceed the balance. They do not change the payment, except that an ARM's next change starts from the lower
 *   balance.
 *
 * Negative amortization is refused: an agreed payment below the interest of the first period. All other payments cover their
 * interest, so the balance never grows. An agreed payment that does not repay the loan within the term leaves a balloon: the last
 * payment is the rest.
 *
 * Refuses what `loanPayment` refuses, terms of an ARM out of bounds, an ARM with biweekly payments, and a single extra payment
 * after the end of the loan.
 */
export function amortizationSchedule(terms: LoanTerms): AmortizationSchedule | Cannot<LoanField> {
  const fault = loanFault(terms);
  if (fault) return fault;
  const rows = scheduleRows(terms);
  const last = rows.at(-1);
  const endsOn = last?.dueOn ?? terms.firstPaymentOn;
  const { extraOnce = 0, extraOnceOn = endsOn } = terms;
  if (extraOnce > 0 && extraOnceOn > endsOn)
    return cannot('extraOnceOn', `The loan ends on ${endsOn}. Give an earlier day for the single extra payment.`);
  const totalInterest = rows.reduce((sum, { interest }) => sum + interest, 0);
  return {
    rows,
    firstPayment: rows[0]?.payment ?? 0,
    lastPayment: last?.payment ?? 0,
    totalInterest,
    totalPaid: terms.loanAmount + totalInterest,
    endsOn,
  };
}

/** Checks the terms of a loan. Of several faults, the first in the order of a form is reported. */
function loanFault(terms: LoanTerms): Cannot<LoanField> | undefined {
  const { noteRate, termMonths, arm, agreedPayment, frequency = 'monthly' } = terms;
  const fault = paymentTermsFault(terms) ?? dayFault('firstPaymentOn', terms.firstPaymentOn) ?? extraFault(terms);
  if (fault) return fault;
  if (arm && frequency !== 'monthly')
    return cannot('frequency', 'An adjustable-rate loan is paid monthly here. Choose monthly payments.');
  if (arm && agreedPayment !== undefined)
    return cannot('agreedPayment', 'The payment of an adjustable-rate loan follows from its rates. Leave it out.');
  if (arm) return armFault(noteRate, termMonths, arm);
  return agreedPayment === undefined ? undefined : agreedFault(terms, agreedPayment);
}

function agreedFault(terms: LoanTerms, agreedPayment: number): Cannot<LoanField> | undefined {
  const { loanAmount, noteRate, frequency = 'monthly', interestOnlyMonths = 0 } = terms;
  if (interestOnlyMonths > 0)
    return cannot('agreedPayment', 'A loan with interest-only months has two payments. Leave the agreed payment out.');
  const rate = periodRate(percentParts(noteRate), paymentsPerYear[frequency]);
  const interest = Number(periodInterest(BigInt(loanAmount), rate));
  const fault = amountFault({ agreedPayment }, { least: 1 });
  if (fault || agreedPayment >= interest) return fault;
  return cannot(
    'agreedPayment',
    `A payment of ${centsText(agreedPayment)} does not cover the first interest of ${centsText(interest)}: the balance would grow (negative amortization). Give a larger payment.`,
  );
}

/** The state of a loan between two payments. */
type Running = { readonly parts: bigint; readonly rate: PeriodRate; readonly payment: bigint };

function scheduleRows(terms: LoanTerms): readonly ScheduleRow[] {
  const { loanAmount, noteRate, termMonths, firstPaymentOn, arm, frequency = 'monthly' } = terms;
  const perYear = paymentsPerYear[frequency];
  const count = Math.ceil((termMonths * perYear) / 12);
  const changes = new Map(arm ? byPayment(armRates(noteRate, termMonths, arm)) : []);
  const interestOnly = terms.interestOnlyMonths ?? 0;
  const rows: ScheduleRow[] = [];
  let balance = BigInt(loanAmount);
  let running = firstOf(terms, perYear);
  let hasExtra = false;
  for (let number = 1; balance > 0n; number += 1) {
    const parts = changes.get(number) ?? running.parts;
    const endsInterestOnly = interestOnly > 0 && number === interestOnly + 1;
    // At the same rate and on schedule, a new payment would differ by its rounding alone.
    const isRecast = endsInterestOnly || parts !== running.parts || (hasExtra && changes.has(number));
    if (isRecast) {
      const rate = periodRate(parts, perYear);
      running = { parts, rate, payment: levelPayment(balance, rate, count - Math.max(number - 1, interestOnly)) };
    }
    const interest = periodInterest(balance, running.rate);
    const due = number <= interestOnly ? interest : running.payment;
    const principal = number === count || balance + interest <= due ? balance : due - interest;
    const dueOn = dueOnOf(firstPaymentOn, frequency, number);
    const left = balance - principal;
    const at = { number, dueOn, previousOn: rows.at(-1)?.dueOn };
    const extra = Math.min(extraDue(terms, frequency, at), Number(left));
    balance = left - BigInt(extra);
    hasExtra ||= extra > 0;
    rows.push({
      number,
      dueOn,
      rate: percentOfParts(running.parts),
      payment: Number(principal + interest),
      interest: Number(interest),
      principal: Number(principal),
      extra,
      balance: Number(balance),
    });
  }
  return rows;
}

/** Returns the rate and the level payment at the start of the loan. */
function firstOf(terms: LoanTerms, perYear: number): Running {
  const { loanAmount, noteRate, termMonths, frequency = 'monthly', agreedPayment, interestOnlyMonths = 0 } = terms;
  const parts = percentParts(noteRate);
  const level = levelPayment(BigInt(loanAmount), periodRate(parts, 12), termMonths - interestOnlyMonths);
  const payment = frequency === 'biweekly' ? (level + 1n) / 2n : level;
  return {
    parts,
    rate: periodRate(parts, perYear),
    payment: agreedPayment === undefined ? payment : BigInt(agreedPayment),
  };
}

const byPayment = (changes: readonly RateChange[]) =>
  changes.map(({ fromPayment, parts }) => [fromPayment, parts] as const);

const daysOfTwoWeeks = 14;

/** Returns the day of a payment. */
const dueOnOf = (firstPaymentOn: string, frequency: PaymentFrequency, number: number): string =>
  frequency === 'monthly'
    ? monthsAfter(firstPaymentOn, number - 1)
    : addDays(firstPaymentOn, daysOfTwoWeeks * (number - 1));
