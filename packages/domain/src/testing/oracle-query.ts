import { Temporal } from 'temporal-polyfill';
import { idOf } from '../kernel/ids.ts';
import type { Entity } from '../kernel/entities/entity.ts';
import { isEmptyValue, keyOf } from '../kernel/entities/field-types.ts';
import { type Field, type Money, instant, number, ref, refTarget, tags } from '../kernel/entities/fields.ts';
import { isGeoPoint } from '../kernel/geo/geo-point.ts';
import type { GeoArea, Circle } from '../kernel/geo/place-test.ts';
import { chordSquared, vectorOf } from '../kernel/geo/place-vector.ts';
import { oracleInArea, oracleNear } from './oracle-places.ts';
import { foldText } from '../kernel/text/fold-text.ts';
import type { JsonValue } from '../kernel/json.ts';
import {
  clockTimeSchema,
  type Filter,
  type ListQuery,
  type Measure,
  type RelativeSpan,
  type Report,
  type ReportRow,
  type SummaryGroup,
  type SummaryQuery,
} from '../kernel/questions/list-query.ts';
import type { QueryGround } from '../kernel/query/query-engine.ts';
import { type RelativeCount, daysOf, instantsOf } from '../kernel/questions/resolve-span.ts';
import { searchTokensOf } from '../kernel/catalogue/record-rules.ts';
import type { StoredRecord } from '../kernel/entities/record.ts';

/**
 * The ground of a question and the records that the asker may see. The oracle applies the rules directly, record by
 * record; both engines are tested against it.
 */
export type OracleWorld = {
  readonly ground: Pick<QueryGround, 'catalogue' | 'asking' | 'currency'>;
  readonly records: ReadonlyMap<string, readonly StoredRecord[]>;
};

type Key = string | number | null;
type Found = { readonly field: Field; readonly value: JsonValue; readonly name: string };

const entityNamed = (world: OracleWorld, name: string): Entity => {
  const entity = world.ground.catalogue.entities.get(name);
  if (!entity) throw new Error(`The oracle knows no ${name}`);
  return entity;
};

/** Compares in the order of UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return Buffer.compare(left, right);
}
/** Returns the text of a value. The oracle calls it only for texts. */
const textIn = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));
const compare = (a: string | number, b: string | number) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));
function compareEmptyLast(a: Key, b: Key, direction: 'asc' | 'desc'): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return direction === 'asc' ? compare(a, b) : compare(b, a);
}

/** Returns the parts of the envelope by their names. */
function envelope(
  world: OracleWorld,
  entity: Entity,
  record: StoredRecord | undefined,
  name: string,
): Found | undefined {
  const { people } = world.ground.catalogue;
  const person = ref(idOf(people?.person ?? ''));
  switch (name) {
    case 'ownerId':
      return { name, field: person, value: record?.ownerId ?? null };
    case 'createdBy':
      return { name, field: person, value: record?.createdBy ?? null };
    case 'updatedBy':
      return { name, field: person, value: record?.updatedBy ?? null };
    case 'teamId':
      return { name, field: ref(idOf(people?.team ?? '')), value: record?.teamId ?? null };
    case 'sharedWith':
      return { name, field: tags(), value: record?.sharedWith ?? null };
    case 'createdAt':
      return { name, field: instant(), value: record?.createdAt ?? null };
    case 'updatedAt':
      return { name, field: instant(), value: record?.updatedAt ?? null };
    case 'version':
      return { name, field: number(), value: record?.version ?? null };
    case 'id':
      return { name, field: ref(idOf(entity.name)), value: record?.id ?? null };
    default:
      return undefined;
  }
}

function at(
  world: OracleWorld,
  record: StoredRecord | undefined,
  where: { readonly entity: Entity; readonly path: string },
): Found {
  const [name = '', next] = where.path.split('.');
  const field = where.entity.fields[name];
  const found =
    envelope(world, where.entity, record, name) ?? (field && { name, field, value: record?.fields[name] ?? null });
  if (!found) throw new Error(`The oracle finds no ${where.path}`);
  if (next === undefined) return found;
  if (found.field.type !== 'ref') throw new Error(`${where.path} is no path`);
  const there = found.field.targets[0] ?? '';
  const named =
    typeof found.value === 'string' ? world.records.get(there)?.find(({ id }) => id === found.value) : undefined;
  return at(world, named, { entity: entityNamed(world, there), path: next });
}

