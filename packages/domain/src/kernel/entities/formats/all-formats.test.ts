import { describe, expect, it } from 'vitest';
import { isPlainlyValid, valueSchema } from '../field-types.ts';
import { type Field, number, text } from '../fields.ts';
import type { FieldFormat } from './field-format.ts';
import {
  allFormats as formats,
  formatNamed,
  formatOf,
  problemIn,
  readFormattedNumber,
  readFormattedText,
  shownBy,
  spokenBy,
} from './format-of.ts';

const fieldOf = (format: FieldFormat): Field => {
  const label = format.label;
  return format.base === 'text'
    ? { ...text({ label }), format: format.name }
    : { ...number({ label, decimals: 6 }), format: format.name };
};
const readAs = (format: FieldFormat, written: string) =>
  format.base === 'text' ? readFormattedText(format, written) : readFormattedNumber(format, written);
const long = 'A'.repeat(1_000_000);
/** Values that a format must check immediately, right or wrong. */
const odd = ['', ' ', '\u0000', `1234\u0000`, '１２３４', '1'.repeat(40), long, '=1+1', "'; drop table x", 'javascript:alert(1)', '\ud800', 0, -1, 1.5, 3, 6, 1e300, Number.MAX_SAFE_INTEGER]; // prettier-ignore

it('[K-2] formats have names and labels of their own', () => {
  expect(new Set(formats.map(({ name }) => name)).size).toBe(formats.length);
  expect(new Set(formats.map(({ label }) => label)).size).toBe(formats.length);
  for (const { name } of formats) expect(name).toMatch(/^[a-z][a-z0-9-]{0,79}$/);
});

describe.each(formats.map((format) => [format.name, format] as const))('the format %s', (name, format) => {
  const field = fieldOf(format);
  const { example } = format;

  it('[K-2] accepts its example, and reads back what it shows', () => {
    expect(formatOf(field)).toBe(formatNamed(name));
    expect(problemIn(format, example)).toBeUndefined();
    const shown = shownBy(format, example) ?? '';
    expect(shown).not.toBe('');
    expect(readAs(format, shown)).toBe(example);
    expect(readAs(format, ` ${shown} `)).toBe(example);
  });

  it('[K-2] has a schema that agrees with its quick check, for right and for odd values', () => {
    const schema = valueSchema(field);
    expect(schema.safeParse(example).success).toBe(true);
    if (format.base === 'text') expect(isPlainlyValid(field, example)).toBe(true);
    for (const value of odd) {
      const isRight = schema.safeParse(value).success;
      if (format.base === 'text') expect(isPlainlyValid(field, value)).toBe(isRight);
      if (isRight) expect(problemIn(format, value)).toBeUndefined();
    }
  });

  it('[K-2] refuses with an example of a right value', () => {
    for (const value of odd) {
      const refused = valueSchema(field).safeParse(value);
      const own = refused.success ? undefined : refused.error.issues.find(({ code }) => code === 'custom');
      if (own) expect(own.message).toMatch(new RegExp(`^must .*, such as ${example}$`));
    }
  });

  it('[K-2] answers a text of a megabyte within the time of a key press', () => {
    const begun = performance.now();
    for (const value of [long, ' '.repeat(1_000_000), '1 '.repeat(500_000)]) {
      if (format.base === 'text') expect(readFormattedText(format, value)).toBe(value);
      else expect(readFormattedNumber(format, value)).toBeUndefined();
      expect(valueSchema(field).safeParse(value).success).toBe(false);
      expect(shownBy(format, value)).toBeUndefined();
      expect(spokenBy(format, value)).toBeUndefined();
    }
    expect(performance.now() - begun).toBeLessThan(200);
  });

  it('[K-2] shows a value that it refuses in no form of its own', () => {
    expect(shownBy(format, { not: 'a value' })).toBeUndefined();
    expect(shownBy(format, null)).toBeUndefined();
  });
});

describe('a field whose format this build does not have', () => {
  it('[K-2] behaves as its base type', () => {
    const later: Field = { ...text({ label: 'Later' }), format: 'of-a-newer-build' };
    expect(formatOf(later)).toBeUndefined();
    expect(valueSchema(later).safeParse('anything').success).toBe(true);
    expect(isPlainlyValid(later, 'anything')).toBe(true);
    expect(isPlainlyValid(later, 'x'.repeat(401))).toBe(false);
    expect(valueSchema({ ...number(), format: 'of-a-newer-build' }).safeParse(7).success).toBe(true);
  });

  it('[K-2] and one whose format is of another base type does, too', () => {
    expect(formatOf({ ...number(), format: 'iban' })).toBeUndefined();
    expect(formatOf({ ...text(), format: 'rating' })).toBeUndefined();
    expect(valueSchema({ ...text(), format: 'rating' }).safeParse('three').success).toBe(true);
  });
});
