import { sql } from 'kysely';
import type { Field } from '../fields.ts';
import type { Fragment, QueryGround } from './query-engine.ts';

/** By how many powers of ten a field's values are whole numbers: sums of those are exact and the same on both engines. */
export const decimalsOf = (field: Field): number =>
  field.type === 'number' || field.type === 'percent' ? field.decimals : 0;

/** Whether sums and averages can be asked of it. */
export const isSummable = (field: Field): boolean =>
  field.type === 'money' || field.type === 'number' || field.type === 'percent' || field.type === 'duration';

/** A number as the whole number of its smallest units. Values keep to `decimals` when they are written, so rounding meets no halves. */
export function wholeUnits(ground: QueryGround, key: Fragment, field: Field): Fragment {
  if (field.type !== 'number' && field.type !== 'percent') return key;
  const scale = sql.lit(10 ** field.decimals);
  return ground.engine.dialect === 'sqlite'
    ? sql`cast(round(${key} * ${scale}) as integer)`
    : sql`cast(round(${key} * ${scale}) as bigint)`;
}

/** SQLite's sum of integers ends at 2^63: two sums, of billions and of the rest, don't. */
const billion = 1_000_000_000;

/** The columns that make up a sum of whole numbers, for `sumOut`. */
export function sumColumns(ground: QueryGround, units: Fragment): readonly Fragment[] {
  if (ground.engine.dialect === 'postgres') return [sql`sum(${units})::text`];
  return [sql`sum(${units} / ${sql.lit(billion)})`, sql`sum(${units} % ${sql.lit(billion)})`];
}

/** The sum of what the columns came back as, exact; nothing where no value was summed. */
export function sumOut(columns: readonly unknown[]): bigint | undefined {
  const [first, second] = columns as readonly (string | number | null)[]; // as `sumColumns` selects them
  if (first === null || first === undefined) return undefined;
  return second === undefined || second === null ? BigInt(first) : BigInt(first) * BigInt(billion) + BigInt(second);
}

/** Whole units as the field's number. */
export const unitsOut = (units: bigint | number, decimals: number): number => Number(units) / 10 ** decimals;
