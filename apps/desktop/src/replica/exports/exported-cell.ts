import { assertNever } from '@outpost/domain/kernel/assert-never';
import { type ChoiceOption, type Field, refTarget } from '@outpost/domain/kernel/entities/fields';
import { minorUnitDigits } from '@outpost/domain/kernel/text/currencies';
import { isObject, type JsonValue } from '@outpost/domain/kernel/json';
import { spanClock } from '../spreadsheets/clock-text.ts';
import type { RefNames } from '../../bridge/contract.ts';

/**
 * One cell of an exported file. `decimal` is an exact decimal number without separators. `places` is the field's largest number of
 * decimal places. A percent of 12.5 means 12.5 %.
 */
export type ExportedCell =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'number' | 'percent'; readonly decimal: string; readonly places: number }
  | { readonly type: 'money'; readonly decimal: string; readonly currency: string }
  | { readonly type: 'flag'; readonly value: boolean }
  | { readonly type: 'day' | 'instant'; readonly at: string }
  | { readonly type: 'duration'; readonly seconds: number };

/** Returns a cell with this text. */
export const textCell = (text: string): ExportedCell => ({ type: 'text', text });

/**
 * Returns the cell of a field's value. The cell is an empty text where the value is empty, and for a reference to a record that
 * this device does not hold.
 */
export function exportedCell(field: Field, value: JsonValue, refs: RefNames): ExportedCell {
  if (value === null) return textCell('');
  switch (field.type) {
    case 'money': {
      const parts = moneyParts(value);
      return parts ? { type: 'money', decimal: parts.amount, currency: parts.currency } : textCell('');
    }
    case 'number':
    case 'percent':
      return typeof value === 'number'
        ? { type: field.type, decimal: decimalOf(value, field.decimals), places: field.decimals }
        : textCell(plainText(value));
    case 'flag':
      return { type: 'flag', value: value === true };
    case 'duration':
      return typeof value === 'number' ? { type: 'duration', seconds: value } : textCell(plainText(value));
    case 'date':
      return typeof value === 'string' ? { type: 'day', at: value } : textCell(plainText(value));
    case 'instant':
      return typeof value === 'string' ? { type: 'instant', at: value } : textCell(plainText(value));
    case 'choice':
      return textCell(optionText(field.options, value));
    case 'tags':
      return textCell(
        Array.isArray(value) ? value.map((tag: JsonValue) => optionText(field.options ?? [], tag)).join(', ') : '',
      );
    case 'ref':
      return textCell(typeof value === 'string' ? (refs[refTarget(field, value).id]?.title ?? '') : '');
    case 'file':
      return textCell(isObject(value) ? plainText(value['name'] ?? null) : '');
    case 'address':
      return textCell(isObject(value) ? partsText(value, ['street', 'city', 'region', 'postalCode', 'country']) : '');
    case 'geo':
      return textCell(isObject(value) ? partsText(value, ['latitude', 'longitude']) : '');
    case 'json':
      return textCell(JSON.stringify(value));
    case 'text':
    case 'email':
    case 'phone':
      return textCell(plainText(value));
    default:
      return assertNever(field);
  }
}

/** Returns a cell as text that the import reads back. Money is written as the amount only. */
export function exportedCellText(cell: ExportedCell): string {
  switch (cell.type) {
    case 'text':
      return cell.text;
    case 'number':
    case 'money':
      return cell.decimal;
    case 'percent':
      return `${cell.decimal}%`; // the sign shows the import that these are no fractions
    case 'flag':
      return cell.value ? 'yes' : 'no';
    case 'day':
    case 'instant':
      return cell.at;
    case 'duration':
      return spanClock(cell.seconds);
    default:
      return assertNever(cell);
  }
}

/** Returns an amount of money as an exact decimal, with its currency; undefined for any other value. */
export function moneyParts(value: JsonValue): { readonly amount: string; readonly currency: string } | undefined {
  if (!isObject(value)) return undefined;
  const { amount, currency } = value;
  if (typeof amount !== 'number' || typeof currency !== 'string') return undefined;
  const places = minorUnitDigits(currency);
  const digits = String(Math.abs(amount)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = places === 0 ? '' : `.${digits.slice(-places)}`;
  return { amount: `${amount < 0 ? '-' : ''}${whole}${fraction}`, currency };
}

/** Small numbers would otherwise be written as powers of ten, which the import refuses. */
const decimalOf = (value: number, places: number): string => {
  const text = String(value);
  return text.includes('e') ? value.toFixed(places) : text;
};

/** Returns an option's label, or its value where another option has the same label. */
function optionText(options: readonly ChoiceOption[], value: JsonValue): string {
  const label = options.find((option) => option.value === value)?.label;
  const isShared = options.filter((option) => option.label === label).length > 1;
  return label === undefined || isShared ? plainText(value) : label;
}

const partsText = (value: Readonly<Record<string, JsonValue>>, parts: readonly string[]): string =>
  parts
    .map((part) => plainText(value[part] ?? null))
    .filter((text) => text !== '')
    .join(', ');

const plainText = (value: JsonValue): string =>
  value === null
    ? ''
    : typeof value === 'string'
      ? value
      : typeof value === 'number'
        ? String(value)
        : JSON.stringify(value);
