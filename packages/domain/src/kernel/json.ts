/** A value that JSON can carry: all that a record's field, an act or a message holds. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Whether this is an object of JSON: no list, and not null. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deep equality of JSON values. Key order doesn't count; an absent key and `null` differ. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    const others: readonly JsonValue[] = b; // the compiler widens what Array.isArray narrows to any[]
    return a.every((item: JsonValue, index) => sameJson(item, others[index]));
  }
  const left = a as { readonly [key: string]: JsonValue }; // both are plain objects: arrays and null were dealt with above
  const right = b as { readonly [key: string]: JsonValue };
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => key in right && sameJson(left[key], right[key]))
  );
}

/** JSON text with sorted keys: equal values give equal text, whatever order their keys were written in. For hashes. */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const map = value as { readonly [key: string]: JsonValue }; // an array was dealt with above
  let text = '';
  for (const key of Object.keys(map).sort()) {
    const item = map[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}
