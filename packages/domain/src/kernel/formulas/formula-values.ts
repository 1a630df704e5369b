import { Temporal } from 'temporal-polyfill';
import type { Day, Field, FieldTypeName, Instant, Money } from '../entities/fields.ts';
import { isCalendarDate } from '../entities/field-types.ts';
import { minorUnitDigits } from '../text/currencies.ts';
import type { JsonValue } from '../json.ts';
import { timesExactly } from '../text/exact-money.ts';

/** The kinds of value that a formula calculates with, by the names that its errors show. */
export type FormulaType = 'text' | 'number' | 'flag' | 'money' | 'date' | 'instant' | 'words' | 'other';

/** An amount in a formula. It is a class, because the library distinguishes values by their constructor. */
export class FormulaMoney {
  readonly amount: number;
  readonly currency: string;
  constructor({ amount, currency }: Money) {
    this.amount = amount;
    this.currency = currency;
  }
}

/** A calendar day in a formula. */
export class FormulaDate {
  readonly day: Day;
  constructor(day: Day) {
    this.day = day;
  }
}

/** A moment in a formula. */
export class FormulaInstant {
  readonly at: Instant;
  constructor(at: Instant) {
    this.at = at;
  }
}

/** A value whose presence is all that a formula can test: a link, a file, an address. */
export class FormulaOther {
  readonly isThere = true;
}

/** Thrown inside an evaluation where it has no result. The field stays empty then. */
export class NoResult extends Error {}

/** The kind of value that each type of field has in a formula. */
export const formulaTypeOf: { readonly [T in FieldTypeName]: FormulaType } = {
  text: 'text',
  email: 'text',
  phone: 'text',
  choice: 'text',
  money: 'money',
  number: 'number',
  percent: 'number',
  duration: 'number',
  flag: 'flag',
  date: 'date',
  instant: 'instant',
  tags: 'words',
  ref: 'other',
  file: 'other',
  address: 'other',
  geo: 'other',
  json: 'other',
};

/** Returns a stored value as formulas read it. The value was checked when it was written. */
export function formulaValue(field: Field, value: JsonValue): unknown {
  switch (formulaTypeOf[field.type]) {
    case 'money':
      return new FormulaMoney(value as Money); // checked when it was written, as the next two
    case 'date':
      return new FormulaDate(value as Day);
    case 'instant':
      return new FormulaInstant(value as Instant);
    case 'other':
      return new FormulaOther();
    case 'text':
    case 'number':
    case 'flag':
    case 'words':
      return value;
  }
}

/** The places that a number of a formula keeps, as every number of a tenant's own (`own-fields.ts`). */
const numberPlaces = 6;
const mostNumber = 9e15 / 10 ** numberPlaces;

/**
 * Returns a result in the form of its field, or nothing where the field is to be empty. The field is empty for an empty text, and
 * for a number that is not finite or too large. Texts are cut without a dictionary of characters: devices and the server may have
 * different ones.
 */
export function storedValue(field: Field, result: unknown): JsonValue | undefined {
  if (typeof result === 'boolean') return result;
  if (typeof result === 'number') return storedNumber(result, field.type === 'percent' ? field.decimals : numberPlaces);
  if (typeof result === 'string') return storedText(result, field.type === 'text' ? field.maxChars : 0);
  if (result instanceof FormulaMoney) return { amount: result.amount, currency: result.currency };
  if (result instanceof FormulaDate) return result.day;
  if (result instanceof FormulaInstant) return result.at;
  return undefined;
}

function storedNumber(value: number, places: number): number | undefined {
  const rounded = roundTo(value, places);
  return Number.isFinite(rounded) && Math.abs(rounded) <= mostNumber ? rounded : undefined;
}

const newlines = /[\u0000-\u001f\u007f]+/gu; // eslint-disable-line no-control-regex -- a single line holds none of them

function storedText(value: string, most: number): string | undefined {
  const cut = value.replace(newlines, ' ').slice(0, most);
  const whole = (cut.isWellFormed() ? cut : cut.toWellFormed().replace(/\ufffd$/u, '')).trim();
  return whole === '' ? undefined : whole;
}

