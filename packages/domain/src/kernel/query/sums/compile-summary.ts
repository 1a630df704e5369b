import { sql } from 'kysely';
import { unknownEntity } from '../../catalogue/catalogue.ts';
import { type Result, accept, refuse } from '../../refusal.ts';
import type { Entity } from '../../entities/entity.ts';
import { readFilter } from '../filters/condition.ts';
import { conditionSql } from '../conditions/condition-sql.ts';
import { compareBinary } from '../binary-order.ts';
import { coveringIndex } from '../covering-index.ts';
import {
  decimalsOf,
  isQuickSumExact,
  isSummable,
  quickSumColumns,
  sumColumns,
  sumOut,
  unitsOut,
  wholeUnits,
} from '../expressions/exact-sum.ts';
import { type Grouping, keyOut, readSpanGrouping } from './group-value.ts';
import { currencyColumnOf, indexedCurrencies } from '../plans/index-plan.ts';
import { maxGroupRows, type SummaryGroup, type SummaryQuery } from '../../questions/list-query.ts';
import {
  type CompiledQuery,
  type Fragment,
  type QueryGround,
  type QueryRow,
  allOf,
  areIndexed,
  compileSql,
  keyAt,
  lifeIs,
  listOf,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { tooCostly } from '../query-cost.ts';
import { askedKey, type QueryJoins, joinsOf } from '../conditions/query-joins.ts';
import { type PathTarget, askedAt } from '../query-path.ts';
import { searchSql } from '../search/search-condition.ts';
import { endsExpression } from '../sqlite-expression.ts';

/** Groups in the order of their keys, empty last. `more`: there are groups beyond the answer's limit. */
export type SummaryAnswer = { readonly groups: readonly SummaryGroup[]; readonly more: boolean };

/** A number to sum: its whole units, and its currency if it is money. */
export type Summed = { readonly asked: PathTarget; readonly units: Fragment; readonly currency: Fragment | undefined };

/** Reads a number that a query sums or measures, on the asked record or through a reference. */
export function readSummed(
  ground: QueryGround,
  entity: Entity,
  at: { readonly path: string; readonly where: string; readonly joins: QueryJoins },
): Result<Summed> {
  const read = askedAt(ground.catalogue, entity, at);
  if (!read.ok) return read;
  const asked = read.value;
  const { plan, field, hop } = asked;
  if (!plan || !isSummable(field) || asked.name === 'version')
    return refuse('query/invalid', `${field.label} is not a number that can be summed.`, { path: at.where });
  const value = (write: (alias: string) => Fragment): Fragment => (hop ? at.joins.value(hop, write) : write('t'));
  const key = askedKey(ground, asked, at.joins);
  const currency =
    field.type !== 'money'
      ? undefined
      : field.rollUp
        ? at.joins.rollUp(asked, 'currency')
        : value((alias) => keyAt(ground, asked.entity, { plan: currencyColumnOf(asked.name), alias }));
  return accept({ asked, units: wholeUnits(ground, key, field), currency });
}

/**
 * Compiles exact counts and sums over a filter, by groups if a field is named. Without `groupBy` there is one group with value
 * null. A sum is listed under its currency, '' for numbers other than money, and is absent where no value was summed. Refusals:
 * `records/unknown-entity`, `query/invalid`, `query/too-costly`.
 */
export function compileSummary(ground: QueryGround, query: SummaryQuery): Result<CompiledQuery<SummaryAnswer>> {
  const entity = ground.catalogue.entities.get(query.entity);
  if (!entity) return unknownEntity(query.entity);
  const condition = readFilter(ground, entity, { filter: query.where, where: 'where' });
  if (!condition.ok) return condition;
  const joins = joinsOf(ground, 't');
  const grouping =
    query.groupBy === undefined
      ? undefined
      : readSpanGrouping(ground, entity, { path: query.groupBy, bucket: query.bucket, where: 'groupBy', joins });
  if (grouping && !grouping.ok) return grouping;
  const sums: Summed[] = [];
  for (const [index, path] of query.sums.entries()) {
    const summed = readSummed(ground, entity, { path, where: `sums[${index}]`, joins });
    if (!summed.ok) return summed;
    sums.push(summed.value);
  }
  const by = grouping?.value;
  const asked = [...(by ? [by.asked] : []), ...sums.map((summed) => summed.asked)];
  const coveredBy =
    by?.shown || !areIndexed(ground, query.life)
      ? undefined
      : coveringIndex(entity, { condition: condition.value, conditions: [], asked });
  const costly = tooCostly(ground, entity, {
    life: query.life,
    condition: condition.value,
    hasSearch: query.search !== undefined,
    isCovered: coveredBy !== undefined,
    asked,
    joined: joins.hops(),
    order: undefined,
  });
  if (costly) return costly;
  // One scan, grouped by every currency too; the few rows of a group are merged afterwards.
  const names = {
    group: sql.raw('b.g'),
    unit: (index: number) => sql.raw(`b.c${index}`),
    value: (index: number) => sql.raw(`b.v${index}`),
  };
  const read = [
    ...(by ? [sql`${by.key} as g`] : [sql`1 as g`]),
    ...(by?.shown ? [sql`${by.shown} as shown`] : []),
    ...sums.flatMap(({ units, currency }, index) => [
      sql`${units} as ${sql.raw(`v${index}`)}`,
      ...(currency ? [sql`${currency} as ${sql.raw(`c${index}`)}`] : []),
    ]),
  ];
  const where = [
    ...withinReach(ground, entity, 't'),
    ...lifeIs(ground, 't', query.life),
    conditionSql({ ground, alias: 't', life: query.life }, condition.value),
    ...searchSql(ground, entity, query.search),
  ];
  const base = sql`select ${listOf(read)} from ${tableOf(ground, entity, 't')} ${joins.clauses()} where ${allOf(where)}`;
  const currencies = sums.flatMap(({ currency }, index) => (currency ? [index] : []));
  const keys = [...(by ? [names.group] : []), ...currencies.map(names.unit)];
  const totalsOf = (write: (index: number) => readonly Fragment[]): readonly Column[] => [
    { name: 'n', value: sql`count(*)` },
    ...sums.flatMap((_summed, index) => write(index).map((value, part) => ({ name: `x${index}_${part}`, value }))),
  ];
  const exact = (index: number) => sumColumns(ground, names.value(index));
  const selected = [
    ...(by ? [sql`${names.group} as g`] : []),
    ...(by?.shown ? [sql`min(b.shown) as shown`] : []),
    ...currencies.map((index) => sql`${names.unit(index)} as ${sql.raw(`c${index}`)}`),
    ...totalsOf(exact).map(named),
  ];
  const grouped = sql`select ${listOf(selected)} from (${base}) as b ${keys.length === 0 ? sql`` : sql`group by ${listOf(keys)}`}
    ${by ? sql`order by ${names.group} asc nulls last` : sql``}`;
  const [money = -1, another] = currencies;
  const amount = by || another !== undefined ? undefined : sums[money];
  const quick = (index: number) =>
    index === money ? quickSumColumns(ground, names.value(index)) : sumColumns(ground, names.value(index));
  const statement =
    amount && ground.currency !== undefined
      ? ungroupedFirst(
          ground,
          { base, totals: totalsOf(quick), grouped },
          { amount, index: money, home: ground.currency },
        )
      : sql`${grouped} limit ${maxGroupRows + 1}`;
  return accept({ ...compileSql(ground, statement), decode: (rows) => decodeSummary({ query, by, sums }, rows) });
}

type Column = { readonly name: string; readonly value: Fragment };
const named = ({ name, value }: Column): Fragment => sql`${value} as ${sql.raw(name)}`;

/** The only sum of money in a query with its index among the sums, and the tenant's own currency. */
type OneAmount = { readonly amount: Summed; readonly index: number; readonly home: string };

/**
 * Compiles a single sum of money. To group its rows by currency, SQLite would sort them and Postgres hash them. So they are
 * summed without groups, and amounts in other currencies are counted at the same time. Only if there are any, or if the quick sum
 * may be inexact, a second scan groups them. Measured on SQLite, for 7,500 amounts: 1.6 → 1.0 ms.
 */
function ungroupedFirst(
  ground: QueryGround,
  scan: { readonly base: Fragment; readonly totals: readonly Column[]; readonly grouped: Fragment },
  money: OneAmount,
): Fragment {
  const { base, totals, grouped } = scan;
  const unit = sql.raw(`c${money.index}`);
  const columns = listOf([unit, ...totals.map(({ name }) => sql.raw(name))]);
  const isDone = sql`(others = 0 and ${isQuickSumExact(ground, sql.raw(`x${money.index}_0`))})`;
  return sql`with summed as materialized (select ${money.home} as ${unit}, ${listOf(totals.map(named))}, ${othersOf(ground, base, money)} as others from (${base}) as b)
    select ${columns} from summed where ${isDone} union all
    select ${columns} from (${grouped} limit (select case when ${isDone} then 0 else ${maxGroupRows + 1} end from summed)) as g`;
}

/**
 * Returns 0 where no amount is in another currency. To check each amount costs SQLite a quarter of the sum's time. The device
 * avoids the check if all its records of the kind have one currency, which an index on the currencies alone shows immediately.
 */
function othersOf(ground: QueryGround, base: Fragment, { amount, index, home }: OneAmount): Fragment {
  const unit = sql.raw(`b.c${index}`);
  const { entity, name } = amount.asked;
  const { field, documentPath } = currencyColumnOf(name);
  const isIndexed = indexedCurrencies(entity).some((column) => column.field === field);
  if (ground.engine.dialect === 'postgres' || !isIndexed) return sql`count(*) filter (where ${unit} <> ${home})`;
  const beyond = (side: '<' | '>') =>
    sql`exists (select 1 from ${tableOf(ground, entity, 'o')} where ${allOf(withinReach(ground, entity, 'o'))} and ${sql.raw(`${endsExpression(documentPath)} ${side}`)} ${home})`;
  return sql`case when ${beyond('<')} or ${beyond('>')} then exists (select 1 from (${base}) as b where ${unit} <> ${home}) else 0 end`;
}

type Made = { readonly query: SummaryQuery; readonly by: Grouping | undefined; readonly sums: readonly Summed[] };
type Gathered = {
  key: string | number | null;
  shown: string | null;
  count: number;
  sums: Map<string, Map<string, bigint>>;
};

function decodeSummary({ query, by, sums }: Made, rows: readonly QueryRow[]): SummaryAnswer {
  const gathered = new Map<string | number | null, Gathered>(
    by ? [] : [[null, { key: null, shown: null, count: 0, sums: new Map() }]],
  );
  for (const row of rows.slice(0, maxGroupRows)) {
    const key = by ? keyOut(row['g'], by.kind) : null;
    const shown = (row['shown'] ?? null) as string | null; // selected as text
    const group = gathered.get(key) ?? { key, shown, count: 0, sums: new Map<string, Map<string, bigint>>() };
    gathered.set(key, group);
    if (shown !== null && (group.shown === null || compareBinary(shown, group.shown) < 0)) group.shown = shown;
    group.count += Number(row['n']);
    for (const [index, { currency }] of sums.entries()) {
      const sum = sumOut([row[`x${index}_0`], row[`x${index}_1`]]);
      const path = query.sums[index];
      if (sum === undefined || path === undefined) continue;
      const unit = currency ? (row[`c${index}`] as string) : ''; // set wherever the amount is set
      const byUnit = group.sums.get(path) ?? new Map<string, bigint>();
      byUnit.set(unit, (byUnit.get(unit) ?? 0n) + sum);
      group.sums.set(path, byUnit);
    }
  }
  const decimals = new Map(
    query.sums.map((path, index) => [path, sums[index] ? decimalsOf(sums[index].asked.field) : 0]),
  );
  const groups = [...gathered.values()].map(({ key, shown, count, sums: found }): SummaryGroup => ({
    value: by ? by.valueOf(key, shown) : null,
    count,
    sums: Object.fromEntries(
      query.sums.map((path) => [
        path,
        Object.fromEntries(
          [...(found.get(path) ?? [])]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([unit, sum]) => [unit, unitsOut(sum, decimals.get(path) ?? 0)]),
        ),
      ]),
    ),
  }));
  const more = rows.length > maxGroupRows;
  return { groups: more ? groups.slice(0, -1) : groups, more }; // the last group may be incomplete
}
