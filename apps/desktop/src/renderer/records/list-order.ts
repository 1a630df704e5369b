import type { Entity } from '@outpost/domain/kernel/entity';
import { readSort } from '../app/list-address.ts';

/** How a list is ordered until someone chooses: what is due or happened by its time, all else by name, so that an edit never moves the row under one's hands. */
export function defaultSort(entity: Entity): { readonly field: string; readonly direction: 'asc' | 'desc' } {
  if (entity.fields['dueAt']) return { field: 'dueAt', direction: 'asc' };
  if (entity.fields['happensAt']) return { field: 'happensAt', direction: 'desc' };
  return { field: entity.title, direction: 'asc' };
}

/** The whole order: by group first, then as chosen. */
export function listOrder(
  entity: Entity,
  sort: string | undefined,
  group: string | undefined,
): readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[] {
  const chosen = readSort(sort) ?? defaultSort(entity);
  const first = group === undefined ? [] : [{ field: group, direction: 'asc' as const }];
  return chosen.field === group ? first : [...first, chosen];
}