/** Rounds to a number of decimal places, halves away from zero. The decimal text is shifted, so 1.005 rounds to 1.01. */
export function roundTo(value: number, places: number): number {
  const by = Math.max(-15, Math.min(15, Math.trunc(places)));
  if (!Number.isFinite(value) || !Number.isFinite(by)) return value;
  const shifted = shift(Math.abs(value), by);
  const rounded = shift(Math.round(shifted), -by);
  return rounded === 0 ? 0 : Math.sign(value) * rounded; // never -0: JSON has none
}
function shift(value: number, by: number): number {
  const [digits = '0', power = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(power) + by}`);
}

const mostAmount = 9e15;
const inUnits = (amount: number, currency: string): FormulaMoney => {
  const whole = amount === 0 ? 0 : amount;
  if (!Number.isSafeInteger(whole) || Math.abs(whole) > mostAmount) throw new NoResult();
  return new FormulaMoney({ amount: whole, currency });
};
const roundAway = (value: number): number => Math.sign(value) * Math.round(Math.abs(value));

/** Factors within this are multiplied exactly, by their first nine places. */
const mostExactFactor = 1e6;

/** Adds or compares only amounts of one currency: others have no result. */
export function sameCurrency(one: FormulaMoney, other: FormulaMoney): FormulaMoney {
  if (one.currency !== other.currency) throw new NoResult();
  return other;
}
/** Returns the sum of two amounts of one currency. `sign` -1 subtracts the second. */
export const addMoney = (one: FormulaMoney, other: FormulaMoney, sign: 1 | -1 = 1): FormulaMoney =>
  inUnits(one.amount + sign * sameCurrency(one, other).amount, one.currency);
/** Returns an amount times a number, in whole minor units, halves away from zero. */
export function timesMoney({ amount, currency }: FormulaMoney, factor: number): FormulaMoney {
  if (!Number.isFinite(factor)) throw new NoResult();
  const exact = Math.abs(factor) <= mostExactFactor ? timesExactly(amount, factor, 9) : roundAway(amount * factor);
  return inUnits(exact ?? Infinity, currency);
}
/** Returns an amount divided by a number, in whole minor units, halves away from zero. */
export const divideMoney = ({ amount, currency }: FormulaMoney, by: number): FormulaMoney =>
  inUnits(roundAway(amount / by), currency);

/** Returns an amount in main units: 12.5 for 12.50 EUR. */
export const amountOf = ({ amount, currency }: FormulaMoney): number => shift(amount, -minorUnitDigits(currency));
const currencyCode = /^[A-Z]{3}$/;
/** Returns money from main units and an ISO 4217 code. */
export function moneyOf(amount: number, currency: string): FormulaMoney {
  if (!currencyCode.test(currency) || !Number.isFinite(amount)) throw new NoResult();
  return inUnits(roundTo(shift(amount, minorUnitDigits(currency)), 0), currency);
}

/** Returns a day from its text; nothing if there is no such day. */
export function dateOf(text: string): FormulaDate {
  if (!isCalendarDate(text)) throw new NoResult();
  return new FormulaDate(text);
}
const plainDate = ({ day }: FormulaDate): Temporal.PlainDate => Temporal.PlainDate.from(day);
const written = (date: Temporal.PlainDate): FormulaDate => dateOf(date.toString()); // a year of five digits is not a day

/** More than there are between the years 1 and 9999. */
const mostDays = 4_000_000;
const bounded = (value: number): number => {
  if (!(Math.abs(value) <= mostDays)) throw new NoResult();
  return Math.trunc(value);
};

/** Returns the day some whole days later; a fraction of a day is left out. */
export const plusDays = (date: FormulaDate, days: number): FormulaDate =>
  written(plainDate(date).add({ days: bounded(days) }));
/** Returns the day some whole months later, at most the last day of that month. */
export const plusMonths = (date: FormulaDate, months: number): FormulaDate =>
  written(plainDate(date).add({ months: bounded(months) }));
/** Returns the whole days from one day to another; negative where the second is earlier. */
export const daysFrom = (from: FormulaDate, to: FormulaDate): number =>
  plainDate(from).until(plainDate(to), { largestUnit: 'day' }).days;

/** Returns the part of a day: `0` the year, `1` the month, `2` the day of the month. */
export const partOf = ({ day }: FormulaDate, part: 0 | 1 | 2): number => Number(day.split('-')[part]);

const dayMs = 86_400_000;
const momentMs = ({ at }: FormulaInstant): number => Temporal.Instant.from(at).epochMilliseconds;
/** Returns the days from one moment to another, with their fraction. */
export const daysFromMoment = (from: FormulaInstant, to: FormulaInstant): number =>
  (momentMs(to) - momentMs(from)) / dayMs;
/** Returns the day of a moment by UTC: by a zone of the reader, the value would differ between readers. */
export const dayOfMoment = ({ at }: FormulaInstant): FormulaDate => dateOf(at.slice(0, 10));
