import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { money, number, percent } from '../../../../kernel/entities/fields.ts';
import { pointsBreakEven } from '../points-break-even.ts';
import { loanFields } from './loan-fields.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { withoutEmpty } from '../../inputs/without-empty.ts';
import { isCannot, mostRate } from '../../inputs/input-faults.ts';

/** When discount points have paid for themselves (`pointsBreakEven`). */
export const pointsCalculation = calculation('mortgage/points-break-even', {
  label: 'Break-even of points',
  summary: 'The month in which discount points have paid for themselves, without taxes and prepayments.',
  icon: 'target',
  takes: {
    ...loanFields,
    points: percent({ required: true, decimals: 3, min: 0, max: 10, help: 'In percent of the loan amount.' }),
    reducedRate: percent({ required: true, decimals: 3, min: 0, max: mostRate, label: 'Note rate with points' }),
  },
  gives: {
    cost: money({ required: true, label: 'Cost of the points' }),
    payment: money({ required: true, label: 'Payment without points' }),
    reducedPayment: money({ required: true, label: 'Payment with points' }),
    monthlySaving: money({ required: true }),
    breakEvenMonth: number({ label: 'Break-even month', help: 'Empty: never within the term.' }),
    breakEvenWithBalanceMonth: number({ label: 'Break-even month with the lower balance' }),
    termSaving: money({ required: true, label: 'Saving over the term' }),
  },
  work: ({ loanAmount, noteRate, termMonths, points, reducedRate }) => {
    const amounts = amountsInCents({ loanAmount });
    if (isCannot(amounts)) return amounts;
    const found = pointsBreakEven({ ...amounts.cents, noteRate, termMonths, points, reducedRate });
    if (isCannot(found)) return found;
    const { money: written } = amounts;
    const { breakEvenMonth, breakEvenWithBalanceMonth } = found;
    return {
      cost: written(found.cost),
      payment: written(found.payment),
      reducedPayment: written(found.reducedPayment),
      monthlySaving: written(found.monthlySaving),
      ...withoutEmpty({ breakEvenMonth, breakEvenWithBalanceMonth }),
      termSaving: written(found.termSaving),
    };
  },
});