const keyIn = ({ field, value }: Found): Key => keyOf(field, value);

const whole = (value: number, field: Field) =>
  BigInt(Math.round(value * 10 ** ('decimals' in field ? field.decimals : 0)));
const scaleOf = (field: Field) => 10 ** ('decimals' in field ? field.decimals : 0);

function endsOf(
  world: OracleWorld,
  field: Field,
  value: JsonValue,
): { readonly from: Key; readonly before: Key; readonly currency?: string } {
  if (field.type === 'instant' && typeof value === 'string' && value.length === 10) {
    const day = Temporal.PlainDate.from(value);
    const start = (of: Temporal.PlainDate) =>
      of
        .toZonedDateTime({ timeZone: world.ground.asking.timeZone })
        .toInstant()
        .toString({ fractionalSecondDigits: 3 });
    return { from: start(day), before: start(day.add({ days: 1 })) };
  }
  const given =
    value === '@me'
      ? world.ground.asking.userId
      : field.type === 'money' && typeof value === 'number'
        ? { amount: value, currency: world.ground.currency ?? '' }
        : value;
  const key =
    field.type === 'address' && typeof given === 'string'
      ? keyOf({ ...field, type: 'text', maxChars: 999, multiline: false }, given)
      : keyOf(field, given);
  return { from: key, before: null, ...(field.type === 'money' ? { currency: (given as Money).currency } : {}) };
}

/** Whether a value satisfies a comparison. An empty value satisfies none. */
function satisfies(world: OracleWorld, found: Found, filter: Extract<Filter, { readonly field: string }>): boolean {
  const { field, value } = found;
  const asked = filter.value ?? null;
  const list = Array.isArray(asked) ? (asked as readonly JsonValue[]) : [];
  const members = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  const key = keyIn(found);
  const me = (member: JsonValue) => (member === '@me' ? world.ground.asking.userId : member);
  switch (filter.op) {
    case 'is-empty':
      return isEmptyValue(value) && key === null; // an empty pipeline means the first one (PLT-16)
    case 'is-not-empty':
      return !isEmptyValue(value) || key !== null;
    case 'has-any':
      return list.some((one) => members.includes(me(one)));
    case 'has-all':
      return list.every((one) => members.includes(me(one)));
    case 'has-none':
      return !list.some((one) => members.includes(me(one)));
    case 'is-not':
      return !satisfies(world, found, { ...filter, op: 'is' });
    case 'none-of':
      return !list.some((one) => satisfies(world, found, { ...filter, op: 'is', value: one }));
    case 'one-of':
      return list.some((one) => satisfies(world, found, { ...filter, op: 'is', value: one }));
    case 'between': {
      const [low = null, high = null] = list;
      return (
        satisfies(world, found, { ...filter, op: 'gte', value: low }) &&
        satisfies(world, found, { ...filter, op: 'lte', value: high })
      );
    }
    case 'contains':
      return key !== null && textIn(key).includes(foldText(textIn(asked)));
    case 'starts-with':
      return key !== null && textIn(key).startsWith(foldText(textIn(asked)));
    case 'within': {
      const clock = clockTimeSchema.safeParse(asked).data;
      if (clock)
        return (
          key !== null &&
          Object.entries(clock).every(([bucket, time]) => Number(bucketValue(world, found, bucket)) === time)
        );
      const span = asked as RelativeSpan | RelativeCount;
      const { from, to } =
        field.type === 'date' ? daysOf(span, world.ground.asking) : instantsOf(span, world.ground.asking);
      return (
        key !== null && (from === undefined || compare(key, from) >= 0) && (to === undefined || compare(key, to) < 0)
      );
    }
    case 'near':
      return isGeoPoint(value) && oracleNear(value, asked as Circle);
    case 'in-area':
      return isGeoPoint(value) && oracleInArea(value, asked as GeoArea);
    case 'is':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return key !== null && isInOrder(world, found, { key, op: filter.op, asked });
  }
}

