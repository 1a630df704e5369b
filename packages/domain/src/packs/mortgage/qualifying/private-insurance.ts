import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { addDays, daysBetween } from '../../../kernel/days.ts';
import { centsDivided } from '../inputs/exact-division.ts';
import { exceedsPercent, percentOf } from '../inputs/exact-percent.ts';
import { firstOfNextMonth } from '../inputs/day-months.ts';
import { amountFault, cannot, dayFault, rateFault } from '../inputs/input-faults.ts';

/** A cell of the premium grid that a tenant enters from an insurer's rate card. */
export interface PremiumCell {
  /** The cell is for ratios above this one, in percent. */
  readonly ltvAbove: number;
  readonly ltvUpTo: number;
  readonly scoreFrom: number;
  readonly scoreTo: number;
  /** Percent of the loan per year. */
  readonly rate: number;
}

/** A private mortgage insurance premium, in cents. */
export interface PrivatePremium {
  readonly rate: number;
  readonly annualPremium: number;
  readonly monthlyPremium: number;
}

/** A payment of the amortization schedule, with the balance after it in cents. */
export interface ScheduledBalance {
  readonly dueOn: string;
  readonly balance: number;
}

/** The days on which private mortgage insurance ends. */
export interface InsuranceEnd {
  /** The balance is first scheduled to be at most 80 % of the original value: the borrower may request the end. */
  readonly cancellationOn: string;
  /** It is first scheduled to be at most 78 %: the insurance ends by itself if the loan is current. */
  readonly terminationOn: string;
  /** Halfway through the amortization period. */
  readonly midpointOn: string;
  /** The first day of the month after the midpoint: the latest end if the loan is current. */
  readonly finalTerminationOn: string;
}

/**
 * Returns the premium by the cell of the grid for a loan-to-value ratio and a credit score. The annual premium is rounded to the cent, halves
 * up, and the monthly premium is its twelfth, rounded likewise: insurers' rate cards leave it to the lender. Refuses a pair without a cell, and
 * one with two cells of different rates.
 */
export function privatePremium(
  terms: { readonly loanAmount: number; readonly ltv: number; readonly creditScore: number },
  grid: readonly PremiumCell[],
): PrivatePremium | Cannot<'loanAmount' | 'ltv' | 'creditScore' | 'grid'> {
  const { loanAmount, ltv, creditScore } = terms;
  const wrong =
    amountFault({ loanAmount }, { least: 1 }) ?? rateFault('ltv', ltv, { most: 1_000, called: 'Loan-to-value ratio' });
  if (wrong) return wrong;
  const cells = grid.filter(
    ({ ltvAbove, ltvUpTo, scoreFrom, scoreTo }) =>
      ltv > ltvAbove && ltv <= ltvUpTo && creditScore >= scoreFrom && creditScore <= scoreTo,
  );
  const [cell] = cells;
  const pair = `a ratio of ${ltv} % and a score of ${creditScore}`;
  if (!cell) return cannot('grid', `The premium grid has no cell for ${pair}. Add it from the insurer's rate card.`);
  if (cells.some(({ rate }) => rate !== cell.rate))
    return cannot('grid', `The premium grid has several rates for ${pair}. Keep one of the cells.`);
  const rateWrong = rateFault('grid', cell.rate, { called: `The premium grid's rate of ${cell.rate} for ${pair}` });
  if (rateWrong) return rateWrong;
  const annualPremium = percentOf(loanAmount, cell.rate, 'nearest');
  return { rate: cell.rate, annualPremium, monthlyPremium: centsDivided(annualPremium, 12, 'nearest') };
}

/** Returns the day halfway through a schedule: the due day of its middle payment, or the middle of the two days around it. */
function midpointOf(schedule: readonly ScheduledBalance[]): string {
  const half = Math.floor(schedule.length / 2);
  const after = schedule[half]?.dueOn ?? '';
  if (schedule.length === 1) return after;
  const before = schedule[half - 1]?.dueOn ?? '';
  return schedule.length % 2 === 0 ? before : addDays(before, Math.ceil(daysBetween(before, after) / 2));
}

/**
 * Returns the days on which private mortgage insurance may be cancelled and must end, from the amortization schedule: the initial one for a
 * fixed rate, the one in effect for an adjustable rate. Source: Homeowners Protection Act, 12 USC 4901(2), (18) and 4902(a)
 * to (c). `originalValue` is the lesser of price and appraised value, for a refinance the appraised value (4901(12)). The Act covers
 * single-family principal residences; FHA, VA and high-risk loans (4902(g)) are not covered here. Refuses an empty schedule, days out of order,
 * and a schedule that does not end with a balance of zero, because its midpoint is unknown.
 */
export function privateInsuranceEnd(terms: {
  readonly originalValue: number;
  readonly schedule: readonly ScheduledBalance[];
}): InsuranceEnd | Cannot<'originalValue' | 'schedule'> {
  const { originalValue, schedule } = terms;
  const wrong = amountFault({ originalValue }, { least: 1 });
  if (wrong) return wrong;
  const last = schedule.at(-1);
  if (!last) return cannot('schedule', 'The schedule must have a balance for each payment. It is empty.');
  let before = '';
  for (const [place, { dueOn, balance }] of schedule.entries()) {
    const rowWrong = dayFault('dueOn', dueOn) ?? amountFault({ balance });
    if (rowWrong) return cannot('schedule', `Payment ${place + 1} of the schedule: ${rowWrong.cannot.message}`);
    if (dueOn <= before)
      return cannot('schedule', `Payment ${place + 1} of the schedule must be due after the one before it, ${before}.`);
    before = dueOn;
  }
  if (last.balance !== 0)
    return cannot('schedule', 'The schedule must run to the last payment, after which the balance is zero.');
  const reaches = (percent: number): string =>
    schedule.find(({ balance }) => !exceedsPercent(balance, originalValue, percent))?.dueOn ?? last.dueOn;
  const midpointOn = midpointOf(schedule);
  return {
    cancellationOn: reaches(80),
    terminationOn: reaches(78),
    midpointOn,
    finalTerminationOn: firstOfNextMonth(midpointOn),
  };
}
