import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, flag, money, number, percent, text } from '../../../../kernel/entities/fields.ts';
import { fhaInsurance, fhaYearBalances, fhaYearPremium } from '../fha-insurance.ts';
import { centsOf, inUsDollars, usDollars } from '../us-dollars.ts';

/** FHA's upfront and annual premium. Sources: see `fhaInsurance` and `fhaYearPremium`. */
export const fhaMortgageInsurance = calculation('mortgage/fha-mortgage-insurance', {
  label: 'FHA mortgage insurance',
  summary: 'The upfront premium, and the monthly premium of a loan year with its duration.',
  icon: 'shield',
  takes: {
    baseLoan: money({ required: true, help: 'Without the upfront premium. Cents are dropped.' }),
    adjustedValue: money({ required: true, help: 'The lower of price less inducements, and property value.' }),
    termMonths: number({ required: true, min: 1, max: 480 }),
    isUpfrontFinanced: flag({ label: 'Upfront premium is financed' }),
    noteRate: percent({ required: true, decimals: 5, min: 0, max: 40 }),
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
    const amounts = centsOf({ baseLoan, adjustedValue, principalAndInterest });
    if ('cannot' in amounts) return amounts;
    const { principalAndInterest: payment, ...loan } = amounts.cents;
    const insurance = fhaInsurance({ ...other, ...loan, isUpfrontFinanced });
    if ('cannot' in insurance) return insurance;
    const { upfrontPremium, upfrontInCash, totalLoan, upfrontRate, annualRate, durationMonths, source } = insurance;
    const given = { loanAmount: totalLoan, noteRate, principalAndInterest: payment, loanYear };
    const balances = fhaYearBalances(given);
    if ('cannot' in balances) {
      const { field, message } = balances.cannot;
      return { cannot: { message, field: field === 'loanAmount' ? ('baseLoan' as const) : field } };
    }
    const isDue = (loanYear - 1) * 12 < durationMonths;
    const financedUpfrontRate = isUpfrontFinanced ? upfrontRate : 0;
    const premium = fhaYearPremium({ balances, annualRate: isDue ? annualRate : 0, financedUpfrontRate });
    if ('cannot' in premium) return { cannot: { message: premium.cannot.message, field: 'baseLoan' as const } };
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
