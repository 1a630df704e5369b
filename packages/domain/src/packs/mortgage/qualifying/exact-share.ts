/** The direction in which a share that is not whole is rounded. */
export type ShareRounding = 'half-up' | 'down' | 'up';

/** Divides two whole numbers that are not negative. `bottom` is more than 0: callers check it. */
export function dividedExactly(top: bigint, bottom: bigint, rounding: ShareRounding): bigint {
  switch (rounding) {
    case 'half-up':
      return (top * 2n + bottom) / (bottom * 2n);
    case 'down':
      return top / bottom;
    case 'up':
      return (top + bottom - 1n) / bottom;
  }
}

/** Places of a percentage that count: a tenant's rates have at most five. */
const percentPlaces = 5;
const percentUnits = 10 ** percentPlaces;
/** One hundred percent, in the units of `percentParts`. */
export const wholeParts = 100n * BigInt(percentUnits);

/** Returns a percentage in whole hundred-thousandths of a percent, so that 0.55 is exact. */
export const percentParts = (percent: number): bigint => BigInt(Math.round(percent * percentUnits));

/** Returns a percentage of an amount in whole cents. Both are 0 or more. */
export const percentOf = (cents: number, percent: number, rounding: ShareRounding): number =>
  Number(dividedExactly(BigInt(cents) * percentParts(percent), wholeParts, rounding));

/** Returns an amount in whole cents divided by a whole number that is more than 0. */
export const centsDivided = (cents: number, by: number, rounding: ShareRounding): number =>
  Number(dividedExactly(BigInt(cents), BigInt(by), rounding));

/**
 * Returns the ratio of two amounts in percent with two decimals. `bottom` is more than 0. A ratio that a limit is compared with
 * is rounded up, so that rounding never makes a loan meet a limit that it exceeds.
 */
export const percentRatio = (top: number, bottom: number, rounding: ShareRounding): number =>
  Number(dividedExactly(BigInt(top) * 10_000n, BigInt(bottom), rounding)) / 100;

/** Whether `part` is more than `percent` of `whole`, exactly. */
export const exceedsPercent = (part: number, whole: number, percent: number): boolean =>
  BigInt(part) * wholeParts > BigInt(whole) * percentParts(percent);

/** The cents of a dollar. */
export const dollarCents = 100;
/** Returns an amount without its cents. */
export const wholeDollars = (cents: number): number => cents - (cents % dollarCents);
