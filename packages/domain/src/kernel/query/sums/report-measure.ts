import { sql } from 'kysely';
import { type Result, accept, refuse } from '../../refusal.ts';
import type { Entity } from '../../entities/entity.ts';
import { choiceKey } from '../../entities/field-types.ts';
import { type Condition, readFilter } from '../filters/condition.ts';
import type { Reads } from '../covering-index.ts';
import { conditionSql } from '../conditions/condition-sql.ts';
import { readSummed } from './compile-summary.ts';
import { dayOfKey, daysBetweenSql } from '../expressions/date-bucket.ts';
import { decimalsOf, sumColumns, sumOut, unitsOut } from '../expressions/exact-sum.ts';
import type { Filter, Measure } from '../../questions/list-query.ts';
import type { Fragment, QueryGround } from '../query-engine.ts';
import { askedKey, type QueryJoins } from '../conditions/query-joins.ts';
import { type PathTarget, askedAt } from '../query-path.ts';

type Aggregate = 'sum' | 'avg' | 'median' | 'min' | 'max';

/**
 * A measure, ready to compute. `values`: each record's contribution, one column or (for a ratio and for a value per day) two; empty where a record
 * contributes nothing.
 */
export type ReadMeasure = {
  readonly name: string;
  readonly fn: 'count' | 'ratio' | 'per-day' | Aggregate;
  readonly values: readonly Fragment[];
  /** The currency of a record's value, for money. */
  readonly currency: Fragment | undefined;
  readonly decimals: number;
  readonly reads: Reads;
};

type Within = { readonly ground: QueryGround; readonly entity: Entity; readonly joins: QueryJoins };

/** Reads a measure. Refuses an invalid one with `query/invalid` and the place in the query. */
export function readMeasure(within: Within, measure: Measure, where: string): Result<ReadMeasure> {
  const { name } = measure;
  const one = { units: sql.lit(1), currency: undefined, decimals: 0, asked: [] };
  if (measure.fn === 'count') {
    const counted = only(within, one, { filter: measure.where, where: `${where}.where` });
    return counted.ok
      ? accept({
          name,
          fn: 'count',
          ...one,
          values: [counted.value.value],
          reads: { conditions: [counted.value.condition], asked: [] },
        })
      : counted;
  }
  if (measure.fn === 'ratio') {
    const above = only(within, one, { filter: measure.where, where: `${where}.where` });
    if (!above.ok) return above;
    const below = only(within, one, { filter: measure.of, where: `${where}.of` });
    if (!below.ok) return below;
    return accept({
      name,
      fn: 'ratio',
      ...one,
      values: [above.value.value, below.value.value],
      reads: { conditions: [above.value.condition, below.value.condition], asked: [] },
    });
  }
  if (measure.fn === 'per-day') return readPerDay(within, measure, where);
  const measured =
    measure.fn === 'weighted'
      ? readWeighted(within, measure, where)
      : 'field' in measure
        ? readField(within, measure.field, `${where}.field`)
        : readDays(within, measure, where);
  if (!measured.ok) return measured;
  const { currency, decimals, asked } = measured.value;
  const chosen = only(within, measured.value, { filter: measure.where, where: `${where}.where` });
  if (!chosen.ok) return chosen;
  return accept({
    name,
    fn: aggregateOf[measure.fn],
    values: [chosen.value.value],
    currency,
    decimals,
    reads: { conditions: [chosen.value.condition], asked },
  });
}

const aggregateOf = {
  sum: 'sum',
  avg: 'avg',
  median: 'median',
  min: 'min',
  max: 'max',
  weighted: 'sum',
  'sum-days': 'sum',
  'avg-days': 'avg',
  'median-days': 'median',
  'min-days': 'min',
  'max-days': 'max',
} as const satisfies Record<Exclude<Measure['fn'], 'count' | 'ratio' | 'per-day'>, Aggregate>;

/** Reads a value per day: both contributions of a record are empty unless it has both. */
function readPerDay(
  within: Within,
  measure: Extract<Measure, { readonly fn: 'per-day' }>,
  where: string,
): Result<ReadMeasure> {
  const value = readField(within, measure.field, `${where}.field`);
  if (!value.ok) return value;
  const days = readDays(within, measure, where);
  if (!days.ok) return days;
  const { units, currency, decimals, asked } = value.value;
  const given = { filter: measure.where, where: `${where}.where` };
  const counted = only(within, { ...value.value, units: besides(units, days.value.units) }, given);
  if (!counted.ok) return counted;
  const spent = only(within, { ...days.value, units: besides(days.value.units, units) }, given);
  if (!spent.ok) return spent;
  return accept({
    name: measure.name,
    fn: 'per-day',
    values: [counted.value.value, spent.value.value],
    currency,
    decimals,
    reads: { conditions: [counted.value.condition], asked: [...asked, ...days.value.asked] },
  });
}

/** Returns the first value where the second one is not empty. */
const besides = (value: Fragment, other: Fragment): Fragment => sql`case when ${other} is not null then ${value} end`;

/** The value measured for each record, in whole units. */
type Measured = {
  readonly units: Fragment;
  readonly currency: Fragment | undefined;
  readonly decimals: number;
  readonly asked: readonly PathTarget[];
};

