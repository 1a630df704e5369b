import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { type AprField, type AprTerms, type LoanApr, loanApr } from './annual-percentage-rate.ts';
import { percentRatio } from '../inputs/exact-percent.ts';
import { amountFault, isCannot } from '../inputs/input-faults.ts';

/** What the figures of the Loan Estimate and the Closing Disclosure depend on. Amounts are in cents. */
export type DisclosureTerms = AprTerms & {
  /**
   * Interest from closing to the first full period that the consumer pays at closing. The caller counts it in
   * `prepaidFinanceCharges`, too: interest is always a finance charge (§1026.4(b)(1)).
   */
  readonly prepaidInterest?: number;
  /** The loan costs that the consumer pays: total D of the Loan Estimate and the Closing Disclosure. */
  readonly loanCosts?: number;
};

export type DisclosureField = AprField | 'prepaidInterest' | 'loanCosts';

/** The figures of "Comparisons" (§1026.37(l)) and "Loan Calculations" (§1026.38(o)). Amounts are in cents, rates in percent. */
export type DisclosureFigures = LoanApr & {
  readonly totalOfPayments: number;
  readonly financeCharge: number;
  /** Rounded to three decimals (§1026.37(o)(4)(ii)). */
  readonly totalInterestPercentage: number;
  /** Paid in five years: principal, interest, mortgage insurance and loan costs. */
  readonly paidInFiveYears: number;
  readonly principalInFiveYears: number;
};

/** The months of "In 5 years" (§1026.37(l)(1)). */
const comparedMonths = 60;

/**
 * Returns the figures of the disclosures. Source: Regulation Z, 12 CFR part 1026.
 *
 * - Total of payments (§1026.38(o)(1)): all payments of principal and interest, mortgage insurance, loan costs and prepaid interest.
 *   The Bureau's sample H-25(B) adds the same four.
 * - Finance charge (§1026.38(o)(2), §1026.4): the interest of the schedule, mortgage insurance and the prepaid finance charges.
 * - Amount financed (§1026.38(o)(3), §1026.18(b)): the loan amount less the prepaid finance charges.
 * - Total interest percentage (§1026.37(l)(3), §1026.38(o)(5)): the interest of the schedule and the prepaid interest as a percentage of the
 *   loan amount.
 * - In five years (§1026.37(l)(1)): the payments of the first 60 months, loan costs and prepaid interest, and the principal that they
 *   pay.
 *
 * Refuses what `loanApr` refuses, and amounts out of bounds.
 */
export function disclosureFigures(terms: DisclosureTerms): DisclosureFigures | Cannot<DisclosureField> {
  const { loanAmount, termMonths, prepaidFinanceCharges = 0, prepaidInterest = 0, loanCosts = 0 } = terms;
  const { monthlyInsurance = 0, insuranceMonths = termMonths, frequency = 'monthly' } = terms;
  const found = loanApr(terms);
  if (isCannot(found)) return found;
  const fault = amountFault({ prepaidInterest, loanCosts });
  if (fault) return fault;
  const { rows, totalInterest } = found.schedule;
  const insurance = (payments: number) => monthlyInsurance * Math.min(insuranceMonths, payments);
  const atClosing = loanCosts + prepaidInterest;
  const early = rows.slice(0, frequency === 'monthly' ? comparedMonths : (comparedMonths * 26) / 12);
  const sumOf = (amountOf: (row: (typeof rows)[number]) => number) =>
    early.reduce((sum, row) => sum + amountOf(row), 0);
  return {
    ...found,
    totalOfPayments: loanAmount + totalInterest + insurance(rows.length) + atClosing,
    financeCharge: totalInterest + insurance(rows.length) + prepaidFinanceCharges,
    totalInterestPercentage: percentRatio(totalInterest + prepaidInterest, loanAmount, {
      rounding: 'nearest',
      decimals: 3,
    }),
    paidInFiveYears: sumOf(({ payment }) => payment) + insurance(early.length) + atClosing,
    principalInFiveYears: sumOf(({ principal }) => principal),
  };
}
