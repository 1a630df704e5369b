import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, type Day, flag, json, money, number } from '../../../../kernel/entities/fields.ts';
import { amortizationSchedule } from '../amortization-schedule.ts';
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
import { isCannot } from '../../inputs/input-faults.ts';

/** The schedule of a loan (`amortizationSchedule`): its sums, and its payments where they are asked for. */
export const scheduleCalculation = calculation('mortgage/schedule', {
  label: 'Amortization schedule',
  summary: 'The payments of a loan until its balance is zero, with interest rounded to the cent in each period.',
  icon: 'table',
  takes: {
    ...loanFields,
    firstPaymentOn: firstPaymentField,
    frequency: frequencyField,
    interestOnlyMonths: interestOnlyField,
    ...armFields,
    agreedPayment: agreedPaymentField,
    extraEach: money({ label: 'Extra with each payment', help: 'Paid to the principal.' }),
    extraYearly: money({ label: 'Extra each year', help: 'With each 12th payment, or each 26th of a biweekly loan.' }),
    extraOnce: money({ label: 'Extra once' }),
    extraOnceOn: date({ label: 'Day of the single extra payment' }),
    withRows: flag({ label: 'List the payments', help: 'For scripts: each payment with its parts, in cents.' }),
  },
  gives: {
    firstPayment: money({ required: true }),
    lastPayment: money({ required: true }),
    paymentCount: number({ required: true, label: 'Number of payments' }),
    endsOn: date({ required: true, label: 'Last payment due' }),
    totalInterest: money({ required: true }),
    totalPaid: money({ required: true, label: 'Total of principal and interest' }),
    rows: json({ label: 'Payments' }),
  },
  work: (values) => {
    const { loanAmount, agreedPayment, extraEach, extraYearly, extraOnce, extraOnceOn } = values;
    const amounts = amountsInCents({ loanAmount, agreedPayment, extraEach, extraYearly, extraOnce });
    if (isCannot(amounts)) return amounts;
    const arm = armOfFields(values);
    if (isCannot(arm)) return arm;
    const { noteRate, termMonths, firstPaymentOn, frequency, interestOnlyMonths, withRows = false } = values;
    const found = amortizationSchedule({
      ...amounts.cents,
      ...arm,
      noteRate,
      termMonths,
      firstPaymentOn,
      ...withoutEmpty({ frequency, interestOnlyMonths, extraOnceOn }),
    });
    if (isCannot(found)) return found;
    const { money: written } = amounts;
    return {
      firstPayment: written(found.firstPayment),
      lastPayment: written(found.lastPayment),
      paymentCount: found.rows.length,
      endsOn: found.endsOn as Day, // a day text, made from `firstPaymentOn`
      totalInterest: written(found.totalInterest),
      totalPaid: written(found.totalPaid),
      ...(withRows ? { rows: found.rows } : {}),
    };
  },
});
