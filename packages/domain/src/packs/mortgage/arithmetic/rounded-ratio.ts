/**
 * Returns a fraction as the nearest whole number. Halves are rounded away from zero, as everywhere in the product
 * (`timesExactly`). `denominator` must be positive: the callers pass products of positive constants.
 */
export function roundedRatio(numerator: bigint, denominator: bigint): bigint {
  const size = numerator < 0n ? -numerator : numerator;
  const rounded = (size * 2n + denominator) / (denominator * 2n);
  return numerator < 0n ? -rounded : rounded;
}

/** Returns the greatest common divisor of two whole numbers that are not negative. */
export function commonDivisor(one: bigint, other: bigint): bigint {
  return other === 0n ? one : commonDivisor(other, one % other);
}
