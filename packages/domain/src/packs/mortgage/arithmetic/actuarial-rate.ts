import type { PeriodsPerYear, UnitPeriods } from './unit-periods.ts';
import { dividedExactly } from '../inputs/exact-division.ts';

/** Equal payments, one unit-period apart. `amount` is in cents; `first` is the time of the first one after the advance. */
export type PaymentStream = { readonly amount: number; readonly count: number; readonly first: UnitPeriods };

/**
 * Fixed point of present values: 40 decimal places, so that 1,300 roundings and the small divisor `1 − discount` leave 18 exact
 * places.
 */
const one = 10n ** 40n;
/** The steps in which the rate of a unit-period is searched: 10^−18, far below the five decimals of the result. */
const stepsOfWhole = 10n ** 18n;
const onePerStep = one / stepsOfWhole;

const times = (a: bigint, b: bigint): bigint => (a * b) / one;

/** Returns a fixed-point number to a whole power. */
function power(base: bigint, exponent: number): bigint {
  let result = one;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = times(result, square);
    if (left > 1) square = times(square, square);
  }
  return result;
}

/**
 * Returns the present value of payments in cents as a fixed-point number, at a rate of the unit-period in steps. Appendix J
 * (b)(8): each payment is divided by (1 + f·i)(1 + i)^t, for t full unit-periods and the fraction f. The fraction counts simple
 * interest ((b)(6)).
 */
function presentValue(streams: readonly PaymentStream[], steps: bigint): bigint {
  const rate = steps * onePerStep;
  const discount = (one * one) / (one + rate);
  let sum = 0n;
  for (const { amount, count, first } of streams) {
    const simple = one + (rate * BigInt(first.part)) / BigInt(first.of);
    const series = steps === 0n ? one * BigInt(count) : ((one - power(discount, count)) * one) / (one - discount);
    const atFirst = (times(power(discount, first.full), series) * one) / simple;
    sum += BigInt(amount) * atFirst;
  }
  return sum;
}

/** The decimals of an annual percentage rate here. The legal tolerance is an eighth of a percentage point. */
const decimalsOfRate = 5;

/** Why there is no rate: the payments are below the amount financed, or the rate is above 100 % for one unit-period. */
export type NoRate = 'payments-too-small' | 'rate-too-high';

/**
 * Returns the annual percentage rate by the actuarial method of Regulation Z (12 CFR part 1026, Appendix J (b)(8)), in percent,
 * rounded to five decimals: the rate of the unit-period at which the present value of the payments equals the amount financed,
 * times the unit-periods in a year ((b)(1)). One advance at time zero.
 *
 * The present value falls as the rate rises, so there is at most one rate. The search halves the range from 0 to 100 % of a
 * unit-period about 60 times, so it always ends. Without a rate in that range the answer is the reason (`NoRate`). The caller
 * passes positive amounts and counts.
 */
export function actuarialRate(
  amountFinanced: number,
  streams: readonly PaymentStream[],
  { over, under }: PeriodsPerYear,
): number | NoRate {
  const target = BigInt(amountFinanced) * one;
  if (presentValue(streams, 0n) < target) return 'payments-too-small';
  if (presentValue(streams, stepsOfWhole) > target) return 'rate-too-high';
  let least = 0n; // the present value is not below the target here
  let most = stepsOfWhole; // nor above it here
  while (most - least > 1n) {
    const middle = (least + most) / 2n;
    if (presentValue(streams, middle) >= target) least = middle;
    else most = middle;
  }
  const scale = 10n ** BigInt(decimalsOfRate);
  const scaled = dividedExactly(least * BigInt(over) * 100n * scale, stepsOfWhole * BigInt(under), 'nearest');
  return Number(scaled) / Number(scale);
}