/** Returns the value where the filter is true, otherwise empty. */
function only(
  { ground, entity }: Within,
  { units }: Measured,
  given: { readonly filter: Filter | undefined; readonly where: string },
): Result<{ readonly value: Fragment; readonly condition: Condition }> {
  const condition = readFilter(ground, entity, given);
  if (!condition.ok) return condition;
  const value =
    given.filter === undefined
      ? units
      : sql`case when ${conditionSql({ ground, alias: 't' }, condition.value)} then ${units} end`;
  return accept({ value, condition: condition.value });
}

function readField({ ground, entity, joins }: Within, path: string, where: string): Result<Measured> {
  const summed = readSummed(ground, entity, { path, where, joins });
  if (!summed.ok) return summed;
  const { asked, units, currency } = summed.value;
  return accept({ units, currency, decimals: decimalsOf(asked.field), asked: [asked] });
}

/** Reads a value times the chance in percent of a record's option, so that sums have two decimals more. */
function readWeighted(
  within: Within,
  { field, by }: { readonly field: string; readonly by: string },
  where: string,
): Result<Measured> {
  const { ground, entity, joins } = within;
  const value = readField(within, field, `${where}.field`);
  if (!value.ok) return value;
  const chosen = askedAt(ground.catalogue, entity, { path: by, where: `${where}.by` });
  if (!chosen.ok) return chosen;
  const choice = chosen.value.field;
  const chances = choice.type === 'choice' ? choice.options.flatMap(({ value: of, chancePercent }) => (chancePercent ? [[of, chancePercent] as const] : [])) : []; // prettier-ignore
  if (choice.type !== 'choice' || chances.length === 0)
    return refuse('query/invalid', `${choice.label} has no options with a chance.`, { path: `${where}.by` });
  const key = askedKey(ground, chosen.value, joins);
  const cases = chances.map(([of, percent]) => sql`when ${choiceKey(choice, of)} then ${sql.lit(percent)}`);
  return accept({
    ...value.value,
    units: sql`${value.value.units} * case ${key} ${sql.join(cases, sql` `)} else 0 end`,
    decimals: value.value.decimals + 2,
    asked: [...value.value.asked, chosen.value],
  });
}

function readDays(
  { ground, entity, joins }: Within,
  { from, to }: { readonly from: string; readonly to: string },
  where: string,
): Result<Measured> {
  const day = (path: string, at: string): Result<{ readonly asked: PathTarget; readonly day: Fragment }> => {
    const asked = askedAt(ground.catalogue, entity, { path, where: at });
    if (!asked.ok) return asked;
    const { field, plan } = asked.value;
    if (!plan || (field.type !== 'date' && field.type !== 'instant'))
      return refuse('query/invalid', `${field.label} is not a date.`, { path: at });
    return accept({ asked: asked.value, day: dayOfKey(ground, askedKey(ground, asked.value, joins), field) });
  };
  const first = day(from, `${where}.from`);
  if (!first.ok) return first;
  const last = day(to, `${where}.to`);
  if (!last.ok) return last;
  return accept({
    units: daysBetweenSql(ground, first.value.day, last.value.day),
    currency: undefined,
    decimals: 0,
    asked: [first.value.asked, last.value.asked],
  });
}

/**
 * Returns the columns that a measure selects over a group's values `v` (and `w`), for `measureOut`. `medianSql` computes medians.
 */
export function measureColumns(
  ground: QueryGround,
  { fn }: ReadMeasure,
  values: readonly Fragment[],
): readonly Fragment[] {
  const [value = sql`null`, other = sql`null`] = values;
  switch (fn) {
    case 'count':
      return [sql`count(${value})`];
    case 'ratio':
      return [sql`count(${value})`, sql`count(${other})`];
    case 'sum':
      return sumColumns(ground, value);
    case 'avg':
      return [sql`count(${value})`, ...sumColumns(ground, value)];
    case 'per-day':
      return [sql`count(${value})`, ...sumColumns(ground, value), ...sumColumns(ground, other)];
    case 'min':
    case 'max':
      return [sql`${sql.raw(fn)}(${value})`];
    case 'median':
      return [sql`min(${value})`, sql`max(${value})`]; // the one or two values in the middle
  }
}

/**
 * Returns a measure's value from its columns. The division of whole numbers is done here, so that both engines agree to the last
 * digit.
 */
export function measureOut({ fn, decimals }: ReadMeasure, columns: readonly unknown[]): number | null {
  const [first, second] = columns.map((column) => (column === null || column === undefined ? null : Number(column)));
  switch (fn) {
    case 'count':
      return first ?? 0;
    case 'ratio':
      return second ? (first ?? 0) / second : null;
    case 'sum': {
      const sum = sumOut(columns);
      return sum === undefined ? null : unitsOut(sum, decimals);
    }
    case 'avg': {
      const sum = sumOut(columns.slice(1));
      return sum === undefined || !first ? null : Number(sum) / first / 10 ** decimals;
    }
    case 'per-day': {
      const [sums, half] = [columns.slice(1), (columns.length - 1) / 2]; // two sums of as many columns each
      const [sum, days] = [sumOut(sums.slice(0, half)), sumOut(sums.slice(half))];
      return sum === undefined || days === undefined || days <= 0n
        ? null
        : (Number(sum) * (first ?? 0)) / Number(days) / 10 ** decimals;
    }
    case 'min':
    case 'max':
      return first === null || first === undefined ? null : unitsOut(first, decimals);
    case 'median':
      return first === null || first === undefined || second === null || second === undefined
        ? null
        : (first + second) / 2 / 10 ** decimals;
  }
}
