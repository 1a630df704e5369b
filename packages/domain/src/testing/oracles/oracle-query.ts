import { Temporal } from 'temporal-polyfill';
import { idOf } from '../../kernel/ids.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { isEmptyValue, keyOf } from '../../kernel/entities/field-types.ts';
import { type Field, type Money, instant, number, ref, refTarget, tags } from '../../kernel/entities/fields.ts';
import { isGeoPoint } from '../../kernel/geo/geo-point.ts';
import type { GeoArea, Circle } from '../../kernel/geo/place-test.ts';
import { chordSquared, vectorOf } from '../../kernel/geo/place-vector.ts';
import { oracleInArea, oracleNear } from './oracle-places.ts';
import { foldText } from '../../kernel/text/fold-text.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { clockTimeSchema, type Filter, type ListQuery, type RelativeSpan } from '../../kernel/questions/list-query.ts';
import type { QueryGround } from '../../kernel/query/query-engine.ts';
import { type RelativeCount, daysOf, instantsOf } from '../../kernel/questions/resolve-span.ts';
import { searchTokensOf } from '../../kernel/catalogue/record-rules.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';

/**
 * The ground of a query and the records that the asker may see. The oracle applies the rules directly, record by
 * record; both engines are tested against it.
 */
export type OracleWorld = {
  readonly ground: Pick<QueryGround, 'catalogue' | 'asking' | 'currency'>;
  readonly records: ReadonlyMap<string, readonly StoredRecord[]>;
};

export type OracleKey = string | number | null;
export type OracleValue = { readonly field: Field; readonly value: JsonValue; readonly name: string };

export const oracleEntity = (world: OracleWorld, name: string): Entity => {
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
export const oracleText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));
const compare = (a: string | number, b: string | number) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));
export function compareEmptyLast(a: OracleKey, b: OracleKey, direction: 'asc' | 'desc'): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return direction === 'asc' ? compare(a, b) : compare(b, a);
}

/** Returns the parts of the envelope by their names. */
function envelope(
  world: OracleWorld,
  entity: Entity,
  record: StoredRecord | undefined,
  name: string,
): OracleValue | undefined {
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

export function oracleValueAt(
  world: OracleWorld,
  record: StoredRecord | undefined,
  where: { readonly entity: Entity; readonly path: string },
): OracleValue {
  const [name = '', next] = where.path.split('.');
  const field = where.entity.fields[name];
  const found =
    envelope(world, where.entity, record, name) ?? (field && { name, field, value: record?.fields[name] ?? null });
  if (!found) throw new Error(`The oracle finds no ${where.path}`);
  if (next === undefined) return found;
  if (found.field.type !== 'ref') throw new Error(`${where.path} is not a path`);
  const there = found.field.targets[0] ?? '';
  const named =
    typeof found.value === 'string' ? world.records.get(there)?.find(({ id }) => id === found.value) : undefined;
  return oracleValueAt(world, named, { entity: oracleEntity(world, there), path: next });
}

export const oracleKey = ({ field, value }: OracleValue): OracleKey => keyOf(field, value);

function endsOf(
  world: OracleWorld,
  field: Field,
  value: JsonValue,
): { readonly from: OracleKey; readonly before: OracleKey; readonly currency?: string } {
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
function satisfies(
  world: OracleWorld,
  found: OracleValue,
  filter: Extract<Filter, { readonly field: string }>,
): boolean {
  const { field, value } = found;
  const asked = filter.value ?? null;
  const list = Array.isArray(asked) ? (asked as readonly JsonValue[]) : [];
  const members = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  const key = oracleKey(found);
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
      return key !== null && oracleText(key).includes(foldText(oracleText(asked)));
    case 'starts-with':
      return key !== null && oracleText(key).startsWith(foldText(oracleText(asked)));
    case 'within': {
      const clock = clockTimeSchema.safeParse(asked).data;
      if (clock)
        return (
          key !== null &&
          Object.entries(clock).every(([bucket, time]) => Number(oracleBucket(world, found, bucket)) === time)
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
  { field, value }: OracleValue,
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

export function oracleHolds(world: OracleWorld, record: StoredRecord, filter: Filter | undefined): boolean {
  if (filter === undefined) return true;
  if ('and' in filter) return filter.and.every((part) => oracleHolds(world, record, part));
  if ('or' in filter) return filter.or.some((part) => oracleHolds(world, record, part));
  if ('not' in filter) return !oracleHolds(world, record, filter.not);
  return satisfies(
    world,
    oracleValueAt(world, record, { entity: oracleEntity(world, record.entity), path: filter.field }),
    filter,
  );
}

/** Whether a text finds a record by the words as typed. A blank text finds each. */
export function isFound(world: OracleWorld, record: StoredRecord, search: string | undefined): boolean {
  if (search === undefined || search.trim() === '') return true;
  const tokens = searchTokensOf(oracleEntity(world, record.entity), record.fields);
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
  const { fields } = oracleEntity(world, record.entity);
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

export const oracleLives = (record: StoredRecord, life: ListQuery['life']) => life === 'any' || record.life === life;

/** Returns the ids of all records that match a list query, in its order and without its window. */
export function oracleList(world: OracleWorld, query: ListQuery): readonly string[] {
  const entity = oracleEntity(world, query.entity);
  const sortKey = (record: StoredRecord, { field: path, from, bucket }: ListQuery['sort'][number]): OracleKey => {
    const found = oracleValueAt(world, record, { entity, path });
    if (bucket) return oracleBucket(world, found, bucket);
    if (from) return isGeoPoint(found.value) ? chordSquared(vectorOf(found.value), vectorOf(from)) : null;
    if (found.field.type !== 'ref' || found.name === 'id') return oracleKey(found);
    if (typeof found.value !== 'string') return null;
    const named = refTarget(found.field, found.value);
    const target = world.records.get(named.entity)?.find(({ id }) => id === named.id);
    return target
      ? oracleKey(
          oracleValueAt(world, target, {
            entity: oracleEntity(world, named.entity),
            path: oracleEntity(world, named.entity).title,
          }),
        )
      : null;
  };
  const last = query.sort.at(-1)?.direction ?? 'asc';
  return (world.records.get(query.entity) ?? [])
    .filter(
      (record) =>
        oracleLives(record, query.life) &&
        oracleHolds(world, record, query.where) &&
        isFound(world, record, query.search),
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

/** Returns the day of a date, or of an instant in the zone of the asker. */
export function oracleDay(world: OracleWorld, found: OracleValue): string | null {
  if (typeof found.value !== 'string' || found.value === '') return null;
  return found.field.type === 'instant'
    ? Temporal.Instant.from(found.value).toZonedDateTimeISO(world.ground.asking.timeZone).toPlainDate().toString()
    : found.value;
}

/** Returns the value of a record's group by a span of days, by the weekday or by the hour. */
export function oracleBucket(world: OracleWorld, found: OracleValue, bucket: string): string | null {
  const day = oracleDay(world, found);
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
