import { wholeParts } from '../inputs/exact-percent.ts';

/** The interest of one payment period as an exact fraction of the balance, in lowest terms. */
export type PeriodRate = { readonly numerator: bigint; readonly denominator: bigint };

/** Returns the rate of one period: the yearly rate in parts divided by the number of periods in a year. All periods are equal. */
export function periodRate(parts: bigint, periodsPerYear: number): PeriodRate {
  const denominator = wholeParts * BigInt(periodsPerYear);
  const divisor = commonDivisor(parts, denominator);
  return { numerator: parts / divisor, denominator: denominator / divisor };
}

/** Returns the greatest common divisor of two whole numbers that are not negative. */
function commonDivisor(one: bigint, other: bigint): bigint {
  return other === 0n ? one : commonDivisor(other, one % other);
}
