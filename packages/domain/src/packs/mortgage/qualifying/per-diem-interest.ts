import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { daysBetween } from '../../../kernel/days.ts';
import { dividedExactly } from '../inputs/exact-division.ts';
import { percentParts, wholeParts } from '../inputs/exact-percent.ts';
import { firstOfNextMonth } from '../inputs/day-months.ts';
import { amountFault, cannot, dayFault, rateFault } from '../inputs/input-faults.ts';

/** What prepaid interest is computed from. */
export interface PrepaidInterestTerms {
  /** In cents. */
  readonly loanAmount: number;
  /** Percent per year. */
  readonly noteRate: number;
  /** The first day that is charged. */
  readonly disbursedOn: string;
  /**
   * The day from which the first payment's interest accrues; it is not charged. Left out: the first day of the next month. Where it is before the
   * disbursement, the borrower gets an interest credit.
   */
  readonly accruesFrom?: string | undefined;
  readonly daysInYear: 360 | 365;
}

/** Prepaid interest in cents. */
export interface PrepaidInterest {
  readonly perDiem: number;
  /** Negative: days of an interest credit. */
  readonly days: number;
  readonly prepaidInterest: number;
  readonly paidTo: string;
}

/** Two months: a longer time is a slip in one of the days. */
const mostDays = 62;

/**
 * Returns the interest from the disbursement until the first payment's interest begins: 12 CFR 1026.37(g)(2)(iii). The per-diem amount is rounded to
 * the cent, halves up, and multiplied by the days, as the Bureau's sample Closing Disclosure H-25(B) does. The per-diem amount must not be
 * rounded to the dollar (1026.37(o)(4)(i)(A)). Refuses a loan of zero, an absurd rate, and days more than two months apart.
 */
export function perDiemInterest(terms: PrepaidInterestTerms): PrepaidInterest | Cannot<keyof PrepaidInterestTerms> {
  const { loanAmount, noteRate, disbursedOn, daysInYear } = terms;
  const wrong =
    amountFault({ loanAmount }, { least: 1 }) ??
    rateFault('noteRate', noteRate) ??
    dayFault('disbursedOn', disbursedOn);
  if (wrong) return wrong;
  const accruesFrom = terms.accruesFrom ?? firstOfNextMonth(disbursedOn);
  const dayWrong = dayFault('accruesFrom', accruesFrom);
  if (dayWrong) return dayWrong;
  const days = daysBetween(disbursedOn, accruesFrom);
  if (Math.abs(days) > mostDays)
    return cannot('accruesFrom', `Accrues from must be at most ${mostDays} days before or after the disbursement.`);
  const yearly = BigInt(loanAmount) * percentParts(noteRate);
  const perDiem = Number(dividedExactly(yearly, wholeParts * BigInt(daysInYear), 'nearest'));
  const prepaidInterest = perDiem === 0 ? 0 : perDiem * days; // not minus zero
  return { perDiem, days, prepaidInterest, paidTo: accruesFrom };
}
