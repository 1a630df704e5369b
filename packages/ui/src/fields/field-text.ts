import { readRepeat, repeatWords } from '@outpost/domain/kernel/calendar/repeat-rule';
import { addressLine, phoneText } from '@outpost/domain/kernel/entities/field-types';
import { shownBy, spokenBy } from '@outpost/domain/kernel/entities/formats/format-of';
import { textsIn } from '@outpost/domain/kernel/json';
import { currencyDigits, type Formats } from '../formats/formats.ts';
import { plainMarkdown } from '@outpost/domain/kernel/markdown/plain-markdown';
import type { FieldSpec, FieldValue } from './field-spec.ts';
import { asFile, asMap, asMoney, plainText } from './json-shapes.ts';
import { clockPattern } from './parse-times.ts';

const numberOf = (value: FieldValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined);
const wordOf = (options: readonly { readonly value: string; readonly label: string }[] | undefined, value: string) =>
  options?.find((option) => option.value === value)?.label ?? value;
const withUnit = (text: string, unit: string | undefined) => (unit === undefined ? text : `${text}\u00A0${unit}`);

/** Formats a geographic position: "59.91273, 10.74609". */
export const geoText = (value: FieldValue | undefined): string => {
  const map = asMap(value);
  return typeof map?.['latitude'] === 'number' && typeof map['longitude'] === 'number'
    ? `${map['latitude']}, ${map['longitude']}`
    : '';
};

/**
 * Formats a value in the person's locale; an empty value gives an empty text. A value that cannot be read is shown unformatted.
 */
export function fieldText(spec: FieldSpec, value: FieldValue | undefined, formats: Formats): string {
  if (value === undefined || value === null || value === '') return '';
  const formatted = 'format' in spec && spec.format !== undefined ? shownBy(spec.format, value) : undefined;
  if (formatted !== undefined) return formatted;
  switch (spec.kind) {
    case 'money': {
      const money = asMoney(value);
      return money ? formats.money(money) : '';
    }
    case 'number':
      return numberOf(value) === undefined
        ? plainText(value)
        : spec.isYear
          ? plainText(value)
          : withUnit(formats.number(numberOf(value) ?? 0), spec.unit);
    case 'percent':
      return numberOf(value) === undefined ? plainText(value) : formats.percent(numberOf(value) ?? 0);
    case 'duration':
      return numberOf(value) === undefined ? plainText(value) : formats.duration(numberOf(value) ?? 0);
    case 'date':
      return typeof value === 'string' ? formats.date(value.slice(0, 10)) : '';
    case 'instant':
      return typeof value === 'string' ? formats.instant(value) : '';
    case 'repeat': {
      const read = typeof value === 'string' ? readRepeat(value) : undefined;
      return read?.ok ? repeatWords(read.rule, (day) => formats.date(day)) : plainText(value);
    }
    case 'flag':
      return value === true ? 'Yes' : 'No';
    case 'choice':
      return typeof value === 'string' || spec.emptyMeans !== undefined
        ? wordOf(spec.options, typeof value === 'string' ? value : (spec.emptyMeans ?? ''))
        : '';
    case 'tags':
      return textsIn(value)
        .map((tag) => wordOf(spec.options, tag))
        .join(', ');
    case 'ref':
      return typeof value === 'string'
        ? spec.nameOf === undefined
          ? value
          : (spec.nameOf(value) ?? 'Not shared with you')
        : '';
    case 'address':
      return addressLine(value);
    case 'geo':
      return geoText(value);
    case 'file':
      return asFile(value)?.name ?? '';
    case 'sealed':
      return '••••';
    case 'json':
      return JSON.stringify(value);
    case 'phone':
      return typeof value === 'string' ? phoneText(value) : plainText(value);
    case 'long-text':
      return spec.isMarkdown === true ? plainMarkdown(plainText(value)) : plainText(value);
    case 'text':
    case 'email':
      return plainText(value);
  }
}

/** Returns the words of a screen reader for a value that is shown as signs: "3 of 5" for stars. Undefined for other values. */
export const spokenText = (spec: FieldSpec, value: FieldValue | undefined): string | undefined =>
  'format' in spec && spec.format !== undefined && value !== undefined ? spokenBy(spec.format, value) : undefined;

/** Formats the time of an instant as lists show it; in 24 hours where it could not be read back. */
function editedTime(at: string, formats: Formats): string {
  const time = formats.time(at);
  return clockPattern.test(time)
    ? time
    : new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: formats.timeZone }).format(
        new Date(at),
      );
}

/** Formats a value for editing: without symbols and units. */
export function editText(spec: FieldSpec, value: FieldValue | undefined, formats: Formats): string {
  if (value === undefined || value === null) return '';
  switch (spec.kind) {
    case 'money': {
      const money = asMoney(value);
      if (!money) return '';
      const digits = currencyDigits(money.currency);
      const text = formats.number(money.amount / 10 ** digits, money.amount % 10 ** digits === 0 ? 0 : digits);
      return money.currency === spec.currency ? text : `${text} ${money.currency}`;
    }
    case 'number':
    case 'percent':
      return typeof value === 'number' && !spec.isYear ? formats.number(value) : plainText(value);
    case 'instant':
      return typeof value === 'string' ? `${formats.date(formats.dayOf(value))} ${editedTime(value, formats)}` : '';
    case 'date':
      return typeof value === 'string' ? formats.date(value) : '';
    case 'json':
      return JSON.stringify(value, null, 2);
    case 'repeat':
      return plainText(value); // words can't be read back
    case 'long-text':
      return plainText(value); // with its marks
    case 'text':
    case 'email':
    case 'phone':
    case 'duration':
    case 'flag':
    case 'choice':
    case 'tags':
    case 'ref':
    case 'address':
    case 'geo':
    case 'file':
    case 'sealed':
      return fieldText(spec, value, formats);
  }
}
