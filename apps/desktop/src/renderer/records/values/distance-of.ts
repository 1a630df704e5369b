import { isGeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import { metresBetween } from '@outpost/domain/kernel/geo/place-vector';
import type { Formats } from '@outpost/ui/formats/formats';
import { distanceText } from '@outpost/ui/fields/distance-text';
import type { ShownRecord } from '../../../bridge/contract.ts';
import type { ListSort } from '../../window/list-address.ts';

/**
 * Formats the distance by which a list orders a record: "2.4 km". Undefined in other orders, and for records without a
 * place.
 */
export function distanceOf(record: ShownRecord, sort: ListSort | undefined, formats: Formats): string | undefined {
  const place = sort?.from && record.fields[sort.field];
  return sort?.from && place && isGeoPoint(place) ? distanceText(metresBetween(place, sort.from), formats) : undefined;
}
