import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { flag, money, number, percent } from '../../../../kernel/entities/fields.ts';
import { refinanceBreakEven } from '../refinance-break-even.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { withoutEmpty } from '../../inputs/without-empty.ts';
import { isCannot, mostRate, mostTermMonths } from '../../inputs/input-faults.ts';

const rate = { required: true, decimals: 3, min: 0, max: mostRate } as const;
const months = { required: true, min: 1, max: mostTermMonths } as const;

/** When a refinance has paid for itself (`refinanceBreakEven`). */
export const refinanceCalculation = calculation('mortgage/refinance-break-even', {
  label: 'Break-even of a refinance',
  summary: 'The month in which a refinance of the same balance has paid for itself, without taxes and escrow.',
  icon: 'refresh',
  takes: {
    currentBalance: money({ required: true }),
    currentRate: percent({ ...rate, help: 'The note rate today, per year.' }),
    remainingMonths: number({ ...months, label: 'Months left' }),
    currentPayment: money({ label: 'Payment today', help: 'Principal and interest. Empty: the level payment.' }),
    newRate: percent({ ...rate, help: 'The note rate of the new loan, per year.' }),
    newTermMonths: number({ ...months, label: 'New term in months' }),
    closingCosts: money({ required: true }),
    financesCosts: flag({ label: 'Add the closing costs to the new loan' }),
  },
  gives: {
    newLoanAmount: money({ required: true }),
    currentPayment: money({ required: true, label: 'Payment today' }),
    newPayment: money({ required: true }),
    monthlySaving: money({ required: true, help: 'Negative where the new payment is higher.' }),
    breakEvenMonth: number({ label: 'Break-even month', help: 'Empty: the payments never save the costs.' }),
    breakEvenWithBalanceMonth: number({ label: 'Break-even month with the balances' }),
    lifetimeSaving: money({ required: true, label: 'Saving until both loans are paid' }),
  },
  work: (values) => {
    const { currentBalance, currentPayment, closingCosts } = values;
    const amounts = amountsInCents({ currentBalance, currentPayment, closingCosts });
    if (isCannot(amounts)) return amounts;
    const { currentRate, remainingMonths, newRate, newTermMonths, financesCosts } = values;
    const terms = { currentRate, remainingMonths, newRate, newTermMonths };
    const found = refinanceBreakEven({ ...amounts.cents, ...terms, ...withoutEmpty({ financesCosts }) });
    if (isCannot(found)) return found;
    const { money: written } = amounts;
    const { breakEvenMonth, breakEvenWithBalanceMonth } = found;
    return {
      newLoanAmount: written(found.newLoanAmount),
      currentPayment: written(found.currentPayment),
      newPayment: written(found.newPayment),
      monthlySaving: written(found.monthlySaving),
      ...withoutEmpty({ breakEvenMonth, breakEvenWithBalanceMonth }),
      lifetimeSaving: written(found.lifetimeSaving),
    };
  },
});