/** Compares a filled value with one value. */
function isInOrder(
  world: OracleWorld,
  { field, value }: Found,
  {
    key,
    op,
    asked,
  }: { readonly key: string | number; readonly op: 'is' | 'gt' | 'gte' | 'lt' | 'lte'; readonly asked: JsonValue },
): boolean {
  const { from, before, currency } = endsOf(world, field, asked);
  if (from === null) return false;
  if (currency !== undefined && (value as Money).currency !== currency) return false;
  const isUpToEnd = before === null ? compare(key, from) <= 0 : compare(key, before) < 0;
  switch (op) {
    case 'is':
      return compare(key, from) >= 0 && isUpToEnd;
    case 'gt':
      return !isUpToEnd;
    case 'gte':
      return compare(key, from) >= 0;
    case 'lt':
      return compare(key, from) < 0;
    case 'lte':
      return isUpToEnd;
  }
}

function holds(world: OracleWorld, record: StoredRecord, filter: Filter | undefined): boolean {
  if (filter === undefined) return true;
  if ('and' in filter) return filter.and.every((part) => holds(world, record, part));
  if ('or' in filter) return filter.or.some((part) => holds(world, record, part));
  if ('not' in filter) return !holds(world, record, filter.not);
  return satisfies(world, at(world, record, { entity: entityNamed(world, record.entity), path: filter.field }), filter);
}

/** Whether a text finds a record by the words as typed. A blank text finds each. */
export function isFound(world: OracleWorld, record: StoredRecord, search: string | undefined): boolean {
  if (search === undefined || search.trim() === '') return true;
  const tokens = searchTokensOf(entityNamed(world, record.entity), record.fields);
  const words = foldText(search)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, 60));
  const has = (start: string) => tokens.some((token) => token.startsWith(start));
  const digits = foldText(search).replace(/\D/g, '').replace(/^0+/, '');
  const isPhone = /^[+\d\s().\-/]+$/.test(foldText(search)) && foldText(search).replace(/\D/g, '').length >= 6;
  if (words.length === 0) return false;
  return words.every(has) || (isPhone && digits !== '' && has(digits.slice(0, 60))) || hasDigits(world, record, search);
}

/**
 * Whether a searched phone number contains each run of at least four digits in a text, and the record contains the
 * other words.
 */
function hasDigits(world: OracleWorld, record: StoredRecord, search: string): boolean {
  const { fields } = entityNamed(world, record.entity);
  const joined = search.normalize('NFKC').replaceAll(/(?<=\d)[\s().\-/+]+(?=\d)/g, '');
  const runs = joined.match(/\d{4,}/g) ?? [];
  const phones = Object.entries(fields).flatMap(([name, { type, searched }]) => {
    const value = record.fields[name];
    return type === 'phone' && searched && typeof value === 'string' ? [value.replaceAll(/[\s().\-/+]/g, '')] : [];
  });
  const holdsAll = (asked: readonly string[]) => asked.every((run) => phones.some((digits) => digits.includes(run)));
  const others = joined.replaceAll(/\d{4,}/g, ' ').trim();
  const isThere = runs.length > 0 && (holdsAll(runs) || holdsAll(runs.map((run) => run.replace(/^0+(?=\d{4})/, ''))));
  return isThere && (!/[\p{L}\p{N}]/u.test(others) || isFound(world, record, others));
}

const lives = (record: StoredRecord, life: ListQuery['life']) => life === 'any' || record.life === life;

/** Returns the ids of all records that match a list question, in its order and without its window. */
export function oracleList(world: OracleWorld, query: ListQuery): readonly string[] {
  const entity = entityNamed(world, query.entity);
  const sortKey = (record: StoredRecord, { field: path, from, bucket }: ListQuery['sort'][number]): Key => {
    const found = at(world, record, { entity, path });
    if (bucket) return bucketValue(world, found, bucket);
    if (from) return isGeoPoint(found.value) ? chordSquared(vectorOf(found.value), vectorOf(from)) : null;
    if (found.field.type !== 'ref' || found.name === 'id') return keyIn(found);
    if (typeof found.value !== 'string') return null;
    const named = refTarget(found.field, found.value);
    const target = world.records.get(named.entity)?.find(({ id }) => id === named.id);
    return target
      ? keyIn(
          at(world, target, { entity: entityNamed(world, named.entity), path: entityNamed(world, named.entity).title }),
        )
      : null;
  };
  const last = query.sort.at(-1)?.direction ?? 'asc';
  return (world.records.get(query.entity) ?? [])
    .filter(
      (record) =>
        lives(record, query.life) && holds(world, record, query.where) && isFound(world, record, query.search),
    )
    .map((record) => ({ id: record.id, keys: query.sort.map((sort) => sortKey(record, sort)) }))
    .sort((a, b) => {
      for (const [index, { direction }] of query.sort.entries()) {
        const order = compareEmptyLast(a.keys[index] ?? null, b.keys[index] ?? null, direction);
        if (order !== 0) return order;
      }
      return compareEmptyLast(a.id, b.id, last);
    })
    .map(({ id }) => id);
}

