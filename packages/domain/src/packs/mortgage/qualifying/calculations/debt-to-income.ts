import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { json, money, number, percent } from '../../../../kernel/entities/fields.ts';
import { countedDebtsOf, debtRatios, housingPaymentOf, type MonthlyDebt } from '../debt-ratios.ts';
import { type RowReader, rowsFromJson } from '../rows-from-json.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { inUsDollars } from '../../inputs/us-dollars.ts';
import { amountFault, cannot, isCannot } from '../../inputs/input-faults.ts';

const kinds = ['installment', 'revolving', 'lease', 'support', 'other'] as const;

function readDebt(row: RowReader): MonthlyDebt | undefined {
  const payment = row.number('payment');
  const kind = kinds.find((one) => one === row.text('kind'));
  if (payment === undefined || kind === undefined) return undefined;
  return { name: row.text('name'), payment, kind, monthsLeft: row.number('monthsLeft'), counts: row.flag('counts') };
}

/** The field to correct where a sum is too large. */
const sumOf = {
  housingPayment: 'principalAndInterest',
  countedDebts: 'monthlyDebts',
  monthlyIncome: 'monthlyIncome',
} as const;

/** Front and back debt-to-income ratio. Sources: see `debtRatios`. */
export const debtToIncome = calculation('mortgage/debt-to-income', {
  label: 'Debt-to-income ratios',
  summary: 'Housing payment, and housing payment with the debts that count, by the qualifying income.',
  icon: 'chart',
  takes: {
    monthlyIncome: money({ required: true, help: 'Qualifying income of all borrowers.' }),
    principalAndInterest: money({ required: true }),
    propertyTaxes: money({ help: 'A twelfth of the year.' }),
    propertyInsurance: money({ help: 'A twelfth of the yearly premiums, flood insurance included.' }),
    mortgageInsurance: money(),
    associationDues: money(),
    otherCharges: money({ help: 'Ground rent and special assessments.' }),
    subordinateLiens: money({ help: 'Payments on other mortgages on the property.' }),
    monthlyDebts: money({ help: 'The sum of the debts that count, where they are not listed.' }),
    debts: json({
      help: 'Listed debts in cents: [{"name":"Car","kind":"installment","payment":35000,"monthsLeft":8}]. "counts" overrides the rule.',
    }),
    ignoredMonthsLeft: number({
      min: 0,
      max: 60,
      label: 'Ignore installments up to',
      help: 'Installment debts with at most this many payments left do not count. Empty: all count.',
    }),
  },
  gives: {
    front: percent({ required: true, label: 'Front ratio' }),
    back: percent({ required: true, label: 'Back ratio' }),
    housingPayment: money({ required: true }),
    countedDebts: money({ required: true }),
    totalObligations: money({ required: true }),
  },
  work: (values) => {
    const { monthlyIncome, monthlyDebts, principalAndInterest, propertyTaxes, propertyInsurance } = values;
    const { mortgageInsurance, associationDues, otherCharges, subordinateLiens } = values;
    const parts = amountsInCents({ principalAndInterest, propertyTaxes, propertyInsurance, mortgageInsurance, associationDues, otherCharges, subordinateLiens }, 'USD'); // prettier-ignore
    if (isCannot(parts)) return parts;
    const sums = amountsInCents({ monthlyIncome, monthlyDebts }, 'USD');
    if (isCannot(sums)) return sums;
    const housingPayment = housingPaymentOf(parts.cents);
    if (typeof housingPayment === 'object') return housingPayment;
    const sample = '{"kind":"installment","payment":35000,"monthsLeft":8}, with kind installment, revolving, lease, support or other'; // prettier-ignore
    const listed = rowsFromJson('debts', values.debts, { read: readDebt, sample });
    if (isCannot(listed)) return listed;
    const counted = countedDebtsOf(listed.rows, { ignoredMonthsLeft: values.ignoredMonthsLeft });
    if (typeof counted === 'object') return counted;
    const given = sums.cents.monthlyDebts ?? 0;
    const givenFault = amountFault({ monthlyDebts: given });
    if (givenFault) return givenFault;
    const ratios = debtRatios({
      housingPayment,
      countedDebts: counted + given,
      monthlyIncome: sums.cents.monthlyIncome,
    });
    if (isCannot(ratios)) return cannot(sumOf[ratios.cannot.field ?? 'monthlyIncome'], ratios.cannot.message);
    const { front, back, ...amounts } = ratios;
    return { front, back, ...inUsDollars(amounts) };
  },
});
