import { assertNever } from '@outpost/domain/kernel/assert-never';
import { type ChoiceOption, type Field, refTarget } from '@outpost/domain/kernel/entities/fields';
import { minorUnitDigits } from '@outpost/domain/kernel/import/cells/currencies';
import { isObject, type JsonValue } from '@outpost/domain/kernel/json';
import type { RefNames } from '../../bridge/contract.ts';

/**
 * Returns a field's value as the import reads it back; '' where it is empty, and for a reference to a record that this device
 * does not hold. Money is the amount alone.
 */
export function cellText(field: Field, value: JsonValue, refs: RefNames): string {
  if (value === null) return '';
  switch (field.type) {
    case 'money':
      return moneyParts(value)?.amount ?? '';
    case 'number':
      return numberText(value, field.decimals);
    case 'percent':
      return `${numberText(value, field.decimals)}%`; // the sign tells the import that these are no fractions
    case 'flag':
      return value === true ? 'yes' : 'no';
    case 'duration':
      return typeof value === 'number' ? durationText(value) : plainText(value);
    case 'choice':
      return optionText(field.options, value);
    case 'tags':
      return Array.isArray(value) ? value.map((tag: JsonValue) => optionText(field.options ?? [], tag)).join(', ') : '';
    case 'ref':
      return typeof value === 'string' ? (refs[refTarget(field, value).id]?.title ?? '') : '';
    case 'file':
      return isObject(value) ? plainText(value['name'] ?? null) : '';
    case 'address':
      return isObject(value) ? partsText(value, ['street', 'city', 'region', 'postalCode', 'country']) : '';
    case 'geo':
      return isObject(value) ? partsText(value, ['latitude', 'longitude']) : '';
    case 'json':
      return JSON.stringify(value);
    case 'text':
    case 'email':
    case 'phone':
    case 'date':
    case 'instant':
      return plainText(value);
    default:
      return assertNever(field);
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
const numberText = (value: JsonValue, decimals: number): string => {
  if (typeof value !== 'number') return plainText(value);
  const text = String(value);
  return text.includes('e') ? value.toFixed(decimals) : text;
};

function durationText(seconds: number): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor((seconds % 3_600) / 60))}:${two(seconds % 60)}`;
}

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
