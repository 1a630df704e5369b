/** The largest amount of a money field, in minor units. */
const mostAmount = 9_000_000_000_000_000n;

/**
 * Multiplies an amount in whole minor units by a factor, rounded once, halves away from zero. The calculation uses whole numbers,
 * so 0.1 is exactly a tenth. `decimals`: how many places of the factor count. Returns `undefined` where the product exceeds any
 * money field.
 */
export function timesExactly(amount: number, factor: number, decimals: number): number | undefined {
  const scale = 10n ** BigInt(decimals);
  const exact = BigInt(amount) * BigInt(Math.round(factor * 10 ** decimals));
  const size = exact < 0n ? -exact : exact;
  const rounded = (size * 2n + scale) / (scale * 2n);
  if (rounded > mostAmount) return undefined;
  return Number(exact < 0n ? -rounded : rounded);
}
