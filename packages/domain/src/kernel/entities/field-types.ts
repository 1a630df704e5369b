import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { z } from 'zod';
import { isOneAddress } from '../text/email-address.ts';
import { foldText, foldedKey } from '../text/fold-text.ts';
import type { Day, Field, FieldOf, FieldTypeName, Instant, Money } from './fields.ts';
import { formatProblem } from './formats/format-of.ts';
import { hasDecimals } from './has-decimals.ts';
import { gridKeyOf } from '../geo/grid-key.ts';
import { geoPointSchema, isGeoPoint } from '../geo/geo-point.ts';
import type { JsonValue } from '../json.ts';
import { phoneTokens } from '../text/phone-digits.ts';
import { remembered } from '../text/remembered.ts';

/** How a key is stored: the type of its column on the server, and how it compares. */
export type KeyKind = 'text' | 'integer' | 'double' | 'none';

/** The behaviour of one field type. `none` as key kind: the type is neither sorted nor compared by an index. */
type FieldType<T extends FieldTypeName> = {
  readonly keyKind: KeyKind;
  /** The key has no order that means something to people: lists do not sort by it, and filters do not compare it. */
  readonly isUnordered?: true;
  /** Parses a present value; the caller handles `null` and absence. */
  readonly schema: (field: FieldOf<T>) => z.ZodType<JsonValue>;
  /**
   * True only for values that the schema accepts. It is asked first: each act checks all values of a record, and parsing costs
   * ten times as much.
   */
  readonly accepts?: (field: FieldOf<T>, value: JsonValue) => boolean;
  /** the value's sort and comparison key. The value has been parsed before. */
  readonly key: (field: FieldOf<T>, value: JsonValue) => string | number | null;
  /** The words by which search finds the value. */
  readonly searchText: (value: JsonValue) => string;
  /** Returns a value as the short words that tell records apart; undefined for types without such words. */
  readonly shortWords?: (field: FieldOf<T>, value: JsonValue) => string;
  /** Tokens in addition to those of its words. */
  readonly moreTokens?: (value: JsonValue) => readonly string[];
};

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const isoInstant = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * Whether a text is a day that exists, unlike "2026-02-30" (Gregorian calendar, from year 1: Postgres has no year 0).
 */
export function isCalendarDate(text: string): text is Day {
  if (!isoDate.test(text) || text.startsWith('0000')) return false;
  const [year, month, dayOfMonth] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && dayOfMonth >= 1 && dayOfMonth <= days;
}

/** Whether a text is a moment in UTC, to the millisecond: "2026-11-20T08:30:00.000Z". */
export const isInstant = (text: string): text is Instant => isoInstant.test(text) && isCalendarDate(text.slice(0, 10));

/** Returns a calendar day from code; throws where there is no such day. */
export function day(text: string): Day {
  if (!isCalendarDate(text)) throw new Error(`"${text}" is not a day such as 2026-11-20`);
  return text;
}

/** Returns a moment from code; throws where it is of another form. */
export function moment(text: string): Instant {
  if (!isInstant(text)) throw new Error(`"${text}" is not a moment such as 2026-11-20T08:30:00.000Z`);
  return text;
}

/** Chosen: the numbers of some windows of a list. To format one takes about 0.05 ms, and a cell shows it as text and in its link. */
const mostPhonesKept = 1_000;

/** Longer texts contain no number, and the patterns below are not meant for prose (E-3). */
const mostPhoneChars = 100;

/** Words before an extension that the library does not know: German "DW", "Durchwahl", "Nebenstelle"; French "poste". */
const extensionWord = /[\s,;]*\b(?:dw|durchwahl|nebenstelle|nst|poste)\b[.:]?\s*(?=\d{1,7}$)/iu;

/**
 * Returns the E.164 form of a number as people write it, with its extension as RFC 3966 writes it
 * ("+4315877470;ext=12"). Returns undefined if the text is not a number, or contains anything besides a number with
 * its extension (a name, a remark, a second number). `country` (ISO 3166-1) is the country of national numbers.
 */
export function toE164(textGiven: string, country?: string): string | undefined {
  if (textGiven.length > mostPhoneChars) return undefined;
  const text = textGiven.trim().replace(/^tel:/iu, '').replace(extensionWord, ' ext. ');
  const parsed = parsePhoneNumberFromString(text, {
    extract: false, // otherwise the library would extract the first number from a text and drop the rest
    // The library's country type is a closed union. With an unknown code it parses only international numbers.
    ...(country === undefined ? {} : { defaultCountry: country as CountryCode }),
  });
  if (!parsed?.isPossible()) return undefined;
  return parsed.ext === undefined || parsed.ext === '' ? parsed.number : `${parsed.number};ext=${parsed.ext}`;
}

