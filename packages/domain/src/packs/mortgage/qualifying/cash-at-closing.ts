import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { amountFault, cannot, mostAmountCents } from '../inputs/input-faults.ts';

/** The rows of the calculating-cash-to-close table that are not computed. Amounts are in cents. */
export interface CashToCloseTerms {
  readonly purpose: 'purchase' | 'refinance';
  /** For a purchase. */
  readonly salePrice?: number | undefined;
  readonly loanAmount: number;
  /** Existing loans that the buyer assumes or takes subject to. */
  readonly assumedLoans?: number | undefined;
  /** For a refinance: existing debts that are satisfied by the transaction. */
  readonly payoffs?: number | undefined;
  /** Total closing costs (J), after lender credits. */
  readonly closingCosts: number;
  /** Closing costs that were paid before closing. */
  readonly paidBeforeClosing?: number | undefined;
  readonly deposit?: number | undefined;
  readonly sellerCredits?: number | undefined;
  /** Adjustments and other credits: negative where they lower the cash. */
  readonly adjustments?: number | undefined;
}

/** The table of the Loan Estimate and the Closing Disclosure, in cents. The rows with their signs add up to `cashToClose`. */
export interface CashToClose {
  readonly closingCosts: number;
  readonly paidBeforeClosing: number;
  readonly closingCostsFinanced: number;
  readonly downPayment: number;
  readonly deposit: number;
  readonly fundsForBorrower: number;
  readonly sellerCredits: number;
  readonly adjustments: number;
  /** Positive: from the borrower. Negative: to the borrower. */
  readonly cashToClose: number;
}

/** Returns minus the amount, and plain zero for zero. */
const lessened = (cents: number): number => (cents === 0 ? 0 : -cents);

/**
 * Returns the cash to close by the standard method of the Loan Estimate and the Closing Disclosure: 12 CFR 1026.37(h)(1), 1026.38(i) with
 * comments 37(h)(1)(ii)-1, (iii)-1 and -2. Closing costs are financed as far as the loan exceeds the sale price or the
 * payoffs. Down payment: the sale price less the loan, where the loan is not larger. Else funds from or for the borrower: the price or
 * payoffs less the loan, without the financed costs. Proceeds of subordinate loans belong to the adjustments. Nothing is
 * rounded here: the Loan Estimate shows whole dollars (1026.37(o)(4)). Refuses negative amounts except adjustments, a loan of zero, a purchase
 * without a price and more deposit than price.
 */
export function cashAtClosing(terms: CashToCloseTerms): CashToClose | Cannot<keyof CashToCloseTerms> {
  const { purpose, salePrice, loanAmount, closingCosts } = terms;
  const {
    assumedLoans = 0,
    payoffs = 0,
    paidBeforeClosing = 0,
    deposit = 0,
    sellerCredits = 0,
    adjustments = 0,
  } = terms;
  const wrong =
    amountFault({ loanAmount }, { least: 1 }) ??
    amountFault({ salePrice, assumedLoans, payoffs, closingCosts, paidBeforeClosing, deposit, sellerCredits }) ??
    amountFault({ adjustments }, { least: -mostAmountCents });
  if (wrong) return wrong;
  const isPurchase = purpose === 'purchase';
  if (isPurchase && (salePrice === undefined || salePrice === 0))
    return cannot('salePrice', 'Sale price must be filled in for a purchase.');
  const due = isPurchase ? (salePrice ?? 0) : payoffs;
  if (isPurchase && deposit > due) return cannot('deposit', 'Deposit must be at most the sale price.');
  if (paidBeforeClosing > closingCosts)
    return cannot('paidBeforeClosing', 'Costs paid before closing must be at most the closing costs.');
  const lent = loanAmount + assumedLoans;
  const financed = Math.min(closingCosts, Math.max(0, lent - due));
  const isDownPayment = isPurchase && lent <= due;
  const funds = due - (lent - financed);
  const rows = {
    closingCosts,
    paidBeforeClosing: lessened(paidBeforeClosing),
    closingCostsFinanced: lessened(financed),
    downPayment: isDownPayment ? due - lent : Math.max(0, funds),
    deposit: lessened(deposit),
    fundsForBorrower: isDownPayment ? 0 : Math.min(0, funds),
    sellerCredits: lessened(sellerCredits),
    adjustments,
  };
  return { ...rows, cashToClose: Object.values(rows).reduce((sum, row) => sum + row, 0) };
}
