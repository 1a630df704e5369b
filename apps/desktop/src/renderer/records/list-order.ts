import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import { type ListSort, readSort } from '../window/list-address.ts';

/** Returns the default order of a list. */
export const defaultSort = (catalogue: Catalogue, entity: Entity): ListSort =>
  readSort(viewsOf(catalogue, entity).order) ?? { field: entity.title, direction: 'asc' };

/** Returns the whole order: first by group, then by the person's choice. */
export function listOrder(
  unchosen: ListSort,
  sort: string | undefined,
  group: string | undefined,
): readonly ListSort[] {
  const chosen = readSort(sort) ?? unchosen;
  const first = group === undefined ? [] : [{ field: group, direction: 'asc' as const }];
  return chosen.field === group ? first : [...first, chosen];
}