/** Returns the countries to which a stored number may belong (ISO 3166-1). Empty for a text that is not a number, and for numbers of no country. */
export function countriesOfPhone(stored: string): readonly string[] {
  const parsed = parsePhoneNumberFromString(stored);
  if (!parsed) return [];
  return parsed.country === undefined ? parsed.getPossibleCountries() : [parsed.country];
}

/**
 * Returns a stored number as people read it, in groups: "+1 415 555 0142". A text that is not a number is returned
 * unchanged.
 */
export const phoneText = remembered(
  (stored: string): string => parsePhoneNumberFromString(stored)?.formatInternational() ?? stored,
  mostPhonesKept,
);

const bounded = (field: { readonly decimals: number; readonly min?: number; readonly max?: number }) => {
  const schema = z.number().refine((value) => hasDecimals(value, field.decimals), {
    error: field.decimals === 0 ? 'must be a whole number' : `must have at most ${field.decimals} decimals`,
  });
  // Counted in its smallest units, a number must be an exact integer (2^53), so that sums are exact on both engines.
  const most = 9e15 / 10 ** field.decimals;
  return schema.min(field.min ?? -most).max(field.max ?? most);
};
/** Adds the check of a field's format to the schema of its base type. */
const inFormat = <V extends string | number>(field: FieldOf<'text' | 'number'>, schema: z.ZodType<V>): z.ZodType<V> =>
  field.format === undefined
    ? schema
    : schema.check(({ value, issues }) => {
        const message = formatProblem(field, value);
        if (message !== undefined) issues.push({ code: 'custom', message, input: value });
      });
const asText = (value: JsonValue): string => (typeof value === 'string' ? value : '');
const asNumber = (value: JsonValue): number | null => (typeof value === 'number' ? value : null);
const foldedTextKey = (_field: Field, value: JsonValue) => foldedKey(asText(value));
const sameText = (_field: Field, value: JsonValue) => asText(value);
const noKey = () => null;
const noSearch = () => '';

/**
 * Returns the sort key of a choice: the option's place in the declaration, then its value. Unknown values come last.
 */
export function choiceKey(field: FieldOf<'choice'>, value: string): string {
  const place = field.options.findIndex((option) => option.value === value);
  return `${field.options[place]?.key ?? choiceKeyPlace(place < 0 ? 9999 : place)} ${value}`;
}

/** Returns the first part of the key of the option at a place of the declaration. */
export const choiceKeyPlace = (place: number): string => String(place).padStart(4, '0');

/** The parts of an address, with the most characters of each. */
const addressParts = { street: 400, city: 200, region: 200, postalCode: 40, country: 100 } as const;
const addressPart = (part: keyof typeof addressParts) => z.string().max(addressParts[part]);
const addressSchema = z
  .strictObject({
    street: addressPart('street'),
    city: addressPart('city'),
    region: addressPart('region'),
    postalCode: addressPart('postalCode'),
    country: addressPart('country'),
  })
  .partial();
const isAddress = (value: JsonValue): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.entries(value).every(
    ([part, text]) =>
      Object.hasOwn(addressParts, part) && isText(text, addressParts[part as keyof typeof addressParts]), // just checked
  );
const fileSchema = z.strictObject({
  id: z.string(),
  name: z.string().max(400),
  sizeBytes: z.number().int().min(0),
  mediaType: z.string().max(200),
  sha256: z.string().length(64),
});
const moneySchema = z.strictObject(
  {
    amount: z.number().int('must be in whole minor units (cents)').min(-9e15).max(9e15),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as USD'),
  },
  'must be an amount in minor units (cents) with its currency, such as {"amount":125000,"currency":"USD"}',
);

/**
 * Declares that a schema of lists or objects returns JSON. The compiler must not check this, because zod types absent keys as
 * undefined. Where zod-openapi extends zod's types (the sync server), the comparison with JSON's own type never ends.
 */
const asJson = (schema: z.ZodType): z.ZodType<JsonValue> => schema as unknown as z.ZodType<JsonValue>;

const isText = (value: JsonValue, maxChars = Infinity): value is string =>
  typeof value === 'string' && value.length <= maxChars;

