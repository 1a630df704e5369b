import type { Money } from '../../../kernel/entities/fields.ts';

/** Returns an amount of US dollars from cents. */
export const usDollars = (amount: number): Money => ({ amount, currency: 'USD' });

/** Returns named amounts of US dollars from cents. */
export const inUsDollars = <Name extends string>(
  cents: Readonly<Record<Name, number>>,
): Readonly<Record<Name, Money>> =>
  Object.fromEntries(Object.entries<number>(cents).map(([name, amount]) => [name, usDollars(amount)])) as Readonly<
    Record<Name, Money> // the same names
  >;

/** Returns an amount without its cents. */
export const wholeDollars = (cents: number): number => cents - (cents % 100);
