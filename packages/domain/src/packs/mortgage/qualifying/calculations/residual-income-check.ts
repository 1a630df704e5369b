import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, flag, money, number, percent, text } from '../../../../kernel/entities/fields.ts';
import { vaResidualIncome } from '../residual-income.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { inUsDollars } from '../../inputs/us-dollars.ts';
import { isCannot } from '../../inputs/input-faults.ts';

/** VA's residual income and its guideline. Sources: see `vaResidualIncome`. */
export const residualIncomeCheck = calculation('mortgage/residual-income', {
  label: 'VA residual income',
  summary: 'What is left of the income after taxes, housing and debts, beside the guideline of region and family.',
  icon: 'chart',
  takes: {
    grossIncome: money({ required: true, help: 'A month.' }),
    taxesAndDeductions: money({ required: true, help: 'Income taxes, social security and other deductions.' }),
    housingPayment: money({ required: true }),
    monthlyDebts: money({ help: 'Debts, child care and job expenses.' }),
    livingAreaSquareFeet: number({ required: true, min: 0, max: 100_000 }),
    loanAmount: money({ required: true, help: 'With the funding fee.' }),
    familySize: number({ required: true, min: 1, max: 50 }),
    state: text({ required: true, maxChars: 2, help: 'Two letters, such as TX.' }),
    hasBaseBenefits: flag({ label: 'Uses a military base nearby', help: 'Lowers the guideline by 5 %.' }),
    on: date({ required: true, label: 'Day', help: 'Chooses the table.' }),
  },
  gives: {
    residualIncome: money({ required: true }),
    guideline: money({ required: true }),
    shortfall: money({ required: true }),
    percentOfGuideline: percent({ required: true }),
    maintenanceAndUtilities: money({ required: true }),
    region: text({ required: true }),
    source: text({ required: true }),
  },
  work: ({ grossIncome, taxesAndDeductions, housingPayment, monthlyDebts, loanAmount, ...other }) => {
    const amounts = amountsInCents(
      { grossIncome, taxesAndDeductions, housingPayment, monthlyDebts, loanAmount },
      'USD',
    );
    if (isCannot(amounts)) return amounts;
    const answer = vaResidualIncome({ ...other, ...amounts.cents, monthlyDebts: amounts.cents.monthlyDebts ?? 0 });
    if (isCannot(answer)) return answer;
    const { region, source, percentOfGuideline, ...sums } = answer;
    return { region, source, percentOfGuideline, ...inUsDollars(sums) };
  },
});