const isText = (field: Field) => field.type === 'text' || field.type === 'email' || field.type === 'phone';

type Gathered = { readonly key: Key; readonly value: JsonValue; readonly records: StoredRecord[] };

/** Groups records by a key, in the order of keys. */
function grouped(
  records: readonly StoredRecord[],
  keyed: (record: StoredRecord) => { readonly key: Key; readonly value: JsonValue; readonly text: boolean },
): readonly Gathered[] {
  const groups = new Map<Key, { key: Key; value: JsonValue; records: StoredRecord[] }>();
  for (const record of records) {
    const { key, value, text } = keyed(record);
    const group = groups.get(key) ?? { key, value: key === null ? null : value, records: [] };
    if (text && key !== null && compareText(textIn(value), textIn(group.value)) < 0) group.value = value;
    group.records.push(record);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => compareEmptyLast(a.key, b.key, 'asc'));
}

/** Returns the value that an empty choice means (PLT-16). */
const meaningOfEmpty = ({ field, value }: Found): JsonValue | undefined =>
  field.type === 'choice' && isEmptyValue(value) ? field.emptyMeans : undefined;
const shownValue = (found: Found): JsonValue =>
  meaningOfEmpty(found) ??
  (isText(found.field) || found.field.type === 'choice' || found.field.type === 'flag' ? found.value : keyIn(found));
const unitOf = (found: Found) => (found.field.type === 'money' ? (found.value as Money).currency : '');

/** Returns the groups of a summary, in their order. */
export function oracleSummary(world: OracleWorld, query: SummaryQuery): readonly SummaryGroup[] {
  const entity = entityNamed(world, query.entity);
  const records = (world.records.get(query.entity) ?? []).filter(
    (record) => lives(record, query.life) && holds(world, record, query.where) && isFound(world, record, query.search),
  );
  const { groupBy, bucket } = query;
  const groups =
    groupBy === undefined
      ? [{ value: null, records }]
      : grouped(records, (record) => {
          const found = at(world, record, { entity, path: groupBy });
          if (bucket === undefined) return { key: keyIn(found), value: shownValue(found), text: isText(found.field) };
          const span = bucketValue(world, found, bucket);
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
          const found = at(world, record, { entity, path });
          const key = keyIn(found);
          if (typeof key !== 'number') continue;
          scale = scaleOf(found.field);
          units[unitOf(found)] = (units[unitOf(found)] ?? 0n) + whole(key, found.field);
        }
        return [path, Object.fromEntries(Object.entries(units).map(([unit, sum]) => [unit, Number(sum) / scale]))];
      }),
    ),
  }));
}

function localDay(world: OracleWorld, found: Found): string | null {
  if (typeof found.value !== 'string' || found.value === '') return null;
  return found.field.type === 'instant'
    ? Temporal.Instant.from(found.value).toZonedDateTimeISO(world.ground.asking.timeZone).toPlainDate().toString()
    : found.value;
}

/** Returns the value of a record's group by a span of days, by the weekday or by the hour. */
function bucketValue(world: OracleWorld, found: Found, bucket: string): string | null {
  const day = localDay(world, found);
  if (day === null || typeof found.value !== 'string') return null;
  if (bucket === 'weekday') return String(Temporal.PlainDate.from(day).dayOfWeek);
  if (bucket !== 'hour') return bucketStart(day, bucket);
  const { hour } = Temporal.Instant.from(found.value).toZonedDateTimeISO(world.ground.asking.timeZone);
  return String(hour).padStart(2, '0');
}

function bucketStart(day: string, bucket: string): string {
  const date = Temporal.PlainDate.from(day);
  if (bucket === 'week') return date.subtract({ days: date.dayOfWeek - 1 }).toString();
  if (bucket === 'month') return date.with({ day: 1 }).toString();
  if (bucket === 'quarter') return date.with({ day: 1, month: Math.floor((date.month - 1) / 3) * 3 + 1 }).toString();
  return bucket === 'year' ? date.with({ day: 1, month: 1 }).toString() : day;
}

