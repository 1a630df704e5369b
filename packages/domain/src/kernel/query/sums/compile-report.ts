import { sql } from 'kysely';
import { unknownEntity } from '../../catalogue/catalogue.ts';
import type { JsonValue } from '../../json.ts';
import { type Result, accept, refuse } from '../../refusal.ts';
import { compareKeys } from '../binary-order.ts';
import { coveringIndex } from '../covering-index.ts';
import { readFilter } from '../filters/condition.ts';
import { conditionSql } from '../conditions/condition-sql.ts';
import { type Grouping, keyOut, readSpanGrouping } from './group-value.ts';
import type { Report, ReportRow } from '../../questions/list-query.ts';
import {
  type CompiledQuery,
  type Fragment,
  type QueryGround,
  type QueryRow,
  allOf,
  compileSql,
  lifeIs,
  listOf,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { tooCostly } from '../query-cost.ts';
import { joinsOf } from '../conditions/query-joins.ts';
import { searchSql } from '../search/search-condition.ts';
import { type ReadMeasure, measureColumns, measureOut, readMeasure } from './report-measure.ts';

/** `more`: the report has rows beyond its limit. */
export type ReportAnswer = { readonly rows: readonly ReportRow[]; readonly more: boolean };

/**
 * Compiles a report over living records. Groups are in the order of their keys, empty last, unless the report names
 * another order. A group with amounts in several currencies becomes several rows, one for each currency. Measures
 * other than money cover the whole group and are repeated in each row. Averages and medians are computed from whole
 * units. Refusals: `records/unknown-entity`, `query/invalid`, `query/too-costly`.
 */
export function compileReport(ground: QueryGround, report: Report): Result<CompiledQuery<ReportAnswer>> {
  const entity = ground.catalogue.entities.get(report.entity);
  if (!entity) return unknownEntity(report.entity);
  const condition = readFilter(ground, entity, { filter: report.where, where: 'where' });
  if (!condition.ok) return condition;
  const joins = joinsOf(ground, 't');
  const groups: Grouping[] = [];
  for (const [index, { field: path, bucket }] of report.groupBy.entries()) {
    const group = readSpanGrouping(ground, entity, { path, bucket, where: `groupBy[${index}]`, joins });
    if (!group.ok) return group;
    groups.push(group.value);
  }
  const measures: ReadMeasure[] = [];
  for (const [index, measure] of report.measures.entries()) {
    const where = `measures[${index}]`;
    if (measures.some(({ name }) => name === measure.name))
      return refuse('query/invalid', `Two measures are called "${measure.name}".`, { path: where });
    const read = readMeasure({ ground, entity, joins }, measure, where);
    if (!read.ok) return read;
    measures.push(read.value);
  }
  for (const [index, { by }] of report.sort.entries()) {
    const known = measures.some(({ name }) => name === by) || report.groupBy.some(({ field }) => field === by);
    if (!known)
      return refuse('query/invalid', `A report can't be sorted by "${by}": name a measure or a group's field.`, {
        path: `sort[${index}]`,
      });
  }
  const conditions = measures.flatMap((measure) => measure.reads.conditions);
  const asked = [...groups.map((group) => group.asked), ...measures.flatMap((measure) => measure.reads.asked)];
  const coveredBy = groups.some(({ shown }) => shown)
    ? undefined
    : coveringIndex(entity, { condition: condition.value, conditions, asked });
  const costly = tooCostly(ground, entity, {
    life: 'alive',
    condition: condition.value,
    hasSearch: report.search !== undefined,
    isCovered: coveredBy !== undefined,
    asked,
    joined: joins.hops(),
    conditions,
    order: undefined,
  });
  if (costly) return costly;
  const where = [
    ...withinReach(ground, entity, 't'),
    ...lifeIs(ground, 't', 'alive'),
    conditionSql({ ground, alias: 't', life: 'alive' }, condition.value),
    ...searchSql(ground, entity, report.search),
  ];
  const base = baseSql(
    { groups, measures },
    sql`from ${tableOf(ground, entity, 't')} ${joins.clauses()} where ${allOf(where)}`,
  );
  const parts = partsOf(measures);
  const width = Math.max(
    ...parts.map((part) => part.reduce((sum, at) => sum + columnsOf(ground, measures, at).length, 0)),
  );
  const selects = parts.map((part, index) => partSql(ground, { groups, measures, part, index, width }));
  const statement = sql`with b as materialized (${base}) ${sql.join(selects, sql` union all `)}`;
  return accept({
    ...compileSql(ground, statement),
    decode: (rows) => decodeReport({ ground, report, groups, measures, parts }, rows),
  });
}

/** Selects each record's contribution to groups and measures. It is computed once, however many measures use it. */
function baseSql(
  { groups, measures }: { readonly groups: readonly Grouping[]; readonly measures: readonly ReadMeasure[] },
  source: Fragment,
): Fragment {
  const columns = [
    sql`1 as one`,
    ...groups.flatMap(({ key, shown }, index) => [
      sql`${key} as ${sql.raw(`g${index}`)}`,
      ...(shown ? [sql`${shown} as ${sql.raw(`d${index}`)}`] : []),
    ]),
    ...measures.flatMap(({ values, currency }, index) => [
      ...values.map((value, which) => sql`${value} as ${sql.raw(`v${index}_${which}`)}`),
      ...(currency ? [sql`${currency} as ${sql.raw(`u${index}`)}`] : []),
    ]),
  ];
  return sql`select ${listOf(columns)} ${source}`;
}

/**
 * Returns the measures of each pass over the groups. The first part contains all measures that are neither money nor
 * a median, and it contains every group. Each other measure has a part of its own.
 */
function partsOf(measures: readonly ReadMeasure[]): readonly (readonly number[])[] {
  const apart = (measure: ReadMeasure) => measure.currency !== undefined || measure.fn === 'median';
  const indexes = measures.map((_measure, index) => index);
  const isApart = (index: number) => measures[index] !== undefined && apart(measures[index]);
  return [indexes.filter((index) => !isApart(index)), ...indexes.filter(isApart).map((index) => [index])];
}

function columnsOf(ground: QueryGround, measures: readonly ReadMeasure[], index: number): readonly Fragment[] {
  const measure = measures[index];
  return measure
    ? measureColumns(
        ground,
        measure,
        measure.values.map((_value, which) => sql.raw(`b.v${index}_${which}`)),
      )
    : [];
}

type Part = {
  readonly groups: readonly Grouping[];
  readonly measures: readonly ReadMeasure[];
  readonly part: readonly number[];
  readonly index: number;
  readonly width: number;
};

function partSql(ground: QueryGround, { groups, measures, part, index, width }: Part): Fragment {
  const asText = (column: Fragment) => (ground.engine.dialect === 'postgres' ? sql`(${column})::text` : column); // the columns of all parts have the same type
  const [at] = index === 0 ? [] : part;
  const measure = at === undefined ? undefined : measures[at];
  const unit = measure?.currency ? sql.raw(`b.u${at}`) : undefined;
  const keys = groups.map((_group, which) => sql.raw(`b.g${which}`));
  const by = [...keys, ...(unit ? [unit] : [])];
  const columns = part.flatMap((one) => columnsOf(ground, measures, one));
  const selected = [
    sql`${sql.lit(index)} as part`,
    sql`count(*) as many`, // otherwise, in a report without groups, a part without a measure would return a row for each record
    ...keys.map((key, which) => sql`${key} as ${sql.raw(`g${which}`)}`),
    ...groups.map(
      ({ shown }, which) =>
        sql`${asText(index === 0 && shown ? sql.raw(`min(b.d${which})`) : sql`null`)} as ${sql.raw(`d${which}`)}`,
    ),
    sql`${asText(unit ?? sql`null`)} as unit`,
    ...Array.from(
      { length: width },
      (_none, which) => sql`${asText(columns[which] ?? sql`null`)} as ${sql.raw(`x${which}`)}`,
    ),
  ];
  const grouped = by.length === 0 ? sql`` : sql`group by ${listOf(by)}`;
  if (measure === undefined) return sql`select ${listOf(selected)} from b ${grouped}`;
  const value = sql.raw(`b.v${at}_0`);
  if (measure.fn !== 'median') return sql`select ${listOf(selected)} from b where ${value} is not null ${grouped}`;
  const partition = by.length === 0 ? sql`` : sql`partition by ${listOf(by)}`;
  const ranked = sql`select ${listOf([...by, value])}, row_number() over (${partition} order by ${value}) as place, count(*) over (${partition}) as many
    from b where ${value} is not null`;
  return sql`select ${listOf(selected)} from (${ranked}) as b where b.place in ((b.many + 1) / 2, (b.many + 2) / 2) ${grouped}`;
}

type Made = {
  readonly ground: QueryGround;
  readonly report: Report;
  readonly groups: readonly Grouping[];
  readonly measures: readonly ReadMeasure[];
  readonly parts: readonly (readonly number[])[];
};
type Key = string | number | null;
type Gathered = {
  readonly keys: readonly Key[];
  readonly values: readonly JsonValue[];
  readonly whole: Map<number, number | null>;
  readonly byUnit: Map<string, Map<number, number | null>>;
};
type KeyedRow = { readonly keys: readonly Key[]; readonly row: ReportRow };

function decodeReport(made: Made, rows: readonly QueryRow[]): ReportAnswer {
  const { report, groups, measures } = made;
  const gathered = new Map<string, Gathered>();
  // The first part's rows name the groups. An engine may return the parts in any order.
  for (const row of [...rows].sort((a, b) => Number(a['part']) - Number(b['part']))) {
    const keys = groups.map(({ kind }, index) => keyOut(row[`g${index}`], kind));
    const name = JSON.stringify(keys);
    const values = groups.map(({ valueOf }, index) =>
      valueOf(keys[index] ?? null, (row[`d${index}`] ?? null) as string | null),
    ); // selected as text
    const group = gathered.get(name) ?? {
      keys,
      values,
      whole: new Map<number, number | null>(),
      byUnit: new Map<string, Map<number, number | null>>(),
    };
    gathered.set(name, group);
    gather(made, group, row);
  }
  const keyed = [...gathered.values()].flatMap((group): KeyedRow[] => {
    const measured = (unit: Map<number, number | null> | undefined) =>
      Object.fromEntries(
        measures.map((measure, index) => [
          measure.name,
          (measure.currency ? unit?.get(index) : group.whole.get(index)) ?? null,
        ]),
      );
    const units = [...group.byUnit].sort(([a], [b]) => (a < b ? -1 : 1));
    if (units.length === 0) return [{ keys: group.keys, row: { groups: group.values, measures: measured(undefined) } }];
    return units.map(([currency, unit]) => ({
      keys: group.keys,
      row: { groups: group.values, measures: measured(unit), currency },
    }));
  });
  const sorted = keyed.sort((a, b) => compareRows(report, a, b));
  return { rows: sorted.slice(0, report.limit).map(({ row }) => row), more: sorted.length > report.limit };
}

function gather({ ground, measures, parts }: Made, group: Gathered, row: QueryRow): void {
  let column = 0;
  for (const index of parts[Number(row['part'])] ?? []) {
    const measure = measures[index];
    if (!measure) continue;
    const width = columnsOf(ground, measures, index).length;
    const value = measureOut(
      measure,
      Array.from({ length: width }, (_none, which) => row[`x${column + which}`]),
    );
    column += width;
    if (measure.currency === undefined) {
      group.whole.set(index, value);
      continue;
    }
    const unit = row['unit'];
    if (typeof unit !== 'string') continue; // the report has no amount at all
    const ofUnit = group.byUnit.get(unit) ?? new Map<number, number | null>();
    ofUnit.set(index, value);
    group.byUnit.set(unit, ofUnit);
  }
}

function compareRows(report: Report, a: KeyedRow, b: KeyedRow): number {
  for (const { by, direction } of report.sort) {
    const group = report.groupBy.findIndex(({ field }) => field === by);
    const keyIn = ({ keys, row }: KeyedRow) =>
      Object.hasOwn(row.measures, by) ? (row.measures[by] ?? null) : (keys[group] ?? null);
    const order = compareKeys(keyIn(a), keyIn(b), direction);
    if (order !== 0) return order;
  }
  for (const [index, key] of a.keys.entries()) {
    const order = compareKeys(key, b.keys[index] ?? null, 'asc');
    if (order !== 0) return order;
  }
  return compareKeys(a.row.currency ?? null, b.row.currency ?? null, 'asc');
}
