import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, json, money, number } from '../../../../kernel/entities/fields.ts';
import { type EscrowDisbursement, escrowDeposit } from '../escrow-deposit.ts';
import { type RowReader, rowsFromJson } from '../rows-from-json.ts';
import { inUsDollars } from '../../inputs/us-dollars.ts';
import { isCannot } from '../../inputs/input-faults.ts';

function readDisbursement(row: RowReader): EscrowDisbursement | undefined {
  const [item, paidOn, amount] = [row.text('item'), row.text('paidOn'), row.number('amount')];
  return item === undefined || paidOn === undefined || amount === undefined ? undefined : { item, paidOn, amount };
}

/** The initial deposit of an escrow account. Sources: see `escrowDeposit`. */
export const initialEscrow = calculation('mortgage/initial-escrow', {
  label: 'Initial escrow deposit',
  summary: 'The most that may be collected at closing, by aggregate analysis with the cushion (RESPA).',
  icon: 'calendar',
  takes: {
    firstPaymentOn: date({ required: true, label: 'First payment' }),
    cushionMonths: number({ min: 0, max: 2, help: 'Empty: two months, the most that RESPA allows.' }),
    disbursements: json({
      required: true,
      help: 'Payments of the first year in cents: [{"item":"County taxes","paidOn":"2027-07-25","amount":50000}]',
    }),
  },
  gives: {
    initialDeposit: money({ required: true }),
    monthlyPayment: money({ required: true }),
    annualTotal: money({ required: true }),
    cushion: money({ required: true }),
    aggregateAdjustment: money({ required: true }),
    itemDeposits: json({ required: true, label: 'Deposits by item, in cents' }),
    months: json({ required: true, label: 'Trial running balance, in cents' }),
  },
  work: ({ firstPaymentOn, cushionMonths = 2, disbursements }) => {
    const sample = '{"item":"County taxes","paidOn":"2027-07-25","amount":50000}';
    const paid = rowsFromJson('disbursements', disbursements, { read: readDisbursement, sample });
    if (isCannot(paid)) return paid;
    const analysis = escrowDeposit({ firstPaymentOn, cushionMonths, disbursements: paid.rows });
    if (isCannot(analysis)) return analysis;
    const { itemDeposits, months, ...sums } = analysis;
    return {
      ...inUsDollars(sums),
      itemDeposits: itemDeposits.map((one) => ({ ...one })),
      months: months.map((one) => ({ ...one })),
    };
  },
});