/** The behaviour of all field types, by name. A new type does not compile until it has an entry here. */
export const fieldTypes: { readonly [T in FieldTypeName]: FieldType<T> } = {
  text: {
    keyKind: 'text',
    schema: (field) =>
      inFormat(field, z.string().max(field.maxChars, `must have at most ${field.maxChars} characters`)),
    accepts: (field, value) =>
      isText(value, field.maxChars) && (field.format === undefined || formatProblem(field, value) === undefined),
    key: foldedTextKey,
    searchText: asText,
    shortWords: (_field, value) => asText(value),
  },
  email: {
    keyKind: 'text',
    schema: () =>
      z.string().max(320).refine(isOneAddress, { error: 'must be one e-mail address such as ada@example.com' }),
    accepts: (_field, value) => isText(value, 320) && isOneAddress(value),
    key: foldedTextKey,
    searchText: asText,
    shortWords: (_field, value) => asText(value),
  },
  phone: {
    keyKind: 'text',
    schema: () => z.string().max(60),
    accepts: (_field, value) => isText(value, 60),
    key: (_field, value) => foldedKey(asText(value)),
    searchText: asText,
    shortWords: (_field, value) => asText(value),
    moreTokens: (value) => phoneTokens(asText(value)),
  },
  money: {
    keyKind: 'integer',
    schema: () => asJson(moneySchema),
    key: (_field, value) => (moneySchema.safeParse(value).success ? (value as Money).amount : null), // parsed just before
    searchText: noSearch,
  },
  number: {
    keyKind: 'double',
    schema: (field) => inFormat(field, bounded(field)),
    key: (_field, value) => asNumber(value),
    searchText: noSearch,
  },
  percent: { keyKind: 'double', schema: bounded, key: (_field, value) => asNumber(value), searchText: noSearch },
  flag: {
    keyKind: 'integer',
    schema: () => z.boolean(),
    accepts: (_field, value) => typeof value === 'boolean',
    key: (_field, value) => (value === true ? 1 : 0),
    searchText: noSearch,
  },
  date: {
    keyKind: 'text',
    schema: () => z.string().refine(isCalendarDate, { error: 'must be a day that exists, such as 2026-11-20' }),
    accepts: (_field, value) => isText(value) && isCalendarDate(value),
    key: sameText,
    searchText: noSearch,
  },
  instant: {
    keyKind: 'text',
    schema: () => z.string().refine(isInstant, { error: 'must be a moment in UTC, such as 2026-11-20T08:30:00.000Z' }),
    accepts: (_field, value) => isText(value) && isInstant(value),
    key: sameText,
    searchText: noSearch,
  },
  duration: {
    keyKind: 'integer',
    schema: () => z.number().int('must be whole seconds').min(0),
    key: (_field, value) => asNumber(value),
    searchText: noSearch,
  },
  choice: {
    keyKind: 'text',
    schema: (field) =>
      z.string().refine((value) => field.options.some((option) => option.value === value), {
        error: `must be one of: ${field.options.map((option) => option.value).join(', ')}`,
      }),
    accepts: (field, value) => field.options.some((option) => option.value === value),
    key: (field, value) => choiceKey(field, asText(value)),
    searchText: noSearch,
    shortWords: (field, value) => field.options.find((option) => option.value === value)?.label ?? asText(value),
  },
  tags: {
    keyKind: 'none',
    schema: () =>
      asJson(
        z
          .array(z.string().min(1).max(100))
          .max(500)
          .refine((list) => new Set(list).size === list.length, { error: 'must not name a tag twice' }),
      ),
    accepts: (_field, value) =>
      Array.isArray(value) &&
      value.length <= 500 &&
      value.every((tag: JsonValue) => isText(tag, 100) && tag !== '') &&
      new Set(value).size === value.length,
    key: noKey,
    searchText: (value) => (Array.isArray(value) ? value.join(' ') : ''),
  },
  ref: {
    keyKind: 'text',
    schema: () => z.string().max(120),
    accepts: (_field, value) => isText(value, 120),
    key: sameText,
    searchText: noSearch,
  },
  file: {
    keyKind: 'none',
    schema: () => asJson(fileSchema),
    key: noKey,
    searchText: (value) => fileSchema.safeParse(value).data?.name ?? '',
  },
  address: {
    keyKind: 'text',
    schema: () => asJson(addressSchema),
    accepts: (_field, value) => isAddress(value),
    key: (_field, value) => foldedKey(addressLine(value)),
    searchText: (value) => addressLine(value),
  },
  geo: {
    keyKind: 'integer', // its place in the grid over the earth; `keysOf` adds its direction
    isUnordered: true,
    schema: () => asJson(geoPointSchema),
    accepts: (_field, value) => isGeoPoint(value),
    key: (_field, value) => (isGeoPoint(value) ? gridKeyOf(value) : null),
    searchText: noSearch,
  },
  json: { keyKind: 'none', schema: () => asJson(z.json()), key: noKey, searchText: noSearch },
};

