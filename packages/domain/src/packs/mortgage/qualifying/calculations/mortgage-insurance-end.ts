import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, json, money } from '../../../../kernel/entities/fields.ts';
import { day } from '../../../../kernel/entities/field-types.ts';
import { privateInsuranceEnd, type ScheduledBalance } from '../private-insurance.ts';
import { type RowReader, rowsFromJson } from '../rows-from-json.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { isCannot } from '../../inputs/input-faults.ts';

function readPayment(row: RowReader): ScheduledBalance | undefined {
  const [dueOn, balance] = [row.text('dueOn'), row.number('balance')];
  return dueOn === undefined || balance === undefined ? undefined : { dueOn, balance };
}

/** The days on which private mortgage insurance ends. Sources: see `privateInsuranceEnd`. */
export const mortgageInsuranceEnd = calculation('mortgage/mortgage-insurance-end', {
  label: 'End of private mortgage insurance',
  summary: 'When the borrower may request the end, when it comes by itself, and the latest day, by the schedule.',
  icon: 'shield',
  takes: {
    originalValue: money({ required: true, help: 'The lesser of price and appraised value.' }),
    schedule: json({
      required: true,
      help: 'Balances after each payment in cents: [{"dueOn":"2027-01-01","balance":28450000}]. The last one is zero.',
    }),
  },
  gives: {
    cancellationOn: date({ required: true, label: 'Request from (80 %)' }),
    terminationOn: date({ required: true, label: 'Ends by itself (78 %)' }),
    midpointOn: date({ required: true, label: 'Midpoint' }),
    finalTerminationOn: date({ required: true, label: 'Latest end' }),
  },
  work: ({ originalValue, schedule }) => {
    const amounts = amountsInCents({ originalValue }, 'USD');
    if (isCannot(amounts)) return amounts;
    const sample = '{"dueOn":"2027-01-01","balance":28450000}';
    const payments = rowsFromJson('schedule', schedule, { read: readPayment, sample });
    if (isCannot(payments)) return payments;
    const end = privateInsuranceEnd({ ...amounts.cents, schedule: payments.rows });
    if (isCannot(end)) return end;
    return {
      cancellationOn: day(end.cancellationOn),
      terminationOn: day(end.terminationOn),
      midpointOn: day(end.midpointOn),
      finalTerminationOn: day(end.finalTerminationOn),
    };
  },
});
