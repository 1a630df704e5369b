import { choice, date, money, number, percent } from '../../../../kernel/entities/fields.ts';
import { mostRate, mostTermMonths } from '../../inputs/input-faults.ts';

/** Rates have three decimals, as in notes, rate sheets and disclosures. */
const decimals = 3;

/** The amount, rate and term of a loan, as fields of a form. */
export const loanFields = {
  loanAmount: money({ required: true, help: 'The principal of the note.' }),
  noteRate: percent({
    required: true,
    decimals,
    min: 0,
    max: mostRate,
    help: 'The interest rate of the note, per year.',
  }),
  termMonths: number({
    required: true,
    label: 'Term in months',
    min: 1,
    max: mostTermMonths,
    help: '360 for 30 years.',
  }),
};

/** How often a loan is paid. */
export const frequencyField = choice(
  [
    { value: 'monthly', label: 'Monthly' },
    { value: 'biweekly', label: 'Biweekly' },
  ],
  { label: 'Payments', help: 'Biweekly: half of the monthly payment every 14 days. Empty: monthly.' },
);

/** Months in which only interest is paid. */
export const interestOnlyField = number({
  label: 'Interest-only months',
  min: 0,
  max: mostTermMonths - 1,
  help: 'The first months, which pay no principal.',
});

/** The payment of a fixed-rate loan as its note states it. */
export const agreedPaymentField = money({ help: 'The payment of the note. Empty: the level payment.' });

/** The day of the first payment. */
export const firstPaymentField = date({ required: true, label: 'First payment' });

/** The terms of an adjustable rate. Without the fixed months, the rate is fixed. */
export const armFields = {
  fixedMonths: number({
    label: 'Months of the first rate',
    min: 1,
    max: mostTermMonths - 1,
    help: 'For an adjustable rate: 60 for a 5-year ARM. Empty: the rate is fixed.',
  }),
  adjustMonths: number({ label: 'Months between changes', min: 1, max: mostTermMonths, help: 'Empty: 12.' }),
  index: percent({ decimals: 5, min: -mostRate, max: mostRate, help: 'The value of the index for all changes.' }),
  margin: percent({
    decimals,
    min: 0,
    max: mostRate,
    help: 'Added to the index. The sum is rounded to the nearest eighth.',
  }),
  initialCap: percent({
    decimals,
    min: 0,
    max: mostRate,
    label: 'Cap of the first change',
    help: 'In percentage points.',
  }),
  periodicCap: percent({
    decimals,
    min: 0,
    max: mostRate,
    label: 'Cap of later changes',
    help: 'In percentage points.',
  }),
  lifetimeCap: percent({ decimals, min: 0, max: mostRate, help: 'In percentage points above the first rate.' }),
  floor: percent({ decimals, min: 0, max: mostRate, label: 'Lowest rate', help: 'Empty: the margin.' }),
};
