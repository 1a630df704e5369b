import type { JsonValue } from '../../json.ts';
import * as listed from './all-formats.ts';
import type { FieldFormat, NumberFormat, TextFormat } from './field-format.ts';

/** The parts of a field that decide its format. A field of another type than text or number has none. */
type Formatted = { readonly type: string; readonly format?: string };

/** The name of a format of this build. */
export type FormatName = (typeof listed)[keyof typeof listed]['name'];

/** All formats, by label: the order in which the settings offer them. */
export const allFormats: readonly FieldFormat[] = Object.values<FieldFormat>(listed).toSorted((one, other) =>
  one.label < other.label ? -1 : 1,
);

const byName: ReadonlyMap<string, FieldFormat> = new Map(allFormats.map((format) => [format.name, format]));

/** Returns the format of this name; undefined where this build has none. */
export const formatNamed = (name: string): FieldFormat | undefined => byName.get(name);

/**
 * Returns the format of a field. Undefined for a field without one, and for a format of a newer build or of another base type: such
 * a field behaves as its base type.
 */
export function formatOf(field: Formatted): FieldFormat | undefined {
  if ((field.type !== 'text' && field.type !== 'number') || field.format === undefined) return undefined;
  const format = byName.get(field.format);
  return format?.base === field.type ? format : undefined;
}

/** Returns why a format refuses a value: "must have 4 to 12 digits and nothing else". Undefined for a right value. */
export function problemIn(format: FieldFormat, value: JsonValue): string | undefined {
  if (format.base === 'number') return typeof value === 'number' ? format.problem(value) : 'must be a number';
  if (typeof value !== 'string') return 'must be a text';
  return value.length > format.mostChars ? `must have at most ${format.mostChars} characters` : format.problem(value);
}

/**
 * Returns why the format of a field refuses a value, with an example of a right one. Undefined for a right value, and for a field
 * without a format.
 */
export function formatProblem(field: Formatted, value: JsonValue): string | undefined {
  const format = formatOf(field);
  const problem = format && problemIn(format, value);
  return problem === undefined ? undefined : `${problem}, such as ${format?.example}`;
}

/** Returns a value as people read it. Undefined for a value that the format refuses, such as one from an older build. */
export function shownBy(format: FieldFormat, value: JsonValue): string | undefined {
  if (problemIn(format, value) !== undefined) return undefined;
  if (format.base === 'number') return typeof value === 'number' ? format.show(value) : undefined;
  return typeof value === 'string' ? format.show(value) : undefined;
}

/** Returns the words of a screen reader for a value whose shown text is made of signs; undefined for other values. */
export function spokenBy(format: FieldFormat, value: JsonValue): string | undefined {
  if (format.spoken === undefined || problemIn(format, value) !== undefined) return undefined;
  if (format.base === 'number') return typeof value === 'number' ? format.spoken(value) : undefined;
  return typeof value === 'string' ? format.spoken(value) : undefined;
}

/**
 * Chosen: people separate the characters of a value by some blanks. A longer text is not a value, and is not searched
 * for one.
 */
const mostTyped = (format: TextFormat): number => 4 * format.mostChars + 100;

/** Returns a typed, pasted or imported text in the normal form. A text that is too long for any value is returned unchanged. */
export const readFormattedText = (format: TextFormat, text: string): string =>
  text.length > mostTyped(format) ? text : format.read(text);

/** Returns the number of a text that the format writes in its own way. Undefined for any other text. */
export const readFormattedNumber = (format: NumberFormat, text: string): number | undefined =>
  text.length > 100 ? undefined : format.read?.(text.trim());
