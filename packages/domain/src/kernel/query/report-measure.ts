import { sql } from 'kysely';
import { type Result, accept, refuse } from '../refusal.ts';
import type { Entity } from '../entity.ts';
import { readFilter } from './condition.ts';
import { conditionSql } from './condition-sql.ts';
import { readSummed } from './compile-summary.ts';
import { dayOf, daysBetween } from './date-bucket.ts';
import { decimalsOf, sumColumns, sumOut, unitsOut } from './exact-sum.ts';
import type { Filter, Measure } from './list-query.ts';
import { type Fragment, type QueryGround, keyAt } from './query-engine.ts';
import type { QueryJoins } from './query-joins.ts';
import { askedAt } from './query-path.ts';

type Aggregate = 'sum' | 'avg' | 'median' | 'min' | 'max';

/** A measure, ready to be worked out. `values`: what each record gives to it, one column or (for a ratio) two; empty where it gives nothing. */
export type ReadMeasure = {
  readonly name: string;
  readonly fn: 'count' | 'ratio' | Aggregate;
  readonly values: readonly Fragment[];
  /** The currency of a record's value, for money. */
  readonly currency: Fragment | undefined;
  readonly decimals: number;
};

type Within = { readonly ground: QueryGround; readonly entity: Entity; readonly joins: QueryJoins };

/** Reads a measure. Refuses what can't be measured with `query/invalid` and the place in the question. */
export function readMeasure(within: Within, measure: Measure, where: string): Result<ReadMeasure> {
  const { name, fn } = measure;
  if (measure.fn === 'ratio') {
    const above = only(within, { value: sql.lit(1), filter: measure.where, where: `${where}.where` });
    if (!above.ok) return above;
    const below = only(within, { value: sql.lit(1), filter: measure.of, where: `${where}.of` });
    return below.ok ? accept({ name, fn: 'ratio', values: [above.value, below.value], currency: undefined, decimals: 0 }) : below;
  }
  if (fn === 'count') {
    const counted = only(within, { value: sql.lit(1), filter: measure.where, where: `${where}.where` });
    return counted.ok ? accept({ name, fn: 'count', values: [counted.value], currency: undefined, decimals: 0 }) : counted;
  }
  const units = 'field' in measure ? readSummed(within.ground, within.entity, { path: measure.field, where: `${where}.field`, joins: within.joins }) : readDays(within, measure, where);
  if (!units.ok) return units;
  const { currency } = units.value;
  const value = only(within, { value: units.value.units, filter: measure.where, where: `${where}.where` });
  if (!value.ok) return value;
  const decimals = 'asked' in units.value ? decimalsOf(units.value.asked.field) : 0;
  return accept({ name, fn: fn.replace('-days', '') as Aggregate, values: [value.value], currency, decimals }); // the days' functions are named so
}

/** The value where the filter holds, else nothing. */
function only({ ground, entity }: Within, of: { readonly value: Fragment; readonly filter: Filter | undefined; readonly where: string }): Result<Fragment> {
  const condition = readFilter(ground, entity, of);
  if (!condition.ok) return condition;
  return accept(of.filter === undefined ? of.value : sql`case when ${conditionSql({ ground, alias: 't' }, condition.value)} then ${of.value} end`);
}

function readDays(within: Within, { from, to }: { readonly from: string; readonly to: string }, where: string): Result<{ readonly units: Fragment; readonly currency: undefined }> {
  const { ground, entity, joins } = within;
  const day = (path: string, end: 'from' | 'to'): Result<Fragment> => {
    const asked = askedAt(ground.catalogue, entity, { path, where: `${where}.${end}` });
    if (!asked.ok) return asked;
    const { field, plan, hop } = asked.value;
    if (!plan || (field.type !== 'date' && field.type !== 'instant')) return refuse('query/invalid', `${field.label} is not a date.`, { path: `${where}.${end}` });
    const read = (alias: string) => keyAt(ground, asked.value.entity, { plan, alias });
    return accept(dayOf(ground, hop ? joins.value(hop, read) : read('t'), field));
  };
  const first = day(from, 'from');
  if (!first.ok) return first;
  const last = day(to, 'to');
  return last.ok ? accept({ units: daysBetween(ground, first.value, last.value), currency: undefined }) : last;
}

/** The columns that a measure selects over a group's values `v` (and `w`), for `measureOut`. Medians are worked out by `medianSql`. */
export function measureColumns(ground: QueryGround, { fn }: ReadMeasure, values: readonly Fragment[]): readonly Fragment[] {
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
    case 'min':
    case 'max':
      return [sql`${sql.raw(fn)}(${value})`];
    case 'median':
      return [sql`min(${value})`, sql`max(${value})`]; // of the one or two in the middle
  }
}

/** A measure of what its columns came back as. Divided here, of whole numbers, so that both engines agree to the last digit. */
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
    case 'min':
    case 'max':
      return first === null || first === undefined ? null : unitsOut(first, decimals);
    case 'median':
      return first === null || first === undefined || second === null || second === undefined ? null : (first + second) / 2 / 10 ** decimals;
  }
}
