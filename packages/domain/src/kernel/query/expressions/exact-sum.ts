import { sql } from 'kysely';
import type { Field } from '../../entities/fields.ts';
import type { Fragment, QueryGround } from '../query-engine.ts';

/**
 * Returns the number of decimals after which a field's values are whole numbers. Sums of whole numbers are exact and equal on
 * both engines.
 */
export const decimalsOf = (field: Field): number =>
  field.type === 'number' || field.type === 'percent' ? field.decimals : 0;

/** Whether a query can sum or average the field. */
export const isSummable = (field: Field): boolean =>
  field.type === 'money' || field.type === 'number' || field.type === 'percent' || field.type === 'duration';

/**
 * Returns a number in whole units of its last decimal. Values are limited to `decimals` when they are written, so rounding never
 * meets a half.
 */
export function wholeUnits(ground: QueryGround, key: Fragment, field: Field): Fragment {
  const isWhole = field.type !== 'number' && field.type !== 'percent';
  // A figure over related records is a double, also where its values are whole numbers.
  if (isWhole)
    return field.rollUp === undefined
      ? key
      : sql`cast(${key} as ${sql.raw(ground.engine.dialect === 'sqlite' ? 'integer' : 'bigint')})`;
  const scale = sql.lit(10 ** field.decimals);
  return ground.engine.dialect === 'sqlite'
    ? sql`cast(round(${key} * ${scale}) as integer)`
    : sql`cast(round(${key} * ${scale}) as bigint)`;
}

/** SQLite's integer sum overflows at 2^63. Two sums, of billions and of the remainders, do not. */
const billion = 1_000_000_000;

/** Returns the columns of a sum of whole numbers, for `sumOut`. */
export function sumColumns(ground: QueryGround, units: Fragment): readonly Fragment[] {
  if (ground.engine.dialect === 'postgres') return [sql`sum(${units})::text`];
  return [sql`sum(${units} / ${sql.lit(billion)})`, sql`sum(${units} % ${sql.lit(billion)})`];
}

/**
 * Returns the columns of the exact sum, computed in half the time; they are correct wherever `isQuickSumExact` is true of the
 * first. SQLite's `total` adds 64-bit integers exactly. After the first overflow it adds doubles with compensation for lost
 * digits (Kahan, Babuška and Neumaier; SQLite 3.43). For fewer than 2^23 numbers of at most 2^53 the error is below 2^-7, which
 * rounding removes. `total` is also 0 where no value was summed.
 */
export function quickSumColumns(ground: QueryGround, units: Fragment): readonly Fragment[] {
  if (ground.engine.dialect === 'postgres') return sumColumns(ground, units);
  return [sql`round(total(${units}))`, sql`null`];
}

/** Whether the quick sum is exact. */
export const isQuickSumExact = (ground: QueryGround, first: Fragment): Fragment =>
  ground.engine.dialect === 'postgres'
    ? sql`1 = 1`
    : sql`abs(${first}) between 1 and ${sql.lit(Number.MAX_SAFE_INTEGER)}`;

/** Returns the exact sum from the returned columns; `undefined` where no value was summed. */
export function sumOut(columns: readonly unknown[]): bigint | undefined {
  const [first, second] = columns as readonly (string | number | null)[]; // as `sumColumns` selects them
  if (first === null || first === undefined) return undefined;
  return second === undefined || second === null ? BigInt(first) : BigInt(first) * BigInt(billion) + BigInt(second);
}

/** Converts whole units to the field's number. */
export const unitsOut = (units: bigint | number, decimals: number): number => Number(units) / 10 ** decimals;
