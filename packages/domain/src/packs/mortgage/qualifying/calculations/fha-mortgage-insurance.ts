import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, flag, money, number, percent, text } from '../../../../kernel/entities/fields.ts';
import { fhaInsurance, fhaYearBalances, fhaYearPremium } from '../fha-insurance.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { inUsDollars, usDollars } from '../../inputs/us-dollars.ts';
import { cannot, isCannot, mostRate } from '../../inputs/input-faults.ts';

/** FHA's upfront and annual premium. Sources: see `fhaInsurance` and `fhaYearPremium`. */
export const fhaMortgageInsurance = calculation('mortgage/fha-mortgage-insurance', {
  label: 'FHA mortgage insurance',
  summary: 'The upfront premium, and the monthly premium of a loan year with its duration.',
  icon: 'shield',
  takes: {
    baseLoan: money({ required: true, help: 'Without the upfront premium. Cents are dropped.' }),
    adjustedValue: money({ required: true, help: 'The lower of price less inducements, and property value.' }),
    termMonths: number({ required: true, label: 'Term in months', min: 1, max: 480 }),
    isUpfrontFinanced: flag({ label: 'Upfront premium is financed' }),
    noteRate: percent({ required: true, decimals: 5, min: 0, max: mostRate }),
    principalAndInterest: money({ required: true, help: 'The monthly payment of the total loan.' }),
    loanYear: number({ min: 1, max: 40, help: 'The year of the monthly premium. Empty: the first.' }),
    on: date({ required: true, label: 'Endorsed on' }),
  },
  gives: {
    upfrontPremium: money({ required: true }),
    upfrontInCash: money({ required: true, label: 'Upfront premium paid at closing' }),
    totalLoan: money({ required: true }),
    monthlyPremium: money({ required: true }),
    annualPremium: money({ required: true }),
    upfrontRate: percent({ required: true, decimals: 5, label: 'Upfront rate' }),
    annualRate: percent({ required: true, decimals: 5, label: 'Annual rate' }),
    durationMonths: number({ required: true, label: 'Due for months' }),
    source: text({ required: true }),
  },
  work: ({
    baseLoan,
    adjustedValue,
    principalAndInterest,
    noteRate,
    loanYear = 1,
    isUpfrontFinanced = false,
    ...other
  }) => {
    const amounts = amountsInCents({ baseLoan, adjustedValue, principalAndInterest }, 'USD');
    if (isCannot(amounts)) return amounts;
    const { principalAndInterest: payment, ...loan } = amounts.cents;
    const insurance = fhaInsurance({ ...other, ...loan, isUpfrontFinanced });
    if (isCannot(insurance)) return insurance;
    const { upfrontPremium, upfrontInCash, totalLoan, upfrontRate, annualRate, durationMonths, source } = insurance;
    const given = { loanAmount: totalLoan, noteRate, principalAndInterest: payment, loanYear };
    const balances = fhaYearBalances(given);
    if (isCannot(balances)) {
      const { field, message } = balances.cannot;
      return { cannot: { message, field: field === 'loanAmount' ? ('baseLoan' as const) : field } };
    }
    const isDue = (loanYear - 1) * 12 < durationMonths;
    const financedUpfrontRate = isUpfrontFinanced ? upfrontRate : 0;
    const premium = fhaYearPremium({ balances, annualRate: isDue ? annualRate : 0, financedUpfrontRate });
    if (isCannot(premium)) return cannot('baseLoan', premium.cannot.message);
    return {
      ...inUsDollars({ upfrontPremium, upfrontInCash, totalLoan }),
      monthlyPremium: usDollars(premium.monthlyPremium),
      annualPremium: usDollars(premium.annualPremium),
      upfrontRate,
      annualRate,
      durationMonths,
      source,
    };
  },
});
