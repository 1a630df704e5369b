import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { filterSchema } from '@outpost/domain/kernel/questions/list-query';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { allRecords, type ListView as DeclaredList } from '@outpost/domain/kernel/catalogue/views';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import { z } from 'zod';

/** A list in the bar of views: declared, or a person's own. */
export type ListView = DeclaredList & { readonly isOwn?: boolean };

/** Returns the lists of a kind that every person has by default. */
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

/** Returns the views that the person has saved on this device; unreadable ones are left out. */
export function readSavedViews(kept: JsonValue | undefined): readonly ListView[] {
  return savedSchema
    .catch([])
    .parse(kept ?? [])
    .map((view) => ({ ...view, isOwn: true }));
}

/** Returns a view in its stored form: without undefined properties and without `isOwn`. */
export function savedViewJson({ isOwn: _isOwn, ...view }: ListView): JsonValue {
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)) as JsonValue; // names, words and a filter are all JSON
}

/** Returns the storage key of one entity's own views. */
export const savedViewsKey = (entity: string): string => `views/${entity}`;
