import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { json, money, number, percent } from '../../../../kernel/entities/fields.ts';
import { type PremiumCell, privatePremium } from '../private-insurance.ts';
import { type RowReader, rowsFromJson } from '../rows-from-json.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { inUsDollars } from '../../inputs/us-dollars.ts';
import { isCannot } from '../../inputs/input-faults.ts';

function readCell(row: RowReader): PremiumCell | undefined {
  const [ltvAbove, ltvUpTo, rate] = [row.number('ltvAbove'), row.number('ltvUpTo'), row.number('rate')];
  const [scoreFrom, scoreTo] = [row.number('scoreFrom'), row.number('scoreTo')];
  if (ltvAbove === undefined || ltvUpTo === undefined || rate === undefined) return undefined;
  if (scoreFrom === undefined || scoreTo === undefined) return undefined;
  return { ltvAbove, ltvUpTo, rate, scoreFrom, scoreTo };
}

/** The premium of private mortgage insurance by an insurer's grid. Sources: see `privatePremium`. */
export const privateMortgageInsurance = calculation('mortgage/private-mortgage-insurance', {
  label: 'Private mortgage insurance',
  summary: "The premium by loan-to-value ratio and credit score, from the insurer's grid.",
  icon: 'shield',
  takes: {
    loanAmount: money({ required: true }),
    ltv: percent({ required: true, min: 0, max: 1_000, label: 'LTV' }),
    creditScore: number({ required: true, min: 300, max: 900 }),
    grid: json({
      required: true,
      label: 'Premium grid',
      help: 'Cells: [{"ltvAbove":90,"ltvUpTo":95,"scoreFrom":740,"scoreTo":759,"rate":0.41}], the rate in percent a year.',
    }),
  },
  gives: {
    monthlyPremium: money({ required: true }),
    annualPremium: money({ required: true }),
    rate: percent({ required: true, decimals: 5, label: 'Rate' }),
  },
  work: ({ loanAmount, ltv, creditScore, grid }) => {
    const amounts = amountsInCents({ loanAmount }, 'USD');
    if (isCannot(amounts)) return amounts;
    const sample = '{"ltvAbove":90,"ltvUpTo":95,"scoreFrom":740,"scoreTo":759,"rate":0.41}';
    const cells = rowsFromJson('grid', grid, { read: readCell, sample });
    if (isCannot(cells)) return cells;
    const premium = privatePremium({ ...amounts.cents, ltv, creditScore }, cells.rows);
    if (isCannot(premium)) return premium;
    const { rate, ...sums } = premium;
    return { rate, ...inUsDollars(sums) };
  },
});
