import type { Entity } from '../entities/entity.ts';
import { type Catalogue, childEntities } from './catalogue.ts';
import { isOwnKindName } from './own-kind-name.ts';
import type { RelatedList } from './views.ts';
import { relatedListsOf } from './views-of.ts';

/** A kind whose records are entries of the timeline of the record that they belong to. */
export type TimelinePart = {
  readonly entity: Entity;
  /** The field with the reference to the record of the timeline: its parent, unless it belongs to one person alone. */
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
  for (const entity of catalogue.entities.values()) if (namesOneOf(catalogue, entity, kinds)) children.add(entity);
  const parts = [...children].flatMap((entity): readonly TimelinePart[] => {
    const parent = entity.parent ?? catalogue.views.get(entity.name)?.timeline?.by;
    const at = entity.isRetired === true ? undefined : instantOf(catalogue, entity);
    return parent === undefined || at === undefined ? [] : [{ entity, parent, at }];
  });
  const placeOf = ({ entity }: TimelinePart) => catalogue.views.get(entity.name)?.area?.place ?? Number.MAX_VALUE;
  return { parts: parts.toSorted((a, b) => placeOf(a) - placeOf(b)), related };
}

/** Whether records of a kind without a parent are on the timelines of records of one of these kinds: for their owner alone (A-3c). */
function namesOneOf({ views }: Catalogue, { name, fields, audience, parent }: Entity, kinds: ReadonlySet<string>): boolean {
  const by = audience === 'own' && parent === undefined ? views.get(name)?.timeline?.by : undefined;
  const field = by === undefined ? undefined : fields[by];
  return field?.type === 'ref' && field.targets.some((target) => kinds.has(target));
} // prettier-ignore

/**
 * Returns the field with the instant of a record's entry; undefined for a kind that is in no timeline. Every kind
 * of a tenant's own is in timelines (K-3).
 */
function instantOf({ views }: Catalogue, { name, schedule }: Entity): string | undefined {
  const declared = views.get(name)?.timeline?.at;
  return declared ?? (isOwnKindName(name) ? (schedule?.at ?? 'createdAt') : undefined);
}
