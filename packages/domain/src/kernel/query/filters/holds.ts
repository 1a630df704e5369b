import { isEmptyValue, keyOf } from '../../entities/field-types.ts';
import { type Field, refTarget } from '../../entities/fields.ts';
import { isGeoPoint } from '../../geo/geo-point.ts';
import { passes } from '../../geo/place-test.ts';
import { vectorOf } from '../../geo/place-vector.ts';
import { isObject, type JsonValue } from '../../json.ts';
import type { StoredRecord } from '../../entities/record.ts';
import { compareKeys } from '../binary-order.ts';
import { clockValueOf } from '../expressions/date-bucket.ts';
import type { Key } from '../key-value.ts';
import type { QueryGround } from '../query-engine.ts';
import type { PathTarget } from '../query-path.ts';
import type { Condition, Test } from './condition.ts';

/**
 * Whether a record passes a condition. `unknown`: the answer depends on a referenced record that the caller does not hold, or on
 * a roll-up. A caller decides what that means; it is never the same as `no`.
 */
export type FilterAnswer = 'yes' | 'no' | 'unknown';

/**
 * Returns the record that a reference names. `out-of-reach`: it does not exist, or the asker may not see it; its fields count as
 * empty. `unknown`: the caller does not hold it.
 */
export type FindReferred = (named: { readonly entity: string; readonly id: string }) => StoredRecord | 'out-of-reach' | 'unknown'; // prettier-ignore

/** The part of a query's ground that a condition in memory needs. */
export type ConditionGround = Pick<QueryGround, 'asking'> & {
  /** Absent: every condition on a field of a referenced record is `unknown`, except where the reference is empty. */
  readonly referred?: FindReferred;
  /** Whether the caller knows the value at a path: a test of another one is `unknown`. Absent: it knows all values of the record. */
  readonly knows?: (asked: PathTarget) => boolean;
};

/**
 * Tells whether a record passes a condition that `readFilter` has made. It is the third engine: SQLite, Postgres and this function
 * give the same answer for the same record (`two-engines.pg.test.ts`). It compares the keys that `keyOf` makes when the record is
 * written. A part that is unknown leaves the whole open only where the other parts do not decide it.
 */
export function holds(ground: ConditionGround, condition: Condition, record: StoredRecord): FilterAnswer {
  switch (condition.kind) {
    case 'not':
      return opposite[holds(ground, condition.part, record)];
    case 'and':
      return all(condition.parts, (part) => holds(ground, part, record));
    case 'or':
      return opposite[all(condition.parts, (part) => opposite[holds(ground, part, record)])];
    case 'test':
      return testHolds(ground, condition, record);
  }
}

const opposite: { readonly [H in FilterAnswer]: FilterAnswer } = { yes: 'no', no: 'yes', unknown: 'unknown' };

/** Kleene's conjunction: one `no` decides it, whatever else is unknown. */
function all(parts: readonly Condition[], of: (part: Condition) => FilterAnswer): FilterAnswer {
  let found: FilterAnswer = 'yes';
  for (const part of parts) {
    const one = of(part);
    if (one === 'no') return 'no';
    if (one === 'unknown') found = 'unknown';
  }
  return found;
}

function testHolds(
  ground: ConditionGround,
  { asked, test }: Extract<Condition, { readonly kind: 'test' }>,
  record: StoredRecord,
): FilterAnswer {
  if (ground.knows?.(asked) === false) return 'unknown';
  if (asked.field.rollUp) return 'unknown'; // a figure over other records
  const held = asked.hop ? referredRecord(ground, asked.hop.field, valueAt(record, asked.hop.plan.field)) : record;
  if (held === 'unknown') return 'unknown';
  return held !== undefined && passesTest(ground, asked, { test, value: valueAt(held, asked.name) }) ? 'yes' : 'no';
}

/** Returns the record at the end of a reference; undefined where its fields count as empty. */
function referredRecord(
  { referred }: ConditionGround,
  field: Extract<Field, { readonly type: 'ref' }>,
  value: JsonValue,
): StoredRecord | 'unknown' | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const found = referred?.(refTarget(field, value)) ?? 'unknown';
  return found === 'out-of-reach' ? undefined : found;
}

/** Returns the value of a field or of an envelope name. No field has a name of the envelope. */
function valueAt(record: StoredRecord, name: string): JsonValue {
  switch (name) {
    case 'id':
    case 'version':
    case 'life':
    case 'ownerId':
    case 'teamId':
    case 'sharedWith':
    case 'createdAt':
    case 'createdBy':
    case 'updatedAt':
    case 'updatedBy':
      return record[name];
    default:
      return Object.hasOwn(record.fields, name) ? (record.fields[name] ?? null) : null;
  }
}

type Asked = { readonly test: Test; readonly value: JsonValue };

function passesTest(ground: ConditionGround, asked: PathTarget, { test, value }: Asked): boolean {
  if (test.kind === 'filled') return asked.plan ? keyOf(asked.field, value) !== null : isFilledText(value);
  if (test.kind === 'has') return Array.isArray(value) && (value as readonly JsonValue[]).includes(test.member);
  if (test.kind === 'place') return isGeoPoint(value) && passes(test.place.exact, vectorOf(value));
  const key = keyOf(asked.field, value);
  if (key === null) return false;
  if (test.kind === 'contains') return String(key).includes(test.text);
  if (test.kind === 'clock') return clockValueOf(String(key), test, ground.asking.timeZone) === test.value;
  if (test.currency !== undefined && !(isObject(value) && value['currency'] === test.currency)) return false;
  return test.kind === 'one-of' ? test.keys.includes(key) : isWithin(key, test);
}

/** Values without a key are empty where their stored text is, as in both engines: `''` and `[]`. */
const isFilledText = (value: JsonValue): boolean => !isEmptyValue(value) && value !== '[]';

function isWithin(key: Key, { from, to }: Extract<Test, { readonly kind: 'range' }>): boolean {
  if (from) {
    const order = compareKeys(key, from.key, 'asc');
    if (from.included ? order < 0 : order <= 0) return false;
  }
  if (!to) return true;
  const order = compareKeys(key, to.key, 'asc');
  return to.included ? order <= 0 : order < 0;
}
