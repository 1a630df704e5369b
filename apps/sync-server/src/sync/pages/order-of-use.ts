import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';

/**
 * S-8: sorts things by their kinds of record (`kindOf`), in the order in which people open the kinds. Things of one
 * kind keep their order.
 */
export function inOrderOfUse<T>(
  some: Iterable<T>,
  { entities }: Pick<Catalogue, 'entities'>,
  kindOf: (one: T) => string,
): readonly T[] {
  const ranks = new Map([...entities.keys()].map((name, rank) => [name, rank]));
  const rankOf = (one: T): number => ranks.get(kindOf(one)) ?? ranks.size;
  return [...some].sort((a, b) => rankOf(a) - rankOf(b));
}
