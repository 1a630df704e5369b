import { Temporal } from 'temporal-polyfill';
import { isEmptyValue } from '../../kernel/entities/field-types.ts';
import type { Field, Money } from '../../kernel/entities/fields.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type {
  Filter,
  Measure,
  Report,
  ReportRow,
  SummaryGroup,
  SummaryQuery,
} from '../../kernel/questions/list-query.ts';
import {
  compareEmptyLast,
  compareText,
  isFound,
  oracleBucket,
  oracleDay,
  oracleEntity,
  oracleHolds,
  oracleKey,
  type OracleKey,
  oracleLives,
  oracleText,
  type OracleValue,
  oracleValueAt,
  type OracleWorld,
} from './oracle-query.ts';

const whole = (value: number, field: Field) =>
  BigInt(Math.round(value * 10 ** ('decimals' in field ? field.decimals : 0)));
const scaleOf = (field: Field) => 10 ** ('decimals' in field ? field.decimals : 0);

const isText = (field: Field) => field.type === 'text' || field.type === 'email' || field.type === 'phone';

type Gathered = { readonly key: OracleKey; readonly value: JsonValue; readonly records: StoredRecord[] };

/** Groups records by a key, in the order of keys. */
function grouped(
  records: readonly StoredRecord[],
  keyed: (record: StoredRecord) => { readonly key: OracleKey; readonly value: JsonValue; readonly text: boolean },
): readonly Gathered[] {
  const groups = new Map<OracleKey, { key: OracleKey; value: JsonValue; records: StoredRecord[] }>();
  for (const record of records) {
    const { key, value, text } = keyed(record);
    const group = groups.get(key) ?? { key, value: key === null ? null : value, records: [] };
    if (text && key !== null && compareText(oracleText(value), oracleText(group.value)) < 0) group.value = value;
    group.records.push(record);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => compareEmptyLast(a.key, b.key, 'asc'));
}

/** Returns the value that an empty choice means (PLT-16). */
const meaningOfEmpty = ({ field, value }: OracleValue): JsonValue | undefined =>
  field.type === 'choice' && isEmptyValue(value) ? field.emptyMeans : undefined;
const shownValue = (found: OracleValue): JsonValue =>
  meaningOfEmpty(found) ??
  (isText(found.field) || found.field.type === 'choice' || found.field.type === 'flag'
    ? found.value
    : oracleKey(found));
const unitOf = (found: OracleValue) => (found.field.type === 'money' ? (found.value as Money).currency : '');

/** Returns the groups of a summary, in their order. */
export function oracleSummary(world: OracleWorld, query: SummaryQuery): readonly SummaryGroup[] {
  const entity = oracleEntity(world, query.entity);
  const records = (world.records.get(query.entity) ?? []).filter(
    (record) =>
      oracleLives(record, query.life) &&
      oracleHolds(world, record, query.where) &&
      isFound(world, record, query.search),
  );
  const { groupBy, bucket } = query;
  const groups =
    groupBy === undefined
      ? [{ value: null, records }]
      : grouped(records, (record) => {
          const found = oracleValueAt(world, record, { entity, path: groupBy });
          if (bucket === undefined)
            return { key: oracleKey(found), value: shownValue(found), text: isText(found.field) };
          const span = oracleBucket(world, found, bucket);
          return { key: span, value: span, text: false };
        });
  return groups.map(({ value, records: members }) => ({
    value,
    count: members.length,
    sums: Object.fromEntries(
      query.sums.map((path) => {
        const units: Record<string, bigint> = {};
        let scale = 1;
        for (const record of members) {
          const found = oracleValueAt(world, record, { entity, path });
          const key = oracleKey(found);
          if (typeof key !== 'number') continue;
          scale = scaleOf(found.field);
          units[unitOf(found)] = (units[unitOf(found)] ?? 0n) + whole(key, found.field);
        }
        return [path, Object.fromEntries(Object.entries(units).map(([unit, sum]) => [unit, Number(sum) / scale]))];
      }),
    ),
  }));
}

type Valued = { readonly units: bigint; readonly currency: string; readonly scale: number };

function valuesOf(
  world: OracleWorld,
  records: readonly StoredRecord[],
  measure: Exclude<Measure, { readonly fn: 'count' | 'ratio' | 'per-day' }>,
): readonly Valued[] {
  return records.flatMap((record) => {
    const entity = oracleEntity(world, record.entity);
    if (!oracleHolds(world, record, measure.where)) return [];
    if ('from' in measure) {
      const [from, to] = [
        oracleDay(world, oracleValueAt(world, record, { entity, path: measure.from })),
        oracleDay(world, oracleValueAt(world, record, { entity, path: measure.to })),
      ];
      if (from === null || to === null) return [];
      return [
        { units: BigInt(Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days), currency: '', scale: 1 },
      ];
    }
    const found = oracleValueAt(world, record, { entity, path: measure.field });
    const key = oracleKey(found);
    if (typeof key !== 'number') return [];
    const weight =
      measure.fn === 'weighted' ? chanceOf(oracleValueAt(world, record, { entity, path: measure.by })) : 1n;
    const scale = scaleOf(found.field) * (measure.fn === 'weighted' ? 100 : 1);
    return [{ units: whole(key, found.field) * weight, currency: unitOf(found), scale }];
  });
}

