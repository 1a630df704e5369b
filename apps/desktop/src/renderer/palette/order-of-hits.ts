import type { CallOutput } from '../../bridge/contract.ts';

/** A hit of the search, as the replica returns it. */
export type Hit = CallOutput<'records.search'>['hits'][number];

/** The hits of a search by their sections, each in the order in which they are shown. */
export type OrderedHits = { readonly exact: readonly Hit[]; readonly near: readonly Hit[] };

/**
 * Divides hits into those with the words as typed and those with a typing error, and puts the records that the person
 * works with first. The replica's ranks stay as they are: independent kinds before kinds that belong to another record,
 * titles before other fields. Within a rank recently opened records come first, the last one before the others, then
 * the person's own. `isChild`: whether records of a kind belong to other records.
 */
export function orderOfHits(
  hits: readonly Hit[],
  by: {
    readonly opened: readonly string[];
    readonly userId: string;
    readonly isChild: (entity: string) => boolean;
  },
): OrderedHits {
  const rank = ({ entity, how }: Hit): number => (by.isChild(entity) ? 2 : 0) + (how === 'fields' ? 1 : 0);
  const opened = new Map(by.opened.map((id, place) => [id, place]));
  const use = ({ id, ownerId }: Hit): number => opened.get(id) ?? by.opened.length + (ownerId === by.userId ? 0 : 1);
  const ordered = (part: readonly Hit[]): readonly Hit[] =>
    part.toSorted((a, b) => rank(a) - rank(b) || use(a) - use(b)); // the sort is stable: equals keep the replica's order
  return {
    exact: ordered(hits.filter(({ how }) => how !== 'near')),
    near: ordered(hits.filter(({ how }) => how === 'near')),
  };
}
