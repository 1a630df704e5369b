import type { Entity } from '@outpost/domain/kernel/entity';
import { filterSchema, type Filter } from '@outpost/domain/kernel/query/list-query';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { z } from 'zod';
import { stageFieldOf } from './entity-shape.ts';

/** A named way to look at a list: what it holds, how it is sorted and grouped. */
export type ListView = {
  readonly id: string;
  readonly name: string;
  readonly where?: Filter | undefined;
  readonly sort?: string | undefined;
  readonly group?: string | undefined;
  readonly kind?: 'board' | 'grid' | undefined;
  readonly isOwn?: boolean;
};

/** Days without any activity after which an open record counts as quiet. The visual reference's own number. */
export const quietDays = 21;

/** What is still open, by the entity's stages; nothing for entities without stages. */
export function openFilter(entity: Entity): Filter | undefined {
  const stage = stageFieldOf(entity);
  if (!stage) return undefined;
  return {
    field: stage.name,
    op: 'one-of',
    value: stage.options.filter((option) => option.outcome === 'open').map((option) => option.value),
  };
}

const withOpen = (entity: Entity, filter: Filter): Filter => {
  const open = openFilter(entity);
  return open ? { and: [open, filter] } : filter;
};

/** Views that every entity of a kind has, before anyone has made one. */
export function builtInViews(entity: Entity): readonly ListView[] {
  const stage = stageFieldOf(entity);
  const views: ListView[] = [{ id: 'all', name: 'All' }];
  const open = openFilter(entity);
  if (stage && open)
    views.push({ id: 'open', name: `Open, by ${stage.field.label.toLowerCase()}`, where: open, group: stage.name });
  if (entity.fields['done']?.type === 'flag')
    views.push({ id: 'to-do', name: 'To do', where: { field: 'done', op: 'is-not', value: true }, sort: 'dueAt.asc' });
  if (entity.audience === 'scoped')
    views.push({ id: 'mine', name: 'Mine', where: { field: 'ownerId', op: 'is', value: '@me' } });
  if (entity.fields['closesOn'])
    views.push({
      id: 'closing',
      name: 'Closing this quarter',
      where: withOpen(entity, { field: 'closesOn', op: 'within', value: 'this-quarter' }),
      sort: 'closesOn.asc',
    });
  if (stage && entity.fields['closesOn']) {
    views.push({
      id: 'quiet',
      name: 'Quiet',
      where: withOpen(entity, {
        not: { field: 'updatedAt', op: 'within', value: { direction: 'last', count: quietDays, unit: 'day' } },
      }),
      sort: 'updatedAt.asc',
    });
  }
  return views;
}

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
