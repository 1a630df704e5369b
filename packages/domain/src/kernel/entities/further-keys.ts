import { isGeoPoint } from '../geo/geo-point.ts';
import { vectorOf } from '../geo/place-vector.ts';
import type { JsonValue } from '../json.ts';
import type { KeyKind } from './field-types.ts';
import type { Field, FieldTypeName, Money } from './fields.ts';

/**
 * A key besides the one that a field sorts by. `ending` is added to the field's name, and `column` to its column name on the
 * server.
 */
type FurtherKey = { readonly ending: string; readonly column: string; readonly kind: KeyKind };

/** A place's direction from the middle of the earth, by which its distance is calculated without sines. No field's name contains "~". */
const direction = (['x', 'y', 'z'] as const).map((axis): FurtherKey => ({
  ending: `~${axis}`,
  column: `__${axis}`,
  kind: 'double',
}));
const currency: FurtherKey = { ending: 'Currency', column: '_currency', kind: 'text' };

/** Returns the further keys of the fields of a type: the currency of money, the direction of a place. */
export const furtherKeysOf = (type: FieldTypeName | undefined): readonly FurtherKey[] =>
  type === 'money' ? [currency] : type === 'geo' ? direction : [];

/** Returns the names of all keys of a field. */
export const keyNamesOf = (type: FieldTypeName | undefined, name: string): readonly string[] => [
  name,
  ...furtherKeysOf(type).map(({ ending }) => `${name}${ending}`),
];

/** Returns the further keys of a value that `keyOf` has parsed. */
export function furtherKeys(field: Field, name: string, value: JsonValue): Readonly<Record<string, string | number>> {
  if (field.type === 'money') return { [`${name}${currency.ending}`]: (value as Money).currency };
  if (field.type !== 'geo' || !isGeoPoint(value)) return {};
  const vector = vectorOf(value);
  return Object.fromEntries(direction.map(({ ending }, axis) => [`${name}${ending}`, vector[axis] ?? 0]));
}
