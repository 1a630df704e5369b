/**
 * The direction in which a quotient that is not whole is rounded. `nearest`: halves away from zero, as everywhere in the product
 * (`timesExactly`). `down` and `up` are for numbers that are not negative.
 */
export type QuotientRounding = 'nearest' | 'down' | 'up';

/** Divides two whole numbers. `bottom` is more than 0: callers check it, or pass products of positive constants. */
export function dividedExactly(top: bigint, bottom: bigint, rounding: QuotientRounding): bigint {
  switch (rounding) {
    case 'nearest': {
      const size = top < 0n ? -top : top;
      const rounded = (size * 2n + bottom) / (bottom * 2n);
      return top < 0n ? -rounded : rounded;
    }
    case 'down':
      return top / bottom;
    case 'up':
      return (top + bottom - 1n) / bottom;
  }
}

/** Returns an amount in whole cents divided by a whole number that is more than 0. */
export const centsDivided = (cents: number, by: number, rounding: QuotientRounding): number =>
  Number(dividedExactly(BigInt(cents), BigInt(by), rounding));
