import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { json, money, number, percent } from '../../../../kernel/entities/fields.ts';
import { deepestFall, mostComparedYears, rentOrOwn } from '../rent-or-own.ts';
import { loanFields } from './loan-fields.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { isCannot, mostRate } from '../../inputs/input-faults.ts';

const rate = { required: true, decimals: 3, min: 0, max: mostRate } as const;
const growth = { required: true, decimals: 3, min: deepestFall, max: -deepestFall } as const;

/** What renting and owning leave after some years (`rentOrOwn`). */
export const rentOrOwnCalculation = calculation('mortgage/rent-or-own', {
  label: 'Rent or own',
  summary: 'What an owner and a renter with the same cash have after some years, by your assumptions and before taxes.',
  icon: 'building',
  takes: {
    price: money({ required: true, help: 'Of the home.' }),
    downPayment: money({ required: true }),
    noteRate: loanFields.noteRate,
    termMonths: loanFields.termMonths,
    closingCosts: money({ required: true }),
    propertyTaxRate: percent({
      ...rate,
      label: 'Property tax',
      help: 'Per year, in percent of the value of the home.',
    }),
    upkeepRate: percent({ ...rate, label: 'Upkeep', help: 'Per year, in percent of the value of the home.' }),
    homeInsurance: money({ required: true, help: 'Per year.' }),
    otherMonthly: money({ label: 'Other costs a month', help: 'Mortgage insurance and association dues.' }),
    rent: money({ required: true, help: 'Per month.' }),
    rentGrowth: percent({ ...growth, help: 'Per year.' }),
    appreciation: percent({ ...growth, help: 'The yearly change of the value of the home.' }),
    costGrowth: percent({ ...growth, label: 'Growth of the insurance', help: 'Per year.' }),
    sellingCostRate: percent({ ...rate, label: 'Selling costs', help: 'In percent of the value at the sale.' }),
    savingsRate: percent({
      ...rate,
      label: 'Earnings of savings',
      help: 'Per year, on money that is not in the home.',
    }),
    years: number({ required: true, min: 1, max: mostComparedYears }),
  },
  gives: {
    payment: money({ required: true, label: 'Principal and interest a month' }),
    ownWealth: money({ required: true, label: 'The owner has' }),
    rentWealth: money({ required: true, label: 'The renter has' }),
    ownAhead: money({ required: true, label: 'Owning leaves more', help: 'Negative: renting leaves more.' }),
    breakEvenYear: number({ label: 'First year in which owning leaves as much', help: 'Empty: not within the years.' }),
    byYear: json({ required: true, label: 'Year by year' }),
  },
  work: (values) => {
    const { price, downPayment, closingCosts, homeInsurance, otherMonthly, rent, ...rates } = values;
    const amounts = amountsInCents({ price, downPayment, closingCosts, homeInsurance, otherMonthly, rent });
    if (isCannot(amounts)) return amounts;
    const found = rentOrOwn({ ...rates, ...amounts.cents });
    if (isCannot(found)) return found;
    const { money: written } = amounts;
    return {
      payment: written(found.payment),
      ownWealth: written(found.ownWealth),
      rentWealth: written(found.rentWealth),
      ownAhead: written(found.ownAhead),
      ...(found.breakEvenYear === undefined ? {} : { breakEvenYear: found.breakEvenYear }),
      byYear: found.years,
    };
  },
});
