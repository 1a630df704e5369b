import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { choice, money, percent, text } from '../../../../kernel/entities/fields.ts';
import { loanToValueRatios } from '../loan-to-value-ratios.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { usDollars } from '../../inputs/us-dollars.ts';
import { isCannot } from '../../inputs/input-faults.ts';

/** LTV, CLTV and HCLTV by the program's rules. Sources: see `loanToValueRatios`. */
export const loanToValue = calculation('mortgage/loan-to-value', {
  label: 'Loan-to-value ratios',
  summary: 'LTV, CLTV and HCLTV by the rules of the loan program, with the steps of the rounding.',
  icon: 'chart',
  takes: {
    program: choice(
      [
        { value: 'fannie-mae', label: 'Fannie Mae' },
        { value: 'freddie-mac', label: 'Freddie Mac' },
        { value: 'fha', label: 'FHA' },
        { value: 'va', label: 'VA' },
        { value: 'usda', label: 'USDA' },
      ],
      { required: true },
    ),
    purpose: choice(
      [
        { value: 'purchase', label: 'Purchase' },
        { value: 'refinance', label: 'Refinance' },
      ],
      { required: true },
    ),
    loanAmount: money({ required: true, help: 'The first mortgage without a financed premium or fee.' }),
    financedFee: money({ help: 'Mortgage insurance, funding fee or guarantee fee that is added to the loan.' }),
    price: money({ help: 'For a purchase. For FHA less inducements to purchase.' }),
    appraisedValue: money({ required: true }),
    closedEndLiens: money({ help: 'Unpaid principal of other closed-end loans on the property.' }),
    helocDrawn: money({ label: 'Line of credit, drawn' }),
    helocLimit: money({ label: 'Line of credit, full amount' }),
  },
  gives: {
    ltv: percent({ required: true, label: 'LTV' }),
    ltvSteps: text({ required: true, label: 'LTV, rounding' }),
    cltv: percent({ required: true, label: 'CLTV (TLTV)' }),
    cltvSteps: text({ required: true, label: 'CLTV, rounding' }),
    hcltv: percent({ required: true, label: 'HCLTV (HTLTV)' }),
    hcltvSteps: text({ required: true, label: 'HCLTV, rounding' }),
    ltvWithFee: percent({ required: true, label: 'LTV with the financed fee' }),
    value: money({ required: true, label: 'Value' }),
    valueRule: text({ required: true, label: 'Value is' }),
  },
  work: (values) => {
    const { loanAmount, financedFee, price, appraisedValue, closedEndLiens, helocDrawn, helocLimit } = values;
    const amounts = amountsInCents(
      { loanAmount, financedFee, price, appraisedValue, closedEndLiens, helocDrawn, helocLimit },
      'USD',
    );
    if (isCannot(amounts)) return amounts;
    const ratios = loanToValueRatios({ program: values.program, purpose: values.purpose, ...amounts.cents });
    if (isCannot(ratios)) return ratios;
    return {
      ltv: ratios.ltv.percent,
      ltvSteps: ratios.ltv.steps,
      cltv: ratios.cltv.percent,
      cltvSteps: ratios.cltv.steps,
      hcltv: ratios.hcltv.percent,
      hcltvSteps: ratios.hcltv.steps,
      ltvWithFee: ratios.ltvWithFee.percent,
      value: usDollars(ratios.value),
      valueRule: ratios.valueRule,
    };
  },
});
