import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { envelopeFacts, envelopeLabel } from '@outpost/domain/kernel/entities/envelope';
import { type Field, refTarget } from '@outpost/domain/kernel/entities/fields';
import { formatOf, shownBy } from '@outpost/domain/kernel/entities/formats/format-of';
import { isObject, type JsonValue } from '@outpost/domain/kernel/json';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';

const people: ReadonlySet<string> = new Set(
  envelopeFacts.flatMap(({ name, holds }) =>
    holds === 'person' || holds === 'team' || holds === 'people' ? [name] : [],
  ),
);
/** A reference to a record that is not on this device. */
const outOfSight = '(out of sight)';

/** Returns the heading of a field, an envelope name, or a field through a reference ("account.sector"). */
export function columnLabelOf(entity: Entity, name: string): string {
  return entity.fields[name]?.label ?? envelopeLabel(name) ?? name;
}

/** Whether a column's values are numbers, which are aligned to the right. */
export const isNumericColumn = (entity: Entity, name: string): boolean =>
  ['money', 'number', 'percent', 'duration'].includes(entity.fields[name]?.type ?? '');

/** Formats a record's field or envelope value for a person. */
export function recordValueText(
  entity: Entity,
  record: ShownRecord,
  { name, refs }: { readonly name: string; readonly refs: RefNames },
): string {
  const field = entity.fields[name];
  if (field) return fieldValueText(field, record.fields[name] ?? null, refs);
  const value = (record as unknown as Readonly<Record<string, JsonValue | undefined>>)[name] ?? null; // envelope values are JSON
  return envelopeText(name, value, refs);
}

/** Formats a value of an envelope name. */
export function envelopeText(name: string, value: JsonValue, refs: RefNames): string {
  if (!people.has(name)) return plainText(value);
  const ids = Array.isArray(value) ? value : value === null ? [] : [value];
  return ids.map((id) => (typeof id === 'string' ? (refs[id]?.title ?? outOfSight) : '')).join(', ');
}

/** Formats a field's value for a person; '' where it is empty. */
export function fieldValueText(field: Field, value: JsonValue, refs: RefNames): string {
  if (value === null) return '';
  const format = formatOf(field);
  const formatted = format && shownBy(format, value);
  if (formatted !== undefined) return formatted;
  switch (field.type) {
    case 'money':
      return moneyText(value);
    case 'percent':
      return `${plainText(value)} %`;
    case 'flag':
      return value === true ? 'yes' : 'no';
    case 'choice':
      return field.options.find((option) => option.value === value)?.label ?? plainText(value);
    case 'ref':
      return typeof value === 'string' ? (refs[refTarget(field, value).id]?.title ?? outOfSight) : '';
    case 'duration':
      return typeof value === 'number' ? durationText(value) : plainText(value);
    case 'tags':
    case 'text':
    case 'email':
    case 'phone':
    case 'number':
    case 'date':
    case 'instant':
    case 'file':
    case 'address':
    case 'geo':
    case 'json':
      return plainText(value);
  }
}

/** Formats an amount in minor units with its currency: "1,054.00 USD". */
export function moneyText(value: JsonValue): string {
  if (!isObject(value)) return plainText(value);
  const { amount, currency } = value;
  if (typeof amount !== 'number' || typeof currency !== 'string') return plainText(value);
  return `${amountText(amount, currency)} ${currency}`;
}

/** Formats minor units with the currency's decimals: 105400 of USD is "1,054.00". */
export function amountText(minorUnits: number, currency: string): string {
  const digits = fractionDigits(currency);
  return (minorUnits / 10 ** digits).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function fractionDigits(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2; // not an ISO 4217 code: most currencies have two decimals
  }
}

function durationText(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

function plainText(value: JsonValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  return typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 6 }) : JSON.stringify(value);
}
