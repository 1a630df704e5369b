import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { choice, date, flag, money, percent, text } from '../../../../kernel/entities/fields.ts';
import { vaFundingFee } from '../va-funding-fee.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { inUsDollars } from '../../inputs/us-dollars.ts';
import { isCannot } from '../../inputs/input-faults.ts';

/** VA's funding fee. Sources: see `vaFundingFee`. */
export const fundingFee = calculation('mortgage/va-funding-fee', {
  label: 'VA funding fee',
  summary: 'The fee by purpose, use, down payment and day of closing.',
  icon: 'coin',
  takes: {
    purpose: choice(
      [
        { value: 'purchase', label: 'Purchase' },
        { value: 'construction', label: 'Construction' },
        { value: 'cash-out-refinance', label: 'Cash-out refinance' },
        { value: 'rate-reduction-refinance', label: 'Interest rate reduction refinance (IRRRL)' },
        { value: 'assumption', label: 'Assumption' },
      ],
      { required: true },
    ),
    loanAmount: money({ required: true, help: 'Without the fee. For an assumption the unpaid balance.' }),
    purchasePrice: money({ help: 'Or cost of construction.' }),
    downPayment: money(),
    isSubsequentUse: flag({ label: 'Had a VA loan before' }),
    exemption: choice([
      { value: 'compensation', label: 'Receives disability compensation, or would but for retirement or active pay' },
      { value: 'surviving-spouse', label: 'Surviving spouse, service-connected death' },
      { value: 'purple-heart', label: 'On active duty with a Purple Heart' },
    ]),
    on: date({ required: true, label: 'Closing on' }),
  },
  gives: {
    fundingFee: money({ required: true }),
    totalLoan: money({ required: true, label: 'Loan with the fee' }),
    rate: percent({ required: true, label: 'Rate' }),
    isExempt: flag({ required: true, label: 'Exempt' }),
    source: text({ required: true }),
  },
  work: ({ loanAmount, purchasePrice, downPayment, isSubsequentUse = false, ...other }) => {
    const amounts = amountsInCents({ loanAmount, purchasePrice, downPayment }, 'USD');
    if (isCannot(amounts)) return amounts;
    const fee = vaFundingFee({ ...other, ...amounts.cents, isSubsequentUse });
    if (isCannot(fee)) return fee;
    const { rate, isExempt, source, ...sums } = fee;
    return { rate, isExempt, source, ...inUsDollars(sums) };
  },
});
