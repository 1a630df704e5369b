/**
 * Whether a number has at most this many decimals. It is the double nearest to such a decimal (multiples of large numbers are
 * inexact), or differs from one by no more than the error of a sum of decimals.
 */
export const hasDecimals = (value: number, most: number): boolean =>
  Number(value.toFixed(most)) === value || Math.abs(value * 10 ** most - Math.round(value * 10 ** most)) < 1e-6;
