import { choiceKey, fieldTypes, isCalendarDate, keyOf, toE164 } from '../entities/field-types.ts';
import { type FieldOf, type Money, namesKind } from '../entities/fields.ts';
import { formatOf, readFormattedText } from '../entities/formats/format-of.ts';
import { foldText, foldedKey } from '../text/fold-text.ts';
import { isId } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import type { PathTarget } from './query-path.ts';
import type { QueryGround } from './query-engine.ts';
import { addDays, startOfDay } from '../days.ts';

export type Key = string | number;
/** A query's value as a key for comparison, or a sentence with a hint at a valid value. */
export type KeyRead =
  | {
      readonly key: Key;
      readonly currency?: string;
      /** For a day compared with an instant: the start of the next day. */ readonly upTo?: string;
    }
  | { readonly wrong: string };

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** returns text as it is compared. Neither engine accepts NUL or half a surrogate pair, and no stored text contains one. */
export function readText(value: JsonValue, whole: 'key' | 'part'): KeyRead {
  if (typeof value !== 'string') return { wrong: 'must be text' };
  const key = whole === 'key' ? foldedKey(value) : foldText(value);
  if (key === '') return { wrong: 'must not be empty; use "is-empty" to find empty values' };
  if (key.includes('\0') || !key.isWellFormed()) return { wrong: 'must be text without control characters' };
  return { key };
}

function readMoney(value: JsonValue, ground: QueryGround): KeyRead {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) return { wrong: 'must be in whole minor units (cents)' };
    return ground.currency === undefined
      ? { wrong: 'must name its currency: {"amount": 125000, "currency": "USD"}' }
      : { key: value, currency: ground.currency };
  }
  const parsed = fieldTypes.money.schema({} as FieldOf<'money'>).safeParse(value); // the schema of money does not use its field
  if (!parsed.success) return { wrong: 'must be money in minor units: {"amount": 125000, "currency": "USD"}' };
  const { amount, currency } = parsed.data as Money; // the schema has checked it
  return { key: amount, currency };
}

function readNumber(value: JsonValue, asked: PathTarget): KeyRead {
  if (typeof value !== 'number') return { wrong: 'must be a number' };
  const whole = asked.plan?.kind === 'integer' || asked.name === 'version';
  return whole && !Number.isSafeInteger(value) ? { wrong: 'must be a whole number' } : { key: value };
}

function readChoice(value: JsonValue, field: FieldOf<'choice'>): KeyRead {
  const known = field.options.find((option) => option.value === value);
  return known
    ? { key: choiceKey(field, known.value) }
    : { wrong: `must be one of: ${field.options.map((option) => option.value).join(', ')}` };
}

function readInstant(value: JsonValue, ground: QueryGround): KeyRead {
  if (typeof value === 'string' && instantForm.test(value)) return { key: value };
  if (typeof value !== 'string' || !isCalendarDate(value))
    return { wrong: 'must be a moment in UTC, such as 2026-11-20T08:30:00.000Z, or a day, such as 2026-11-20' };
  const { timeZone } = ground.asking;
  return { key: startOfDay(value, timeZone), upTo: startOfDay(addDays(value, 1), timeZone) };
}

function readRef(value: JsonValue, field: FieldOf<'ref'>, ground: QueryGround): KeyRead {
  const person = ground.catalogue.people?.person;
  const several = namesKind(field);
  if (value === '@me' && person !== undefined && field.targets.includes(person)) {
    return { key: several ? `${person}:${ground.asking.userId}` : ground.asking.userId };
  }
  const wrong = { wrong: several ? `must be "${field.targets[0]}:" and an id` : 'must be the id of a record' };
  if (typeof value !== 'string') return wrong;
  if (!several) return isId(value) ? { key: value } : wrong;
  const colon = value.indexOf(':');
  return field.targets.includes(value.slice(0, colon)) && isId(value.slice(colon + 1)) ? { key: value } : wrong;
}

/** Reads a value that a query compares with the asked field. */
export function readKey(value: JsonValue, asked: PathTarget, ground: QueryGround): KeyRead {
  const { field } = asked;
  switch (field.type) {
    case 'text': {
      const format = formatOf(field); // records keep the normal form
      const isTyped = format?.base === 'text' && typeof value === 'string';
      return readText(isTyped ? readFormattedText(format, value) : value, 'key');
    }
    case 'email':
      return readText(value, 'key');
    case 'phone':
      return readText(typeof value === 'string' ? (toE164(value) ?? value) : value, 'key');
    case 'address':
      return typeof value === 'object' ? readText(keyOf(field, value), 'key') : readText(value, 'key');
    case 'money':
      return readMoney(value, ground);
    case 'number':
    case 'percent':
    case 'duration':
      return readNumber(value, asked);
    case 'flag':
      return typeof value === 'boolean' ? { key: value ? 1 : 0 } : { wrong: 'must be true or false' };
    case 'date':
      return typeof value === 'string' && isCalendarDate(value)
        ? { key: value }
        : { wrong: 'must be a day that exists, such as 2026-11-20' };
    case 'instant':
      return readInstant(value, ground);
    case 'choice':
      return readChoice(value, field);
    case 'ref':
      return readRef(value, field, ground);
    case 'tags':
    case 'file':
    case 'geo':
    case 'json':
      return { wrong: "can't be compared" };
  }
}

/** Reads a member that a query looks for in a set (tags, people shared with). */
export function readMember(value: JsonValue, asked: PathTarget, ground: QueryGround): KeyRead {
  if (asked.name === 'sharedWith') {
    if (value === '@me') return { key: ground.asking.userId };
    return typeof value === 'string' && isId(value)
      ? { key: value }
      : { wrong: 'must name people by their ids, or "@me"' };
  }
  if (typeof value !== 'string' || value === '' || value.includes('\0') || !value.isWellFormed())
    return { wrong: 'must name tags as texts' };
  return { key: value };
}

/**
 * Returns the least text greater than all texts that begin with `prefix`, in the binary order of UTF-8; `undefined` where there
 * is none.
 */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === 0x10ffff) continue;
    const next = last === 0xd7ff ? 0xe000 : last + 1; // no text contains half a surrogate pair
    return String.fromCodePoint(...points, next);
  }
  return undefined;
}
