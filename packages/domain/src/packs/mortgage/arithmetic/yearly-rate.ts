import { commonDivisor } from './rounded-ratio.ts';

/**
 * The parts of one percent in which rates are computed, so that 6.125 % is exactly 6,125,000 parts. Finer rates than a millionth of
 * a percent are rounded to it: notes and rate sheets have three decimals.
 */
export const partsOfPercent = 1_000_000;
/** One hundred percent in parts. */
export const partsOfHundredPercent = 100n * BigInt(partsOfPercent);

/** Returns a rate in percent as whole parts (`partsOfPercent`). */
export const rateParts = (percent: number): bigint => BigInt(Math.round(percent * partsOfPercent));

/** Returns parts as a rate in percent. */
export const percentOfParts = (parts: bigint): number => Number(parts) / partsOfPercent;

/** The interest of one payment period as an exact fraction of the balance, in lowest terms. */
export type PeriodRate = { readonly numerator: bigint; readonly denominator: bigint };

/** Returns the rate of one period: the yearly rate divided by the number of periods in a year. All periods are equal. */
export function periodRate(parts: bigint, periodsPerYear: number): PeriodRate {
  const denominator = partsOfHundredPercent * BigInt(periodsPerYear);
  const divisor = commonDivisor(parts, denominator);
  return { numerator: parts / divisor, denominator: denominator / divisor };
}
