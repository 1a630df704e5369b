import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { labelFrom } from '../../../kernel/entities/entity.ts';
import type { Money } from '../../../kernel/entities/fields.ts';
import { unable } from './input-checks.ts';

/** Amounts by name, in cents. */
type CentsOf<V> = { readonly [K in keyof V]: V[K] extends Money ? number : number | undefined };

/** Returns an amount of US dollars from cents. */
export const usDollars = (amount: number): Money => ({ amount, currency: 'USD' });

/**
 * Returns the cents of named amounts. An absent amount stays absent. Refuses an amount in another currency: the programs lend in US dollars
 * only.
 */
export function centsOf<V extends Readonly<Record<string, Money | undefined>>>(
  amounts: V,
): { readonly cents: CentsOf<V> } | Cannot<keyof V & string> {
  const cents: Record<string, number | undefined> = {};
  for (const [name, money] of Object.entries(amounts)) {
    if (money !== undefined && money.currency !== 'USD')
      return unable(name, `${labelFrom(name)} must be in US dollars (USD), not ${money.currency}.`);
    cents[name] = money?.amount;
  }
  return { cents: cents as CentsOf<V> }; // the same names
}

/** Returns named amounts of US dollars from cents. */
export const inUsDollars = <Name extends string>(
  cents: Readonly<Record<Name, number>>,
): Readonly<Record<Name, Money>> =>
  Object.fromEntries(Object.entries<number>(cents).map(([name, amount]) => [name, usDollars(amount)])) as Readonly<
    Record<Name, Money> // the same names
  >;
