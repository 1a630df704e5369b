import type { JsonValue } from '../../json.ts';
import { type RefusalOf, type Result, accept, refuse } from '../../refusal.ts';
import type { Entity } from '../../entities/entity.ts';
import type { Field } from '../../entities/fields.ts';
import { type PlaceTest, readArea, readCircle } from '../../geo/place-test.ts';
import { filterOperatorsOf } from './filter-operators.ts';
import { type Key, type KeyRead, afterPrefix, readKey, readMember, readText } from '../key-value.ts';
import {
  type ClockBucket,
  clockTimeSchema,
  type Filter,
  type FilterOperator,
  type RelativeSpan,
  relativeCountSchema,
  relativeSpans,
} from '../../questions/list-query.ts';
import type { QueryGround } from '../query-engine.ts';
import { type PathTarget, askedAt } from '../query-path.ts';
import { daysOf, instantsOf } from '../../questions/resolve-span.ts';

export type Bound = { readonly key: Key; readonly included: boolean };

/**
 * A test of one value, in the few forms that an engine needs. An empty value satisfies none of them. Negation is expressed by
 * `not`, the plain complement; no result is ever unknown.
 */
export type Test =
  | { readonly kind: 'filled' }
  | { readonly kind: 'one-of'; readonly keys: readonly Key[]; readonly currency?: string }
  | { readonly kind: 'range'; readonly from?: Bound; readonly to?: Bound; readonly currency?: string }
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'has'; readonly member: string }
  | { readonly kind: 'place'; readonly place: PlaceTest }
  /** `value`: as `clockOf` writes it. */
  | {
      readonly kind: 'clock';
      readonly bucket: ClockBucket;
      readonly value: string;
      readonly field: Pick<Field, 'type'>;
    };

/** A parsed filter: each path is resolved, each value is a key. An empty `and` is always true, an empty `or` never. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'test'; readonly asked: PathTarget; readonly test: Test };

/** Chosen: more than an editor can show. A statement of this size still compiles in milliseconds. */
const maxTests = 100;
const maxDepth = 12;
const maxValues = 2_000;

type Reading = {
  readonly ground: QueryGround;
  readonly entity: Entity;
  readonly count: { tests: number; values: number };
};
type At = { readonly where: string; readonly depth: number };

const invalid = (where: string, message: string): RefusalOf<'query/invalid'> =>
  refuse('query/invalid', message, { path: where });
const not = (part: Condition): Condition => ({ kind: 'not', part });

/**
 * Parses a filter against the catalogue. Refuses with `query/invalid` and the place in the query. A missing filter is always
 * true.
 */
export function readFilter(
  ground: QueryGround,
  entity: Entity,
  given: { readonly filter: Filter | undefined; readonly where: string },
): Result<Condition> {
  if (given.filter === undefined) return accept({ kind: 'and', parts: [] });
  return read({ ground, entity, count: { tests: 0, values: 0 } }, given.filter, { where: given.where, depth: 1 });
}

function read(reading: Reading, filter: Filter, at: At): Result<Condition> {
  if (at.depth > maxDepth) return invalid(at.where, `A filter may be nested at most ${maxDepth} levels deep.`);
  if ('and' in filter) return readParts(reading, { kind: 'and', filters: filter.and }, at);
  if ('or' in filter) return readParts(reading, { kind: 'or', filters: filter.or }, at);
  if ('not' in filter) {
    const part = read(reading, filter.not, { where: `${at.where}.not`, depth: at.depth + 1 });
    return part.ok ? accept(not(part.value)) : part;
  }
  reading.count.tests += 1;
  if (reading.count.tests > maxTests) return invalid(at.where, `A filter may have at most ${maxTests} conditions.`);
  const asked = askedAt(reading.ground.catalogue, reading.entity, { path: filter.field, where: at.where });
  if (!asked.ok) return asked;
  const operators = filterOperatorsOf(asked.value.field);
  if (!operators.includes(filter.op)) {
    return invalid(
      at.where,
      `${asked.value.field.label} can't be filtered by "${filter.op}"; it has ${operators.join(', ')}.`,
    );
  }
  return readTest(reading, { asked: asked.value, op: filter.op, value: filter.value ?? null }, at.where);
}