type Valued = { readonly units: bigint; readonly currency: string; readonly scale: number };

function valuesOf(
  world: OracleWorld,
  records: readonly StoredRecord[],
  measure: Exclude<Measure, { readonly fn: 'count' | 'ratio' }>,
): readonly Valued[] {
  return records.flatMap((record) => {
    const entity = entityNamed(world, record.entity);
    if (!holds(world, record, measure.where)) return [];
    if ('from' in measure) {
      const [from, to] = [
        localDay(world, at(world, record, { entity, path: measure.from })),
        localDay(world, at(world, record, { entity, path: measure.to })),
      ];
      if (from === null || to === null) return [];
      return [
        { units: BigInt(Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days), currency: '', scale: 1 },
      ];
    }
    const found = at(world, record, { entity, path: measure.field });
    const key = keyIn(found);
    return typeof key === 'number'
      ? [{ units: whole(key, found.field), currency: unitOf(found), scale: scaleOf(found.field) }]
      : [];
  });
}

function aggregate(fn: string, values: readonly Valued[]): number | null {
  const [first] = values;
  if (!first) return null;
  const units = values.map((value) => value.units).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const sum = units.reduce((total, unit) => total + unit, 0n);
  const place = (index: number) => Number(units[index] ?? 0n);
  if (fn.startsWith('sum')) return Number(sum) / first.scale;
  if (fn.startsWith('avg')) return Number(sum) / units.length / first.scale;
  if (fn.startsWith('min')) return place(0) / first.scale;
  if (fn.startsWith('max')) return place(units.length - 1) / first.scale;
  return (place((units.length - 1) >> 1) + place(units.length >> 1)) / 2 / first.scale;
}

/** Returns the rows of a report in its default order. */
export function oracleReport(world: OracleWorld, report: Report): readonly ReportRow[] {
  const entity = entityNamed(world, report.entity);
  const chosen = (world.records.get(report.entity) ?? []).filter(
    (record) => record.life === 'alive' && holds(world, record, report.where),
  );
  type Level = {
    readonly keys: readonly JsonValue[];
    readonly groupKeys: readonly Key[];
    readonly records: readonly StoredRecord[];
  };
  let levels: readonly Level[] = [{ keys: [], groupKeys: [], records: chosen }];
  for (const { field: path, bucket } of report.groupBy) {
    // A text is shown in its least spelling within the whole combination of groups, so values are picked at the end.
    levels = levels.flatMap((level) =>
      grouped(level.records, (record) => {
        const found = at(world, record, { entity, path });
        const key = bucket === undefined ? keyIn(found) : bucketValue(world, found, bucket);
        return { key, value: key, text: false };
      }).map((group) => ({ keys: [], groupKeys: [...level.groupKeys, group.key], records: group.records })),
    );
  }
  return levels.flatMap((level): ReportRow[] => {
    const groups = report.groupBy.map(({ field: path, bucket }, index): JsonValue => {
      const key = level.groupKeys[index] ?? null;
      if (key === null || bucket !== undefined) return key;
      const values = level.records.map((record) => at(world, record, { entity, path }));
      const [one] = values;
      if (!one) return key;
      return isText(one.field)
        ? (values.map(({ value }) => textIn(value)).sort(compareText)[0] ?? null)
        : shownValue(one);
    });
    const isMoney = (measure: Measure) =>
      'field' in measure && at(world, undefined, { entity, path: measure.field }).field.type === 'money';
    const count = (filter: Filter | undefined) => level.records.filter((record) => holds(world, record, filter)).length;
    const measured = (currency: string | undefined) =>
      Object.fromEntries(
        report.measures.map((measure): [string, number | null] => {
          if (measure.fn === 'count') return [measure.name, count(measure.where)];
          if (measure.fn === 'ratio')
            return [measure.name, count(measure.of) === 0 ? null : count(measure.where) / count(measure.of)];
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
            : valuesOf(world, level.records, measure).map((value) => value.currency),
        ),
    );
    if (currencies.size === 0) return [{ groups, measures: measured(undefined) }];
    return [...currencies].sort().map((currency) => ({ groups, measures: measured(currency), currency }));
  });
}
