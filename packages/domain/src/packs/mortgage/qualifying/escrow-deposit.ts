import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { type Month, monthOf, monthsLater } from '../../../kernel/access/record-age.ts';
import { centsDivided } from '../inputs/exact-division.ts';
import { amountFault, cannot, countFault, dayFault } from '../inputs/input-faults.ts';

/** A payment that the servicer will make from the escrow account. */
export interface EscrowDisbursement {
  /** The escrow item, "County taxes". Payments of an item with installments have the same name. */
  readonly item: string;
  readonly paidOn: string;
  /** In cents. */
  readonly amount: number;
}

/** What the deposit is computed from. */
export interface EscrowTerms {
  /** The borrower's first payment into the account. The computation year begins with its month. */
  readonly firstPaymentOn: string;
  /** All payments of the computation year. */
  readonly disbursements: readonly EscrowDisbursement[];
  /** Months of the cushion: 0 to 2, or less by the note or state law. */
  readonly cushionMonths: number;
}

/** A month of the trial running balance, with the cushion. Amounts are in cents. */
export interface EscrowMonth {
  /** "2026-07" */
  readonly month: string;
  readonly payment: number;
  readonly disbursed: number;
  readonly balance: number;
}

/** The analysis of a new escrow account. Amounts are in cents. */
export interface EscrowAnalysis {
  readonly annualTotal: number;
  readonly monthlyPayment: number;
  readonly cushion: number;
  /** The most that the servicer may collect at settlement. */
  readonly initialDeposit: number;
  /** The deposits by single-item analysis, which the itemized lines show. */
  readonly itemDeposits: readonly { readonly item: string; readonly deposit: number }[];
  /** The deposit less the sum of the items: the "aggregate adjustment", 0 or negative. */
  readonly aggregateAdjustment: number;
  readonly months: readonly EscrowMonth[];
}

const monthsOfYear = 12;

/** Returns the months of the computation year, "2026-07" to "2027-06". */
const monthsFrom = (firstPaymentOn: string): readonly Month[] =>
  Array.from({ length: monthsOfYear }, (_, place) => monthsLater(monthOf(firstPaymentOn), place));

/** Steps 1 to 3 of appendix E for a set of disbursements. */
function trialBalance(months: readonly string[], paid: readonly EscrowDisbursement[], cushionMonths: number) {
  const annualTotal = paid.reduce((sum, { amount }) => sum + amount, 0);
  const monthlyPayment = centsDivided(annualTotal, monthsOfYear, 'down');
  let balance = 0;
  const trial = months.map((month) => {
    const disbursed = paid.reduce((sum, { paidOn, amount }) => sum + (paidOn.startsWith(month) ? amount : 0), 0);
    balance += monthlyPayment - disbursed;
    return { month, payment: monthlyPayment, disbursed, balance };
  });
  const lift = Math.max(0, ...trial.map((row) => -row.balance));
  const cushion = monthlyPayment * cushionMonths;
  const initialDeposit = lift + cushion;
  return {
    annualTotal,
    monthlyPayment,
    cushion,
    initialDeposit,
    months: trial.map((row) => ({ ...row, balance: row.balance + initialDeposit })),
  };
}

/**
 * Returns the initial deposit of an escrow account by aggregate analysis: 12 CFR 1024.17(c)(1)(i), (d)(2) and appendix E. A
 * trial balance over the computation year begins at zero; the deposit lifts its lowest month end to zero and adds the cushion of up to two monthly
 * payments, which is at most one-sixth of the annual total. The monthly payment is one-twelfth, rounded down to the cent, because
 * (c)(1)(ii) forbids more. Refuses a cushion over two months, an empty list, and payments outside of the computation year.
 */
export function escrowDeposit(terms: EscrowTerms): EscrowAnalysis | Cannot<keyof EscrowTerms> {
  const { firstPaymentOn, disbursements, cushionMonths } = terms;
  const wrong =
    dayFault('firstPaymentOn', firstPaymentOn) ?? countFault('cushionMonths', cushionMonths, { least: 0, most: 2 });
  if (wrong) return wrong;
  if (disbursements.length === 0) return cannot('disbursements', 'List the taxes and premiums that the account pays in its first year.'); // prettier-ignore
  const months = monthsFrom(firstPaymentOn);
  for (const { item, paidOn, amount } of disbursements) {
    const rowWrong = dayFault('paidOn', paidOn) ?? amountFault({ amount });
    if (rowWrong) return cannot('disbursements', `${item}: ${rowWrong.cannot.message}`);
    if (!months.includes(monthOf(paidOn)))
      return cannot(
        'disbursements',
        `${item} on ${paidOn} is outside of the first year of the account, ${months[0] ?? ''} to ${months.at(-1) ?? ''}. Pay earlier charges at closing, and name the next date here.`,
      );
  }
  const whole = trialBalance(months, disbursements, cushionMonths);
  const items = [...new Set(disbursements.map(({ item }) => item))];
  const itemDeposits = items.map((item) => {
    const own = disbursements.filter((one) => one.item === item);
    return { item, deposit: trialBalance(months, own, cushionMonths).initialDeposit };
  });
  const ofItems = itemDeposits.reduce((sum, { deposit }) => sum + deposit, 0);
  return { ...whole, itemDeposits, aggregateAdjustment: whole.initialDeposit - ofItems };
}