function readParts(
  reading: Reading,
  group: { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] },
  at: At,
): Result<Condition> {
  const parts: Condition[] = [];
  for (const [index, filter] of group.filters.entries()) {
    const part = read(reading, filter, { where: `${at.where}.${group.kind}[${index}]`, depth: at.depth + 1 });
    if (!part.ok) return part;
    parts.push(part.value);
  }
  return accept({ kind: group.kind, parts });
}

type Question = { readonly asked: PathTarget; readonly op: FilterOperator; readonly value: JsonValue };
type KeyFound = Exclude<KeyRead, { readonly wrong: string }>;

function readTest(reading: Reading, question: Question, where: string): Result<Condition> {
  const { asked, op, value } = question;
  const { ground } = reading;
  const test = (made: Test): Condition => ({ kind: 'test', asked, test: made });
  const wrong = (message: string) => invalid(`${where}.value`, `${asked.field.label} ${message}.`);

  const one = (from: JsonValue): Result<KeyFound> => {
    const found = readKey(from, asked, ground);
    return 'wrong' in found ? wrong(found.wrong) : accept(found);
  };
  const list = (readOne: (item: JsonValue) => KeyRead): Result<readonly KeyFound[]> => {
    if (!Array.isArray(value)) return wrong('must be given a list');
    const items: readonly JsonValue[] = value;
    reading.count.values += items.length;
    if (reading.count.values > maxValues) return wrong(`may be given at most ${maxValues} values in one filter`);
    const keys: KeyFound[] = [];
    for (const item of items) {
      const found = readOne(item);
      if ('wrong' in found) return wrong(found.wrong);
      keys.push(found);
    }
    return accept(keys);
  };
  const sameAs = (found: readonly KeyFound[]): Condition => equality(found, test);
  const range = (ends: Omit<Extract<Test, { readonly kind: 'range' }>, 'kind'>) =>
    accept(test({ kind: 'range', ...ends }));

  switch (op) {
    case 'is-empty':
      return accept(not(test({ kind: 'filled' })));
    case 'is-not-empty':
      return accept(test({ kind: 'filled' }));
    case 'is':
    case 'is-not': {
      const found = one(value);
      if (!found.ok) return found;
      return accept(op === 'is' ? sameAs([found.value]) : not(sameAs([found.value])));
    }
    case 'one-of':
    case 'none-of': {
      const found = list((item) => readKey(item, asked, ground));
      if (!found.ok) return found;
      return accept(op === 'one-of' ? sameAs(found.value) : not(sameAs(found.value)));
    }
    case 'has-any':
    case 'has-all':
    case 'has-none': {
      const found = list((item) => readMember(item, asked, ground));
      if (!found.ok) return found;
      const parts = found.value.map(({ key }) => test({ kind: 'has', member: String(key) }));
      if (op === 'has-all') return accept({ kind: 'and', parts });
      const any: Condition = { kind: 'or', parts };
      return accept(op === 'has-any' ? any : not(any));
    }
    case 'contains':
    case 'starts-with': {
      const found = readText(value, 'part');
      if ('wrong' in found) return wrong(found.wrong);
      const text = String(found.key);
      if (op === 'contains') return accept(test({ kind: 'contains', text }));
      const end = afterPrefix(text);
      return range({
        from: { key: text, included: true },
        ...(end === undefined ? {} : { to: { key: end, included: false } }),
      });
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte': {
      const found = one(value);
      if (!found.ok) return found;
      const { key, currency, upTo } = found.value;
      const unit = currency === undefined ? {} : { currency };
      if (op === 'gt')
        return range({ from: upTo === undefined ? { key, included: false } : { key: upTo, included: true }, ...unit });
      if (op === 'gte') return range({ from: { key, included: true }, ...unit });
      if (op === 'lt') return range({ to: { key, included: false }, ...unit });
      return range({ to: upTo === undefined ? { key, included: true } : { key: upTo, included: false }, ...unit });
    }
    case 'between': {
      const found = list((item) => readKey(item, asked, ground));
      if (!found.ok) return found;
      const [low, high, more] = found.value;
      if (!low || !high || more) return wrong('must be given two values, the lower and the higher');
      if (low.currency !== high.currency) return wrong('must be given two amounts of one currency');
      const to = high.upTo === undefined ? { key: high.key, included: true } : { key: high.upTo, included: false };
      return range({
        from: { key: low.key, included: true },
        to,
        ...(low.currency === undefined ? {} : { currency: low.currency }),
      });
    }
    case 'within':
      return readClock(question, { test, wrong }) ?? readSpan(question, ground, { range, wrong });
    case 'near':
    case 'in-area': {
      const place = op === 'near' ? readCircle(value) : readArea(value);
      return 'wrong' in place ? wrong(place.wrong) : accept(test({ kind: 'place', place }));
    }
  }
}

