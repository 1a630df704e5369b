import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, flag, money, number, percent } from '../../../../kernel/entities/fields.ts';
import { disclosureFigures } from '../loan-disclosure-figures.ts';
import { armOfFields } from './arm-of-fields.ts';
import {
  agreedPaymentField,
  armFields,
  firstPaymentField,
  frequencyField,
  interestOnlyField,
  loanFields,
} from './loan-fields.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { withoutEmpty } from '../../inputs/without-empty.ts';
import { isCannot, mostTermMonths } from '../../inputs/input-faults.ts';

/** The annual percentage rate of a loan and the figures that are disclosed with it (`disclosureFigures`). */
export const aprCalculation = calculation('mortgage/apr', {
  label: 'Annual percentage rate',
  summary: 'The APR by the actuarial method of Regulation Z, Appendix J, with finance charge and total of payments.',
  icon: 'chart',
  takes: {
    ...loanFields,
    firstPaymentOn: firstPaymentField,
    interestFrom: date({
      label: 'Interest from',
      help: 'The day of consummation. Empty: the first period is regular.',
    }),
    ignoresMinorIrregularity: flag({
      label: 'Treat the first period as regular',
      help: 'Allowed within the limits of 12 CFR 1026.17(c)(4).',
    }),
    prepaidFinanceCharges: money({ help: 'Points, lender’s fees, prepaid interest and upfront mortgage insurance.' }),
    prepaidInterest: money({ help: 'The part of the prepaid finance charges that is interest.' }),
    loanCosts: money({ help: 'Total D of the Loan Estimate.' }),
    monthlyInsurance: money({ label: 'Mortgage insurance a month' }),
    insuranceMonths: number({
      label: 'Months of mortgage insurance',
      min: 1,
      max: mostTermMonths,
      help: 'Empty: the whole term.',
    }),
    frequency: frequencyField,
    interestOnlyMonths: interestOnlyField,
    agreedPayment: agreedPaymentField,
    ...armFields,
  },
  gives: {
    apr: percent({ required: true, decimals: 5, label: 'APR' }),
    tolerance: percent({
      required: true,
      decimals: 3,
      label: 'Legal tolerance',
      help: '12 CFR 1026.22(a)(2) and (3).',
    }),
    amountFinanced: money({ required: true }),
    financeCharge: money({ required: true }),
    totalOfPayments: money({ required: true }),
    totalInterestPercentage: percent({ required: true, decimals: 3, label: 'Total interest percentage' }),
    paidInFiveYears: money({ required: true, label: 'Paid in 5 years' }),
    principalInFiveYears: money({ required: true, label: 'Principal paid in 5 years' }),
  },
  work: (values) => {
    const { loanAmount, prepaidFinanceCharges, prepaidInterest, loanCosts, monthlyInsurance, agreedPayment } = values;
    const charges = { prepaidFinanceCharges, prepaidInterest, loanCosts, monthlyInsurance };
    const amounts = amountsInCents({ loanAmount, ...charges, agreedPayment });
    if (isCannot(amounts)) return amounts;
    const arm = armOfFields(values);
    if (isCannot(arm)) return arm;
    const { noteRate, termMonths, firstPaymentOn, interestFrom, ignoresMinorIrregularity } = values;
    const { insuranceMonths, frequency, interestOnlyMonths } = values;
    const found = disclosureFigures({
      ...amounts.cents,
      ...arm,
      noteRate,
      termMonths,
      firstPaymentOn,
      ...withoutEmpty({ interestFrom, ignoresMinorIrregularity, insuranceMonths, frequency, interestOnlyMonths }),
    });
    if (isCannot(found)) return found;
    const { money: written } = amounts;
    return {
      apr: found.apr,
      tolerance: found.tolerance,
      amountFinanced: written(found.amountFinanced),
      financeCharge: written(found.financeCharge),
      totalOfPayments: written(found.totalOfPayments),
      totalInterestPercentage: found.totalInterestPercentage,
      paidInFiveYears: written(found.paidInFiveYears),
      principalInFiveYears: written(found.principalInFiveYears),
    };
  },
});
