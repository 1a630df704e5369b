import { z } from 'zod';

/** A JSON value: the possible content of a record's field, an act or a message. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Reads any JSON value. */
export const jsonSchema = z.json() as unknown as z.ZodType<JsonValue>; // zod's own JSON type is the same set under another name

/** Whether a value is a JSON object: not a list, and not null. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns the texts of a JSON list, in order. Any other value has none. */
export const textsIn = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** Whether JSON values are deeply equal. The order of keys does not matter; an absent key and `null` differ. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    const others: readonly JsonValue[] = b; // the compiler widens what Array.isArray narrows to any[]
    return a.every((item: JsonValue, index) => sameJson(item, others[index]));
  }
  const left = a as { readonly [key: string]: JsonValue }; // both are plain objects: arrays and null were handled above
  const right = b as { readonly [key: string]: JsonValue };
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => key in right && sameJson(left[key], right[key]))
  );
}

/** Returns JSON text with sorted keys: equal values give equal texts, in every order of their keys. For hashes. */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const map = value as { readonly [key: string]: JsonValue }; // arrays were handled above
  let text = '';
  for (const key of Object.keys(map).sort()) {
    const item = map[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}
