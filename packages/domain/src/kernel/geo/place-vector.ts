import type { GeoPoint } from './geo-point.ts';

/** A direction from the middle of the earth, of length 1. x: to latitude 0, longitude 0; z: to the north pole. */
export type Vector = readonly [x: number, y: number, z: number];

/** The mean radius of the earth in metres (IUGG, R1). Distances are on a sphere of this size: they differ from an ellipsoid's by at most 0.6 %. */
export const earthRadiusMetres = 6_371_008.8;
/** Half of the way around the earth in metres: no two places are further apart. */
export const furthestMetres = Math.PI * earthRadiusMetres;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;

/** Postgres refuses a product that is too small for a double, so tiny parts (far less than an atom) become 0. */
const withoutTiny = (part: number): number => (Math.abs(part) < 1e-30 ? 0 : part);

/** Returns the direction of a place. */
export function vectorOf({ latitude, longitude }: GeoPoint): Vector {
  const [phi, lambda] = [radians(latitude), radians(longitude)];
  const [x, y, z] = [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
  return [withoutTiny(x), withoutTiny(y), withoutTiny(z)];
}

/** Returns the place in a direction of any length except 0, in degrees. It is exact to some nanometres. */
export const placeOf = ([x, y, z]: Vector): GeoPoint => ({
  latitude: degrees(Math.atan2(z, Math.hypot(x, y))),
  longitude: degrees(Math.atan2(y, x)),
});

/** Returns the product of two directions: 1 for the same, 0 for a right angle. Both engines calculate it in this order. */
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const plus = (a: Vector, b: Vector, times = 1): Vector => [
  a[0] + times * b[0],
  a[1] + times * b[1],
  a[2] + times * b[2],
];

/** Returns the direction with length 1; `undefined` for a vector that is too short to have a direction. */
export function unit(vector: Vector): Vector | undefined {
  const length = Math.hypot(...vector);
  return length < 1e-12 ? undefined : [vector[0] / length, vector[1] / length, vector[2] / length];
}

/** Returns the square of the straight line between two directions. It grows with their distance, and needs no sines. */
export function chordSquared(a: Vector, b: Vector): number {
  const [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return x * x + y * y + z * z;
}

/** Returns the square of the straight line between two places that are this many metres apart along the ground. */
export function chordSquaredOf(metres: number): number {
  const half = Math.sin(Math.min(metres, furthestMetres) / earthRadiusMetres / 2);
  return 4 * half * half;
}

/** Returns the distance of two places along the ground in metres. */
export const metresBetween = (a: GeoPoint, b: GeoPoint): number =>
  2 * earthRadiusMetres * Math.asin(Math.min(1, Math.sqrt(chordSquared(vectorOf(a), vectorOf(b))) / 2));

/** Returns a longitude between −180 (included) and 180 (excluded). */
export const wrappedLongitude = (longitude: number): number => ((((longitude + 180) % 360) + 360) % 360) - 180;
