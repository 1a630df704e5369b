import { dividedExactly, type QuotientRounding } from './exact-division.ts';

/**
 * The parts of one percent in which percentages are computed, so that 6.125 % is exactly 6,125,000 parts. Finer percentages than a
 * millionth are rounded to it: notes and rate sheets have three decimals.
 */
export const partsOfPercent = 1_000_000;
/** One hundred percent in parts. */
export const wholeParts = 100n * BigInt(partsOfPercent);

/** Returns a percentage as whole parts (`partsOfPercent`). */
export const percentParts = (percent: number): bigint => BigInt(Math.round(percent * partsOfPercent));

/** Returns parts as a percentage. */
export const percentOfParts = (parts: bigint): number => Number(parts) / partsOfPercent;

/** Returns a percentage of an amount in whole cents. Both are 0 or more. */
export const percentOf = (cents: number, percent: number, rounding: QuotientRounding): number =>
  Number(dividedExactly(BigInt(cents) * percentParts(percent), wholeParts, rounding));

/**
 * Returns the ratio of two amounts in percent with two decimals, or as many as `decimals` says. `bottom` is more than 0. A ratio that a limit
 * is compared with is rounded up, so that rounding never makes a loan meet a limit that it exceeds.
 */
export function percentRatio(
  top: number,
  bottom: number,
  { rounding, decimals = 2 }: { readonly rounding: QuotientRounding; readonly decimals?: number },
): number {
  const scale = 10 ** decimals;
  return Number(dividedExactly(BigInt(top) * 100n * BigInt(scale), BigInt(bottom), rounding)) / scale;
}

/** Whether `part` is more than `percent` of `whole`, exactly. */
export const exceedsPercent = (part: number, whole: number, percent: number): boolean =>
  BigInt(part) * wholeParts > BigInt(whole) * percentParts(percent);