/** Returns the chance in percent of a record's option, 0 for none. */
const chanceOf = ({ field, value }: OracleValue): bigint =>
  BigInt((field.type === 'choice' && field.options.find((option) => option.value === value)?.chancePercent) || 0);

function aggregate(fn: string, values: readonly Valued[]): number | null {
  const [first] = values;
  if (!first) return null;
  const units = values.map((value) => value.units).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const sum = units.reduce((total, unit) => total + unit, 0n);
  const place = (index: number) => Number(units[index] ?? 0n);
  if (fn.startsWith('sum') || fn === 'weighted') return Number(sum) / first.scale;
  if (fn.startsWith('avg')) return Number(sum) / units.length / first.scale;
  if (fn.startsWith('min')) return place(0) / first.scale;
  if (fn.startsWith('max')) return place(units.length - 1) / first.scale;
  return (place((units.length - 1) >> 1) + place(units.length >> 1)) / 2 / first.scale;
}

type PerDay = Extract<Measure, { readonly fn: 'per-day' }>;

/** Returns the records that have a value and days, each as the value of one aggregate. */
function pairsOf(
  world: OracleWorld,
  records: readonly StoredRecord[],
  { name, field, from, to, where }: PerDay,
): readonly { readonly value: Valued; readonly days: Valued }[] {
  const only = where === undefined ? {} : { where };
  return records.flatMap((record) => {
    const [value] = valuesOf(world, [record], { name, fn: 'sum', field, ...only });
    const [days] = valuesOf(world, [record], { name, fn: 'sum-days', from, to, ...only });
    return value && days ? [{ value, days }] : [];
  });
}

function perDay(pairs: ReturnType<typeof pairsOf>): number | null {
  const [first] = pairs;
  const days = pairs.reduce((sum, pair) => sum + pair.days.units, 0n);
  const sum = pairs.reduce((total, { value }) => total + value.units, 0n);
  return first === undefined || days <= 0n ? null : (Number(sum) * pairs.length) / Number(days) / first.value.scale;
}

/** Returns the rows of a report in its default order. */
export function oracleReport(world: OracleWorld, report: Report): readonly ReportRow[] {
  const entity = oracleEntity(world, report.entity);
  const chosen = (world.records.get(report.entity) ?? []).filter(
    (record) =>
      record.life === 'alive' && oracleHolds(world, record, report.where) && isFound(world, record, report.search),
  );
  type Level = {
    readonly keys: readonly JsonValue[];
    readonly groupKeys: readonly OracleKey[];
    readonly records: readonly StoredRecord[];
  };
  let levels: readonly Level[] = [{ keys: [], groupKeys: [], records: chosen }];
  for (const { field: path, bucket } of report.groupBy) {
    // A text is shown in its least spelling within the whole combination of groups, so values are picked at the end.
    levels = levels.flatMap((level) =>
      grouped(level.records, (record) => {
        const found = oracleValueAt(world, record, { entity, path });
        const key = bucket === undefined ? oracleKey(found) : oracleBucket(world, found, bucket);
        return { key, value: key, text: false };
      }).map((group) => ({ keys: [], groupKeys: [...level.groupKeys, group.key], records: group.records })),
    );
  }
  return levels.flatMap((level): ReportRow[] => {
    const groups = report.groupBy.map(({ field: path, bucket }, index): JsonValue => {
      const key = level.groupKeys[index] ?? null;
      if (key === null || bucket !== undefined) return key;
      const values = level.records.map((record) => oracleValueAt(world, record, { entity, path }));
      const [one] = values;
      if (!one) return key;
      return isText(one.field)
        ? (values.map(({ value }) => oracleText(value)).sort(compareText)[0] ?? null)
        : shownValue(one);
    });
    const isMoney = (measure: Measure) =>
      'field' in measure && oracleValueAt(world, undefined, { entity, path: measure.field }).field.type === 'money';
    const count = (filter: Filter | undefined) =>
      level.records.filter((record) => oracleHolds(world, record, filter)).length;
    const measured = (currency: string | undefined) =>
      Object.fromEntries(
        report.measures.map((measure): [string, number | null] => {
          if (measure.fn === 'count') return [measure.name, count(measure.where)];
          if (measure.fn === 'ratio')
            return [measure.name, count(measure.of) === 0 ? null : count(measure.where) / count(measure.of)];
          if (measure.fn === 'per-day') {
            const pairs = pairsOf(world, level.records, measure);
            return [
              measure.name,
              perDay(pairs.filter(({ value }) => !isMoney(measure) || value.currency === currency)),
            ];
          }
          const values = valuesOf(world, level.records, measure).filter(
            (value) => !isMoney(measure) || value.currency === currency,
          );
          return [measure.name, aggregate(measure.fn, values)];
        }),
      );
    const currencies = new Set(
      report.measures
        .filter(isMoney)
        .flatMap((measure) =>
          measure.fn === 'count' || measure.fn === 'ratio'
            ? []
            : measure.fn === 'per-day'
              ? pairsOf(world, level.records, measure).map(({ value }) => value.currency)
              : valuesOf(world, level.records, measure).map((value) => value.currency),
        ),
    );
    if (currencies.size === 0) return [{ groups, measures: measured(undefined) }];
    return [...currencies].sort().map((currency) => ({ groups, measures: measured(currency), currency }));
  });
}
