import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';

/** S-8: what belongs to kinds of record (`kindOf`), that of the kinds that people open first before the rest; within a kind as it is. */
export function inOrderOfUse<T>(
  some: Iterable<T>,
  { entities }: Pick<Catalogue, 'entities'>,
  kindOf: (one: T) => string,
): readonly T[] {
  const ranks = new Map([...entities.keys()].map((name, rank) => [name, rank]));
  const rankOf = (one: T): number => ranks.get(kindOf(one)) ?? ranks.size;
  return [...some].sort((a, b) => rankOf(a) - rankOf(b));
}
