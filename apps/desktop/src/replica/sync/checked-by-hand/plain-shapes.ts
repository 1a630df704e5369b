import { isId } from '@outpost/domain/kernel/ids';
import { isObject } from '@outpost/domain/kernel/json';
import { z } from 'zod';

/*
 * Answers contain thousands of rows from a JSON parser. Zod checks each value of their fields again to be JSON, and copies
 * it: half of the cost of reading them. The functions here check by hand, as narrowly as the schema (tests compare the two).
 * A value that fails is passed to the schema, which gives the reason.
 */

/**
 * Returns `schema` for output of a JSON parser: it accepts and refuses the same values, and a value that `plain` returns is
 * the schema's result.
 */
export const plainlyOr = <T>(plain: (parsed: unknown) => T | undefined, schema: z.ZodType<T>): z.ZodType<T> =>
  z.unknown().transform((parsed, context) => {
    const value = plain(parsed);
    if (value !== undefined) return value;
    const read = schema.safeParse(parsed);
    if (read.success) return read.data;
    for (const issue of read.error.issues) context.addIssue({ ...issue });
    return z.NEVER;
  });

export type ShapeCheck = (value: unknown) => boolean;

export const isText: ShapeCheck = (value) => typeof value === 'string';
export const isWhole: ShapeCheck = Number.isSafeInteger;
export const textUpTo =
  (most: number): ShapeCheck =>
  (value) =>
    typeof value === 'string' && value.length <= most;
export const orNull =
  (check: ShapeCheck): ShapeCheck =>
  (value) =>
    value === null || check(value);
export const listShape =
  (check: ShapeCheck, least = 0): ShapeCheck =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.every(check);
export const only =
  (...allowed: readonly unknown[]): ShapeCheck =>
  (value) =>
    allowed.includes(value);
/** Returns a check for an object of any keys, each with such a value. */
export const mapOf =
  (check: ShapeCheck): ShapeCheck =>
  (value) =>
    isObject(value) && !Object.hasOwn(value, '__proto__') && Object.values(value).every(check);
/** Returns a check for an object of exactly these keys. */
export function exactly(checks: Readonly<Record<string, ShapeCheck>>): ShapeCheck {
  const entries = Object.entries(checks);
  return (value) => {
    if (!isObject(value)) return false;
    for (const [key, check] of entries) if (!Object.hasOwn(value, key) || !check(value[key])) return false;
    return Object.keys(value).length === entries.length;
  };
}

/** Returns a check like `exactly`, except that this key may be missing. */
export function exactlyOr(
  optional: string,
  check: ShapeCheck,
  checks: Readonly<Record<string, ShapeCheck>>,
): ShapeCheck {
  const [without, whole] = [exactly(checks), exactly({ ...checks, [optional]: check })];
  return (value) => (isObject(value) && Object.hasOwn(value, optional) ? whole : without)(value);
}

/** Returns a check like `mapOf`, with an id as each key. */
export const mapById = (check: ShapeCheck): ShapeCheck => {
  const isMap = mapOf(check);
  return (value) => isMap(value) && Object.keys(value as object).every(isId); // a map is an object
};

export const isIdText: ShapeCheck = (value) => typeof value === 'string' && isId(value);
/** Checks for any value that a JSON parser returns. */
export const isJson: ShapeCheck = (value) => value !== undefined;
