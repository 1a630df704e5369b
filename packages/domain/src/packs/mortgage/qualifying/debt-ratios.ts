import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { percentRatio } from '../inputs/exact-percent.ts';
import { amountFault, cannot, countFault } from '../inputs/input-faults.ts';

/** The parts of the monthly housing payment, in cents. Absent parts are zero. */
export interface HousingPaymentParts {
  readonly principalAndInterest: number;
  readonly propertyTaxes?: number | undefined;
  /** Property and flood insurance. */
  readonly propertyInsurance?: number | undefined;
  readonly mortgageInsurance?: number | undefined;
  /** Dues of an owners' association or a co-operative. */
  readonly associationDues?: number | undefined;
  /** Ground rent and special assessments. */
  readonly otherCharges?: number | undefined;
  /** Payments on other mortgages secured by the property. */
  readonly subordinateLiens?: number | undefined;
}

/** A monthly debt. `counts` says what the underwriter decided; it wins over the rule. */
export interface MonthlyDebt {
  readonly name?: string | undefined;
  /** In cents. */
  readonly payment: number;
  readonly kind: 'installment' | 'revolving' | 'lease' | 'support' | 'other';
  /** Payments left, for an installment debt. */
  readonly monthsLeft?: number | undefined;
  readonly counts?: boolean | undefined;
}

/** Which debts count, as the program or the lender rules. */
export interface DebtRules {
  /**
   * An installment debt with at most this many payments left does not count. Fannie Mae B3-6-05 allows 10 where the payment doesn't
   * strain the borrower. Left out: all count.
   */
  readonly ignoredMonthsLeft?: number | undefined;
}

/** Front and back ratio in percent with two decimals, and the amounts in cents. */
export interface DebtRatios {
  readonly housingPayment: number;
  readonly countedDebts: number;
  readonly totalObligations: number;
  readonly front: number;
  readonly back: number;
}

/** Returns the sum of the monthly housing payment in cents (PITIA; Fannie Mae B3-6-03 of 1 April 2020). Refuses negative parts. */
export function housingPaymentOf(parts: HousingPaymentParts): number | Cannot<keyof HousingPaymentParts> {
  const wrong = amountFault(parts);
  if (wrong) return wrong;
  return Object.values<number | undefined>({ ...parts }).reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

/** Returns the sum of the debts that count, in cents. Refuses negative payments. */
export function countedDebtsOf(
  debts: readonly MonthlyDebt[],
  { ignoredMonthsLeft }: DebtRules,
): number | Cannot<'debts' | 'ignoredMonthsLeft'> {
  if (ignoredMonthsLeft !== undefined) {
    const wrong = countFault('ignoredMonthsLeft', ignoredMonthsLeft, { least: 0, most: 60 });
    if (wrong) return wrong;
  }
  let sum = 0;
  for (const [place, { name, payment, kind, monthsLeft, counts }] of debts.entries()) {
    const wrong = amountFault({ payment });
    if (wrong) return cannot('debts', `Debt ${place + 1}${name === undefined ? '' : ` (${name})`}: ${wrong.cannot.message}`); // prettier-ignore
    const isNearlyPaid =
      kind === 'installment' &&
      ignoredMonthsLeft !== undefined &&
      monthsLeft !== undefined &&
      monthsLeft <= ignoredMonthsLeft;
    if (counts ?? !isNearlyPaid) sum += payment;
  }
  return sum;
}

/** Chosen: a million percent. A larger ratio is a slip, such as an income in thousands. */
const mostTimesIncome = 10_000;

/**
 * Returns the debt-to-income ratios: the front ratio is the housing payment, the back ratio the housing payment and the counted debts, each
 * divided by the qualifying income of a month. Sources: Fannie Mae B3-6-02 of 4 May 2022; HUD Handbook 4000.1, II.A.5.d
 * (31/43); HB-1-3555, chapter 11 (29/41); VA Pamphlet 26-7, chapter 4 (41). No agency states a rounding: both are rounded
 * up to two decimals, so that rounding never hides an excess. All amounts are in cents a month. Refuses negative amounts, an
 * income of zero, and obligations over 10,000 times the income.
 */
export function debtRatios(terms: {
  readonly housingPayment: number;
  readonly countedDebts: number;
  readonly monthlyIncome: number;
}): DebtRatios | Cannot<'housingPayment' | 'countedDebts' | 'monthlyIncome'> {
  const { housingPayment, countedDebts, monthlyIncome } = terms;
  const wrong = amountFault({ monthlyIncome }, { least: 1 }) ?? amountFault({ housingPayment, countedDebts });
  if (wrong) return wrong;
  const totalObligations = housingPayment + countedDebts;
  if (totalObligations > monthlyIncome * mostTimesIncome)
    return cannot(
      'monthlyIncome',
      'Monthly income must be at least a ten-thousandth of the obligations. Check its unit.',
    );
  return {
    housingPayment,
    countedDebts,
    totalObligations,
    front: percentRatio(housingPayment, monthlyIncome, { rounding: 'up' }),
    back: percentRatio(totalObligations, monthlyIncome, { rounding: 'up' }),
  };
}
