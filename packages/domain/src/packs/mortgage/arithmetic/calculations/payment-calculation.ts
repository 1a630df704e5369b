import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { money, number } from '../../../../kernel/entities/fields.ts';
import { loanPayment } from '../level-payment.ts';
import { frequencyField, interestOnlyField, loanFields } from './loan-fields.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { withoutEmpty } from '../../inputs/without-empty.ts';
import { isCannot } from '../../inputs/input-faults.ts';

/** The payment of a fixed-rate loan (`loanPayment`). */
export const paymentCalculation = calculation('mortgage/payment', {
  label: 'Loan payment',
  summary: 'The payment of principal and interest of a fixed-rate loan, to the nearest cent.',
  icon: 'coin',
  takes: { ...loanFields, frequency: frequencyField, interestOnlyMonths: interestOnlyField },
  gives: {
    payment: money({ required: true, label: 'Principal and interest' }),
    interestOnlyPayment: money({ label: 'Payment in the interest-only months' }),
    paymentsPerYear: number({ required: true, label: 'Payments a year' }),
  },
  work: ({ loanAmount, noteRate, termMonths, frequency, interestOnlyMonths }) => {
    const amounts = amountsInCents({ loanAmount });
    if (isCannot(amounts)) return amounts;
    const found = loanPayment({
      ...amounts.cents,
      noteRate,
      termMonths,
      ...withoutEmpty({ frequency, interestOnlyMonths }),
    });
    if (isCannot(found)) return found;
    const { payment, interestOnlyPayment, paymentsPerYear } = found;
    return {
      payment: amounts.money(payment),
      ...(interestOnlyPayment === undefined ? {} : { interestOnlyPayment: amounts.money(interestOnlyPayment) }),
      paymentsPerYear,
    };
  },
});
