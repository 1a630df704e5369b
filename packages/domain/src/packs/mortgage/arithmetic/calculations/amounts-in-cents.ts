import type { Cannot } from '../../../../kernel/catalogue/calculations/calculation.ts';
import type { Money } from '../../../../kernel/entities/fields.ts';
import { cannot } from '../loan-input-faults.ts';

type Amounts = Readonly<Record<string, Money | undefined>>;
/** Cents by the name of their amount. An amount that may be absent may be absent here. */
type CentsOf<T extends Amounts> = {
  readonly [K in keyof T as undefined extends T[K] ? never : K]: number;
} & { readonly [K in keyof T as undefined extends T[K] ? K : never]?: number };

/**
 * Returns the amounts of a calculation in cents, and how to write its results. All amounts must have the currency of the first one:
 * refused otherwise.
 */
export function amountsInCents<const T extends Amounts>(
  amounts: T,
): { readonly cents: CentsOf<T>; readonly money: (cents: number) => Money } | Cannot<keyof T & string> {
  const present = Object.entries(amounts).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const currency = present[0]?.[1].currency ?? 'USD';
  const other = present.find(([, value]) => value.currency !== currency);
  if (other) return cannot(other[0], `All amounts must be in one currency. Give this one in ${currency}.`);
  return {
    cents: Object.fromEntries(present.map(([name, { amount }]) => [name, amount])) as CentsOf<T>, // the same names
    money: (amount) => ({ amount, currency }),
  };
}

type Present<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Returns an object without the names whose value is undefined: an empty field of a form is an absent term. */
export const withoutEmpty = <T extends object>(values: T): Present<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>; // the names left
