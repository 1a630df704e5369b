import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isSortable } from '@outpost/domain/kernel/entities/field-types';
import { askedAt } from '@outpost/domain/kernel/query/query-path';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useMemo } from 'react';
import { type ListSort, readSort } from '../window/list-address.ts';
import { isByOneKind, type ListGroup } from './list-group.ts';
import { useCatalogue } from './use-entity.ts';

/** Returns the default order of a list. */
export const defaultSort = (catalogue: Catalogue, entity: Entity): ListSort =>
  readSort(viewsOf(catalogue, entity).order) ?? { field: entity.title, direction: 'asc' };

/**
 * Whether a list can be ordered by a field: its own, or one of a record that it refers to (`account.sector`). A reference orders by
 * titles, and only one of the record itself.
 */
export function canOrderBy(catalogue: Catalogue, entity: Entity, path: string): boolean {
  const asked = askedAt(catalogue, entity, { path, where: path });
  if (!asked.ok) return false;
  const { field, hop } = asked.value;
  return isSortable(field.type) && (hop === undefined || field.type !== 'ref');
}

/** Returns the direction of a list's groups: that of the order, if the list is ordered by the same field. */
export const groupDirection = ({ field, direction }: ListSort, group: ListGroup): ListSort['direction'] =>
  field === group.path ? direction : 'asc';

/**
 * Returns the whole order: first by group, then by the person's choice. Groups of records are in the order of their titles. The
 * id keeps the rows of two records with the same title apart.
 */
export function listOrder(
  unchosen: ListSort,
  sort: string | undefined,
  group: ListGroup | undefined,
): readonly ListSort[] {
  const chosen = readSort(sort) ?? unchosen;
  if (group === undefined) return [chosen];
  const { path, bucket } = group;
  const direction = groupDirection(chosen, group);
  return [
    { field: path, direction, ...(bucket === undefined ? {} : { bucket }) },
    ...(isByOneKind(group) ? [{ field: `${path}.id`, direction }] : []),
    ...(chosen.field === path && bucket === undefined ? [] : [chosen]),
  ];
}

type Listed = {
  readonly life: 'alive' | 'deleted';
  readonly where: Filter | undefined;
  readonly search: string | undefined;
  readonly sort: string | undefined;
};

/** Returns the question for the records of a list, and their order. Both stay the same until the list changes. */
export function useListQuestion(entity: Entity, { life, where, search, sort }: Listed) {
  const catalogue = useCatalogue();
  const list = useMemo(
    () => ({
      entity: entity.name,
      life,
      ...(where === undefined ? {} : { where }),
      ...(search === undefined ? {} : { search }),
    }),
    [entity, life, where, search],
  );
  const order = useMemo(() => readSort(sort) ?? defaultSort(catalogue, entity), [sort, catalogue, entity]);
  return { list, order };
}
