import { areaSchema, circleSchema } from '@outpost/domain/kernel/geo/place-test';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { joinedFilters, type FieldCondition, partsOf } from '@outpost/ui/filter/filter';
import type { MapArea } from '@outpost/ui/map/map-model';
import type { ListSearch } from '../window/list-address.ts';

/** Returns all parts of a filter that must hold: nested conjunctions as one list. */
const allParts = (filter: Filter | undefined): readonly Filter[] =>
  partsOf(filter).flatMap((part) => ('and' in part ? allParts(part) : [part]));

const isAreaOf =
  (field: string) =>
  (part: Filter): part is FieldCondition =>
    'field' in part && part.field === field && (part.op === 'near' || part.op === 'in-area');

/** Returns the area that narrows a list: the first one that its filter names for this field. */
export function areaIn(filter: Filter | undefined, field: string): MapArea | undefined {
  const found = allParts(filter).find(isAreaOf(field));
  return found?.op === 'near' ? circleSchema.safeParse(found.value).data : areaSchema.safeParse(found?.value).data;
}

/** Returns the filter without the areas of this field. */
export const withoutAreas = (filter: Filter | undefined, field: string): Filter | undefined =>
  joinedFilters(allParts(filter).filter((part) => !isAreaOf(field)(part)));

/** Returns the filter with this area in place of others; without an area, the filter without any. */
export function withArea(filter: Filter | undefined, field: string, area: MapArea | undefined): Filter | undefined {
  const rest = partsOf(withoutAreas(filter, field));
  if (area === undefined) return joinedFilters(rest);
  return joinedFilters([...rest, { field, op: 'metres' in area ? 'near' : 'in-area', value: { ...area } }]);
}

/**
 * Returns the change of the address that narrows a list to an area. An area of the view itself is replaced: then the
 * address has the whole filter.
 */
export function addressWithArea(
  { where, address }: { readonly where: Filter | undefined; readonly address: Pick<ListSearch, 'where' | 'instead'> },
  field: string,
  area: MapArea | undefined,
): Partial<ListSearch> {
  const isOfView = areaIn(where, field) !== undefined && areaIn(address.where, field) === undefined;
  return isOfView
    ? { where: withArea(where, field, area), instead: true }
    : { where: withArea(address.where, field, area) };
}
