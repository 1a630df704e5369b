import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, flag, money, percent, text } from '../../../../kernel/entities/fields.ts';
import { usdaGuaranteeFee } from '../usda-guarantee-fee.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { inUsDollars } from '../../inputs/us-dollars.ts';
import { isCannot } from '../../inputs/input-faults.ts';

/** USDA's upfront guarantee fee and annual fee. Sources: see `usdaGuaranteeFee`. */
export const guaranteeFee = calculation('mortgage/usda-guarantee-fee', {
  label: 'USDA guarantee fee',
  summary: 'The upfront guarantee fee, the annual fee in twelfths, and the most that the loan may be.',
  icon: 'coin',
  takes: {
    baseLoan: money({ required: true, help: 'Without the guarantee fee.' }),
    appraisedValue: money({ required: true }),
    isFeeFinanced: flag({ label: 'Fee is financed' }),
    averageBalance: money({
      help: 'Average scheduled balance of the loan year. Empty: the whole loan, which is a little more.',
    }),
    on: date({ required: true, label: 'Conditional commitment on' }),
  },
  gives: {
    guaranteeFee: money({ required: true }),
    feeInCash: money({ required: true, label: 'Fee paid at closing' }),
    totalLoan: money({ required: true, label: 'Loan with the fee' }),
    mostWithFee: money({ required: true, label: 'Most with the fee' }),
    monthlyFee: money({ required: true }),
    annualFee: money({ required: true }),
    upfrontRate: percent({ required: true, label: 'Upfront rate' }),
    annualRate: percent({ required: true, label: 'Annual rate' }),
    source: text({ required: true }),
  },
  work: ({ baseLoan, appraisedValue, averageBalance, isFeeFinanced = false, on }) => {
    const amounts = amountsInCents({ baseLoan, appraisedValue, averageBalance }, 'USD');
    if (isCannot(amounts)) return amounts;
    const fees = usdaGuaranteeFee({ ...amounts.cents, isFeeFinanced, on });
    if (isCannot(fees)) return fees;
    const { upfrontRate, annualRate, source, ...sums } = fees;
    return { upfrontRate, annualRate, source, ...inUsDollars(sums) };
  },
});
