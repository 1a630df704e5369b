import { isValidElement } from 'react';

/** Whether two values are the same, or plain data with the same content. Elements and functions are compared by identity. */
const showsSame = (one: unknown, other: unknown): boolean =>
  Object.is(one, other) || (isPlain(one) && isPlain(other) && JSON.stringify(one) === JSON.stringify(other));

const isPlain = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) &&
  !isValidElement(value);

/**
 * Whether two properties of a component show the same, for `memo`. A list makes the data of its parts again for every drawing. Parts
 * with the same content are then not drawn again.
 */
export function showSameProps<Props extends object>(one: Props, other: Props): boolean {
  const names = Object.keys({ ...one, ...other }) as (keyof Props)[]; // Object.keys loses the names of the type
  return names.every((name) => showsSame(one[name], other[name]));
}
