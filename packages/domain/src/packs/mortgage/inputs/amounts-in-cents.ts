import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { inputLabel } from './input-labels.ts';
import type { Money } from '../../../kernel/entities/fields.ts';
import { minorUnitDigits } from '../../../kernel/text/currencies.ts';
import { cannot } from './input-faults.ts';

type Amounts = Readonly<Record<string, Money | undefined>>;
/** Cents by the name of their amount. An amount that may be absent may be absent here. */
type CentsOf<T extends Amounts> = {
  readonly [K in keyof T as undefined extends T[K] ? never : K]: number;
} & { readonly [K in keyof T as undefined extends T[K] ? K : never]?: number };

/**
 * Returns the amounts of a calculation in cents, and how to write its results. With `only`, all amounts must be in US dollars: US
 * agencies' programs lend in them, and Regulation Z discloses in them. Without it, the pure arithmetic of loans takes any currency
 * with two decimals, and all amounts must have the currency of the first one.
 */
export function amountsInCents<const T extends Amounts>(
  amounts: T,
  only?: 'USD',
): { readonly cents: CentsOf<T>; readonly money: (cents: number) => Money } | Cannot<keyof T & string> {
  const present = Object.entries(amounts).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const currency = only ?? present[0]?.[1].currency ?? 'USD';
  const wanted = only ? 'US dollars (USD)' : `${currency} like the other amounts`;
  for (const [name, value] of present) {
    if (value.currency !== currency)
      return cannot(name, `${inputLabel(name)} must be in ${wanted}, not ${value.currency}.`);
    if (minorUnitDigits(currency) !== 2)
      return cannot(name, `${inputLabel(name)} must be in a currency with two decimals, such as USD, not ${currency}.`);
  }
  return {
    cents: Object.fromEntries(present.map(([name, { amount }]) => [name, amount])) as CentsOf<T>, // the same names
    money: (amount) => ({ amount, currency }),
  };
}
