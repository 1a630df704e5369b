import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { choice, money } from '../../../../kernel/entities/fields.ts';
import { cashAtClosing } from '../cash-at-closing.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { inUsDollars } from '../../inputs/us-dollars.ts';
import { isCannot } from '../../inputs/input-faults.ts';

/** The calculating-cash-to-close table of the Loan Estimate and the Closing Disclosure. Sources: see `cashAtClosing`. */
export const cashToClose = calculation('mortgage/cash-to-close', {
  label: 'Cash to close',
  summary: 'The table of the Loan Estimate and the Closing Disclosure by the standard method.',
  icon: 'coin',
  takes: {
    purpose: choice(
      [
        { value: 'purchase', label: 'Purchase' },
        { value: 'refinance', label: 'Refinance, or other' },
      ],
      { required: true },
    ),
    salePrice: money({ help: 'For a purchase.' }),
    loanAmount: money({ required: true }),
    assumedLoans: money({ help: 'Existing loans that the buyer assumes or takes subject to.' }),
    payoffs: money({ help: 'For a refinance: debts that are paid off.' }),
    closingCosts: money({ required: true, label: 'Total closing costs (J)', help: 'After lender credits.' }),
    paidBeforeClosing: money({ label: 'Costs paid before closing' }),
    deposit: money(),
    sellerCredits: money(),
    adjustments: money({ label: 'Adjustments and other credits', help: 'Negative where they lower the cash.' }),
  },
  gives: {
    closingCosts: money({ required: true, label: 'Total closing costs (J)' }),
    paidBeforeClosing: money({ required: true, label: 'Costs paid before closing' }),
    closingCostsFinanced: money({ required: true, label: 'Closing costs financed' }),
    downPayment: money({ required: true, label: 'Down payment or funds from borrower' }),
    deposit: money({ required: true }),
    fundsForBorrower: money({ required: true }),
    sellerCredits: money({ required: true }),
    adjustments: money({ required: true, label: 'Adjustments and other credits' }),
    cashToClose: money({ required: true, label: 'Cash to close', help: 'Negative: to the borrower.' }),
  },
  work: ({ purpose, ...sums }) => {
    const { salePrice, loanAmount, assumedLoans, payoffs, closingCosts } = sums;
    const { paidBeforeClosing, deposit, sellerCredits, adjustments } = sums;
    const amounts = amountsInCents({ salePrice, loanAmount, assumedLoans, payoffs, closingCosts, paidBeforeClosing, deposit, sellerCredits, adjustments }, 'USD'); // prettier-ignore
    if (isCannot(amounts)) return amounts;
    const table = cashAtClosing({ purpose, ...amounts.cents });
    return isCannot(table) ? table : inUsDollars({ ...table });
  },
});
