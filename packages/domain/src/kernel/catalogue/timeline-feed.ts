import type { Entity } from '../entities/entity.ts';
import { type Catalogue, childEntities } from './catalogue.ts';
import { isOwnKindName } from './own-kind-name.ts';
import type { RelatedList } from './views.ts';
import { relatedListsOf } from './views-of.ts';

/** A kind whose records are entries of the timeline of the record that they belong to. */
export type TimelinePart = {
  readonly entity: Entity;
  /** The field with the reference to the parent. */
  readonly parent: string;
  /** The field, or the column of the envelope, with the instant of the entry. */
  readonly at: string;
};

/** The sources of the timeline of a record, besides the changes of the record itself. */
export type TimelineFeed = {
  /** Kinds that can belong to the record or to a related record, in the order of their areas. */
  readonly parts: readonly TimelinePart[];
  /** The lists whose records feed the timeline with their own entries. */
  readonly related: readonly { readonly entity: Entity; readonly list: RelatedList }[];
};

/** Returns the sources of the timelines of all records of a kind. Retired kinds have none (ADR 0050). */
export function timelineFeedOf(catalogue: Catalogue, entityName: string): TimelineFeed {
  const related = relatedListsOf(catalogue, entityName).filter(({ list }) => list.feedsTimeline === true);
  const kinds = new Set([entityName, ...related.map(({ entity }) => entity.name)]);
  const children = new Set([...kinds].flatMap((kind) => childEntities(catalogue, kind)));
  const parts = [...children].flatMap((entity): readonly TimelinePart[] => {
    const { parent } = entity;
    const at = entity.isRetired === true ? undefined : instantOf(catalogue, entity);
    return parent === undefined || at === undefined ? [] : [{ entity, parent, at }];
  });
  const placeOf = ({ entity }: TimelinePart) => catalogue.views.get(entity.name)?.area?.place ?? Number.MAX_VALUE;
  return { parts: parts.toSorted((a, b) => placeOf(a) - placeOf(b)), related };
}

/**
 * Returns the field with the instant of a record's entry; undefined for a kind that is in no timeline. Every kind
 * of a tenant's own is in timelines (K-3).
 */
function instantOf({ views }: Catalogue, { name, schedule }: Entity): string | undefined {
  const declared = views.get(name)?.timeline?.at;
  return declared ?? (isOwnKindName(name) ? (schedule?.at ?? 'createdAt') : undefined);
}
