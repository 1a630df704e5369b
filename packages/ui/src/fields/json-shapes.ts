import type { FileValue, Money } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';

type JsonMap = { readonly [key: string]: JsonValue };

/** Returns the value as a map, or `undefined`. For fields whose values have parts. */
export const asMap = (value: JsonValue | undefined): JsonMap | undefined =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonMap) : undefined; // the three tests leave only the map

/** Returns the value as money, or `undefined`. */
export function asMoney(value: JsonValue | undefined): Money | undefined {
  const map = asMap(value);
  return typeof map?.['amount'] === 'number' && typeof map['currency'] === 'string'
    ? { amount: map['amount'], currency: map['currency'] }
    : undefined;
}

/** Returns the value as a file, or `undefined`. */
export function asFile(value: JsonValue | undefined): FileValue | undefined {
  const map = asMap(value);
  if (typeof map?.['id'] !== 'string' || typeof map['name'] !== 'string') return undefined;
  const text = (part: JsonValue | undefined) => (typeof part === 'string' ? part : '');
  return {
    id: map['id'],
    name: map['name'],
    sizeBytes: typeof map['sizeBytes'] === 'number' ? map['sizeBytes'] : 0,
    mediaType: text(map['mediaType']),
    sha256: text(map['sha256']),
  };
}

/** Returns the value as a list, or an empty list. `Array.isArray` alone would type its items as `any`. */
export const asList = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : []; // an array of JSON holds JSON

/** Formats any value for a person: words and numbers unchanged, a value with parts as JSON. */
export const plainText = (value: JsonValue | undefined): string =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