/**
 * Returns a test for equality with any of these keys. A day compared with an instant becomes a range, and each
 * currency a separate test.
 */
function equality(found: readonly KeyFound[], test: (made: Test) => Condition): Condition {
  const parts: Condition[] = [];
  const byCurrency = Map.groupBy(
    found.filter(({ upTo }) => upTo === undefined),
    ({ currency }) => currency,
  );
  for (const [currency, same] of byCurrency)
    parts.push(
      test({ kind: 'one-of', keys: same.map(({ key }) => key), ...(currency === undefined ? {} : { currency }) }),
    );
  for (const { key, upTo } of found)
    if (upTo !== undefined)
      parts.push(test({ kind: 'range', from: { key, included: true }, to: { key: upTo, included: false } }));
  const [only, other] = parts;
  return only && !other ? only : { kind: 'or', parts };
}

type SpanMaking = {
  readonly range: (ends: { readonly from?: Bound; readonly to?: Bound }) => Result<Condition>;
  readonly wrong: (message: string) => RefusalOf<'query/invalid'>;
};

type ClockMaking = {
  readonly test: (made: Test) => Condition;
  readonly wrong: (message: string) => RefusalOf<'query/invalid'>;
};

/** Reads a weekday or an hour. Undefined where the value is another span. */
function readClock({ asked, value }: Question, { test, wrong }: ClockMaking): Result<Condition> | undefined {
  const { data } = clockTimeSchema.safeParse(value);
  if (!data) return undefined;
  const { field } = asked;
  if ('weekday' in data) return accept(test({ kind: 'clock', bucket: 'weekday', value: String(data.weekday), field }));
  return field.type === 'date'
    ? wrong('is a day: it has no hour')
    : accept(test({ kind: 'clock', bucket: 'hour', value: String(data.hour).padStart(2, '0'), field }));
}

function readSpan({ asked, value }: Question, ground: QueryGround, { range, wrong }: SpanMaking): Result<Condition> {
  const named = relativeSpans.find((span) => span === value) satisfies RelativeSpan | undefined;
  const counted = relativeCountSchema.safeParse(value);
  const span = named ?? counted.data;
  if (span === undefined)
    return wrong(
      `must be given a span: one of ${relativeSpans.join(', ')}, or {"direction": "last", "count": 30, "unit": "day"}`,
    );
  const { from, to } = asked.field.type === 'date' ? daysOf(span, ground.asking) : instantsOf(span, ground.asking);
  return range({
    ...(from === undefined ? {} : { from: { key: from, included: true } }),
    ...(to === undefined ? {} : { to: { key: to, included: false } }),
  });
}

/** Whether a condition tests a figure over other records. Such a test is not decided for one record in memory. */
export const asksRollUp = (condition: Condition): boolean =>
  condition.kind === 'test'
    ? condition.asked.field.rollUp !== undefined
    : condition.kind === 'not'
      ? asksRollUp(condition.part)
      : condition.parts.some(asksRollUp);

/** Returns the paths of the asked record that a condition fixes to one value: `stage = 'won'` without alternatives. */
export function fixedPaths(condition: Condition): ReadonlySet<string> {
  const fixed = new Set<string>();
  const walk = (part: Condition) => {
    if (part.kind === 'and') for (const inner of part.parts) walk(inner);
    if (part.kind !== 'test' || part.asked.hop || part.test.kind !== 'one-of') return;
    if (part.test.keys.length === 1 && part.test.currency === undefined) fixed.add(part.asked.path);
  };
  walk(condition);
  return fixed;
}
