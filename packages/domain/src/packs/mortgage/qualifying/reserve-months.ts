import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { dividedExactly } from '../inputs/exact-division.ts';
import { amountFault, cannot } from '../inputs/input-faults.ts';

/** What reserves are computed from. Amounts are in cents. */
export interface ReserveTerms {
  /** Liquid assets that the program accepts. */
  readonly liquidAssets: number;
  /** Cash to close that is paid from them. */
  readonly fundsToClose: number;
  /** The qualifying payment of the subject property for a month (PITIA). */
  readonly housingPayment: number;
  /** Months that the program asks for. */
  readonly requiredMonths?: number | undefined;
}

/** Reserves after closing. Amounts are in cents. */
export interface Reserves {
  readonly reserves: number;
  /** Months with two decimals, rounded down: 5.999 months do not meet 6. */
  readonly months: number;
  readonly required: number;
  readonly shortfall: number;
}

/**
 * Returns how many months of the housing payment the assets cover after closing: Fannie Mae B3-4.1-01 (funds to close are subtracted);
 * Freddie Mac 5501.2. Refuses negative amounts, a payment of zero, and funds to close that exceed the assets.
 */
export function reserveMonths(terms: ReserveTerms): Reserves | Cannot<keyof ReserveTerms> {
  const { liquidAssets, fundsToClose, housingPayment, requiredMonths = 0 } = terms;
  const wrong = amountFault({ housingPayment }, { least: 1 }) ?? amountFault({ liquidAssets, fundsToClose });
  if (wrong) return wrong;
  if (!(requiredMonths >= 0 && requiredMonths <= 120))
    return cannot('requiredMonths', 'Required months must be between 0 and 120.');
  if (fundsToClose > liquidAssets)
    return cannot('fundsToClose', 'Funds to close must be at most the liquid assets: nothing is left for reserves.');
  const reserves = liquidAssets - fundsToClose;
  const hundredths = dividedExactly(BigInt(reserves) * 100n, BigInt(housingPayment), 'down');
  const required = Number(
    dividedExactly(BigInt(housingPayment) * BigInt(Math.round(requiredMonths * 100)), 100n, 'up'),
  );
  return { reserves, months: Number(hundredths) / 100, required, shortfall: Math.max(0, required - reserves) };
}
