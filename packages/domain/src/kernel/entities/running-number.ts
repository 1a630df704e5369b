import type { Entity } from './entity.ts';

/** How the numbers of a series are written: with the prefix "INV-" and 6 digits, the 42nd is "INV-000042". */
export type Series = { readonly prefix: string; readonly digits: number };

/** The most characters of a prefix. */
export const mostPrefixChars = 20;
/** The most digits that a number is padded to. */
export const mostDigits = 12;

/** Returns a number of a series, as the record holds it. A number with more digits than the series has is written whole. */
export const numberText = ({ prefix, digits }: Series, number: number): string =>
  `${prefix}${String(number).padStart(digits, '0')}`;

type SeriesField = { readonly name: string; readonly series: Series };
const known = new WeakMap<Entity['fields'], readonly SeriesField[]>();

/** Returns the fields of a kind that hold running numbers (S-4e). */
export function seriesFieldsOf({ fields }: Pick<Entity, 'fields'>): readonly SeriesField[] {
  const found = known.get(fields);
  if (found) return found;
  const made = Object.entries(fields).flatMap(([name, field]) =>
    field.type === 'text' && field.series !== undefined ? [{ name, series: field.series }] : [],
  );
  known.set(fields, made);
  return made;
}
