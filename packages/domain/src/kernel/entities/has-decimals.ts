/**
 * Whether a number has at most this many decimals. Such a number is the double nearest to a decimal (multiples of large numbers
 * are inexact). Or it differs from one by no more than the error of a sum of decimals.
 */
export const hasDecimals = (value: number, most: number): boolean =>
  Number(value.toFixed(most)) === value || Math.abs(value * 10 ** most - Math.round(value * 10 ** most)) < 1e-6;
