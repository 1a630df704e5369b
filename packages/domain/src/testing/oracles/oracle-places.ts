import type { GeoPoint } from '../../kernel/geo/geo-point.ts';
import type { GeoArea, Circle } from '../../kernel/geo/place-test.ts';

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Returns the distance in radians by the haversine formula, which the queries do not use. */
function angleBetween(a: GeoPoint, b: GeoPoint): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const share =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return 2 * Math.atan2(Math.sqrt(share), Math.sqrt(1 - share));
}

/** Whether a place is in a circle, by the haversine formula. */
export const oracleNear = (place: GeoPoint, circle: Circle): boolean =>
  angleBetween(place, circle) * 6_371_008.8 <= circle.metres;

/** Returns the direction from one place to another, clockwise from north, in radians. */
function bearing(from: GeoPoint, to: GeoPoint): number {
  const [phi, other, turn] = [
    radians(from.latitude),
    radians(to.latitude),
    radians(to.longitude) - radians(from.longitude),
  ];
  return Math.atan2(
    Math.sin(turn) * Math.cos(other),
    Math.cos(phi) * Math.sin(other) - Math.sin(phi) * Math.cos(other) * Math.cos(turn),
  );
}

/** Returns the middle of places on the sphere. */
function middleOf(places: readonly GeoPoint[]): GeoPoint {
  const sum = [0, 0, 0];
  for (const { latitude, longitude } of places) {
    sum[0] = (sum[0] ?? 0) + Math.cos(radians(latitude)) * Math.cos(radians(longitude));
    sum[1] = (sum[1] ?? 0) + Math.cos(radians(latitude)) * Math.sin(radians(longitude));
    sum[2] = (sum[2] ?? 0) + Math.sin(radians(latitude));
  }
  const [x = 0, y = 0, z = 0] = sum;
  const degrees = 180 / Math.PI;
  return { latitude: Math.atan2(z, Math.hypot(x, y)) * degrees, longitude: Math.atan2(y, x) * degrees };
}

/**
 * Whether a place is in an area. A box by its degrees; corners by the number of times that they go around the place, as seen from
 * there, which the queries do not count.
 */
export function oracleInArea(place: GeoPoint, area: GeoArea): boolean {
  if (!('corners' in area)) {
    const { west, south, east, north } = area;
    if (place.latitude < south || place.latitude > north) return false;
    if (east - west >= 360) return true;
    return west <= east
      ? place.longitude >= west && place.longitude <= east
      : place.longitude >= west || place.longitude <= east;
  }
  const { corners } = area;
  if (angleBetween(place, middleOf(corners)) >= Math.PI / 2) return false;
  let turns = 0;
  for (const [index, from] of corners.entries()) {
    const to = corners[(index + 1) % corners.length] ?? from;
    const turn = bearing(place, to) - bearing(place, from);
    turns += turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  }
  return Math.abs(Math.round(turns / (2 * Math.PI))) % 2 === 1;
}
