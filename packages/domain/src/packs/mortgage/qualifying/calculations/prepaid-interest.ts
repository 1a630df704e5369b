import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { choice, date, money, number, percent } from '../../../../kernel/entities/fields.ts';
import { day } from '../../../../kernel/entities/field-types.ts';
import { perDiemInterest } from '../per-diem-interest.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { usDollars } from '../../inputs/us-dollars.ts';
import { isCannot, mostRate } from '../../inputs/input-faults.ts';

/** Interest from the disbursement to the end of the month. Sources: see `perDiemInterest`. */
export const prepaidInterest = calculation('mortgage/prepaid-interest', {
  label: 'Prepaid interest',
  summary: "Interest for each day from the disbursement until the first payment's interest begins.",
  icon: 'coin',
  takes: {
    loanAmount: money({ required: true }),
    noteRate: percent({ required: true, decimals: 5, min: 0, max: mostRate }),
    disbursedOn: date({ required: true }),
    accruesFrom: date({
      help: "The first payment's interest accrues from this day. Empty: the first of the next month.",
    }),
    daysInYear: choice(
      [
        { value: '365', label: '365 days' },
        { value: '360', label: '360 days' },
      ],
      { required: true },
    ),
  },
  gives: {
    prepaidInterest: money({ required: true, help: 'Negative: a credit to the borrower.' }),
    perDiem: money({ required: true, label: 'Per day' }),
    days: number({ required: true }),
    paidTo: date({ required: true, label: 'Paid to' }),
  },
  work: ({ loanAmount, daysInYear, noteRate, disbursedOn, accruesFrom }) => {
    const amounts = amountsInCents({ loanAmount }, 'USD');
    if (isCannot(amounts)) return amounts;
    const year = daysInYear === '360' ? 360 : 365;
    const answer = perDiemInterest({ ...amounts.cents, noteRate, disbursedOn, accruesFrom, daysInYear: year });
    if (isCannot(answer)) return answer;
    return {
      prepaidInterest: usDollars(answer.prepaidInterest),
      perDiem: usDollars(answer.perDiem),
      days: answer.days,
      paidTo: day(answer.paidTo),
    };
  },
});
