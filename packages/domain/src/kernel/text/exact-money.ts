/** The largest amount that a money field takes, in minor units. */
const mostAmount = 9_000_000_000_000_000n;

/**
 * An amount in whole minor units times a factor, rounded once, halves away from zero. Exact: counted in whole numbers, so 0.1 is a tenth.
 * `decimals`: how many places of the factor count. Undefined where no money field could hold the product.
 */
export function timesExactly(amount: number, factor: number, decimals: number): number | undefined {
  const scale = 10n ** BigInt(decimals);
  const exact = BigInt(amount) * BigInt(Math.round(factor * 10 ** decimals));
  const size = exact < 0n ? -exact : exact;
  const rounded = (size * 2n + scale) / (scale * 2n);
  if (rounded > mostAmount) return undefined;
  return Number(exact < 0n ? -rounded : rounded);
}
