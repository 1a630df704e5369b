import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { filterSchema } from '@outpost/domain/kernel/questions/list-query';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { allRecords, type ListView as DeclaredList } from '@outpost/domain/kernel/catalogue/views';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import { z } from 'zod';

/** A list as it stands in the bar of views: one that is declared, or a person's own. */
export type ListView = DeclaredList & { readonly isOwn?: boolean };

/** The lists that every person has of a kind, before anyone has made one. */
export const builtInViews = (catalogue: Catalogue, entity: Entity): readonly ListView[] => [
  allRecords,
  ...viewsOf(catalogue, entity).lists,
];

const savedSchema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    where: filterSchema.optional(),
    sort: z.string().optional(),
    group: z.string().optional(),
    kind: z.enum(['board', 'grid']).optional(),
  }),
);

/** Views that the person has made on this device; what can't be read is left out. */
export function readSavedViews(kept: JsonValue | undefined): readonly ListView[] {
  return savedSchema
    .catch([])
    .parse(kept ?? [])
    .map((view) => ({ ...view, isOwn: true }));
}

/** A view as it is kept: without what is undefined, and without whose it is. */
export function savedViewJson({ isOwn: _isOwn, ...view }: ListView): JsonValue {
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)) as JsonValue; // names, words and a filter: JSON all of it
}

/** Where one entity's own views lie. */
export const savedViewsKey = (entity: string): string => `views/${entity}`;