/** Returns a value as the short words that tell records apart. Empty for fields of types without such words. */
export const shortWords = (field: Field, value: JsonValue): string =>
  fieldTypes[field.type].shortWords?.(field as never, value) ?? ''; // the table pairs each type with its field

/** Whether people can sort by fields of this type. */
export const isSortable = (type: FieldTypeName): boolean =>
  fieldTypes[type].keyKind !== 'none' && fieldTypes[type].isUnordered !== true;

/** Returns an address on one line, for keys, lists and search. */
export function addressLine(value: JsonValue): string {
  const parsed = addressSchema.safeParse(value);
  if (!parsed.success) return '';
  const { street, city, region, postalCode, country } = parsed.data;
  return [street, city, region, postalCode, country].filter((part) => part !== undefined && part !== '').join(', ');
}

/** Whether a value counts as empty: it sorts last, "is empty" finds it, and it has no key. */
export const isEmptyValue = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/**
 * Returns the value that a record keeps for an empty value: null, where the value would not have the field's own
 * form. An '' in a date would be another kind of empty value, and readers of the field expect a date or null.
 */
export function keptEmpty(field: Field, value: JsonValue): JsonValue {
  const isOwn =
    field.type === 'json' || (field.type === 'text' && value === '') || (field.type === 'tags' && Array.isArray(value));
  return isOwn ? value : null;
}

/** Returns the field's schema for a present value. */
export function valueSchema(field: Field): z.ZodType<JsonValue> {
  const type = fieldTypes[field.type] as FieldType<FieldTypeName>; // the table pairs each name with its own type
  return type.schema(field);
}

/** Whether a present value is valid for its field without parsing it. False proves nothing: the schema decides. */
export function isPlainlyValid(field: Field, value: JsonValue): boolean {
  const type = fieldTypes[field.type] as FieldType<FieldTypeName>; // as above
  return type.accepts?.(field, value) === true;
}

/**
 * returns the key by which a value sorts and compares, or null if it has none. Types without order have no key,
 * and neither do empty values that do not mean another value.
 */
export function keyOf(field: Field, value: JsonValue | undefined): string | number | null {
  if (isEmptyValue(value) || value === undefined)
    return field.type === 'choice' && field.emptyMeans !== undefined ? choiceKey(field, field.emptyMeans) : null;
  const type = fieldTypes[field.type] as FieldType<FieldTypeName>; // as above
  return type.key(field, value);
}

/** returns the tokens by which search finds this field's value. */
export function searchTokensOfField(field: Field, value: JsonValue | undefined): readonly string[] {
  if (isEmptyValue(value) || value === undefined) return [];
  const type = fieldTypes[field.type] as FieldType<FieldTypeName>; // as above
  return [...searchTokens(type.searchText(value)), ...(type.moreTokens?.(value) ?? [])];
}

/**
 * Returns every token that search would take from this value for a field of any type. It is for values of fields that were
 * declared differently or no longer exist.
 */
export const searchTokensOfAnyType = (value: JsonValue): readonly string[] => [
  ...new Set(
    Object.values(fieldTypes).flatMap((type) => [
      ...searchTokens(type.searchText(value)),
      ...(type.moreTokens?.(value) ?? []),
    ]),
  ),
];

const notAscii = /[^\x00-\x7f]/; // eslint-disable-line no-control-regex -- all of ASCII
function asToken(word: string): string {
  const token = word.slice(0, 60);
  return token.isWellFormed() ? token : token.slice(0, -1); // no store can keep half of a surrogate pair
}

/**
 * returns the tokens of a text: folded words, digits of phones (whole and without the leading zeros), parts of
 * e-mails.
 */
export function searchTokens(value: string): readonly string[] {
  const folded = foldText(value);
  const between = notAscii.test(folded) ? /[^\p{L}\p{N}]+/u : /[^a-z0-9]+/; // the same for folded ASCII, and much cheaper
  const words = folded.split(between).filter((word) => word !== '');
  if (!/^[+\d\s().\-/]+$/.test(folded)) return [...new Set(words.map(asToken))];
  const digits = folded.replace(/[^\d+]/g, '').replace(/^\+/, '');
  const phone = digits.length >= 6 ? [digits, digits.replace(/^0+/, '')] : [];
  return [...new Set([...words, ...phone])].map(asToken).filter((token) => token !== '');
}
