/**
 * Whether a number has at most so many decimals: it is the nearest to one that is written so (large ones, whose multiples are
 * inexact), or differs from one by what sums of decimals do.
 */
export const hasDecimals = (value: number, most: number): boolean =>
  Number(value.toFixed(most)) === value || Math.abs(value * 10 ** most - Math.round(value * 10 ** most)) < 1e-6;
