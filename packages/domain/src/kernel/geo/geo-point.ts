import { z } from 'zod';
import type { JsonValue } from '../json.ts';

export const latitudeSchema = z.number('must be a latitude in degrees, such as 47.61').min(-90).max(90);
export const longitudeSchema = z.number('must be a longitude in degrees, such as -122.33').min(-180).max(180);
/** A place in degrees (WGS 84). */
export const geoPointSchema = z.strictObject(
  { latitude: latitudeSchema, longitude: longitudeSchema },
  'must be a place in degrees, such as {"latitude":47.61,"longitude":-122.33}',
);

/** A place on earth, in degrees (WGS 84). */
export type GeoPoint = { readonly latitude: number; readonly longitude: number };

const isWithin = (value: JsonValue | undefined, most: number): boolean =>
  typeof value === 'number' && value >= -most && value <= most;

/** Whether a value is a place that the schema accepts. */
export const isGeoPoint = (value: JsonValue): value is GeoPoint =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === 2 &&
  'latitude' in value &&
  'longitude' in value &&
  isWithin(value.latitude, 90) &&
  isWithin(value.longitude, 180);

/**
 * Chosen: places that people give are kept to seven decimals, a centimetre. Devices measure to some metres, and more digits look
 * like a precision that nobody has.
 */
const decimals = 1e7;

/** Returns a place with at most seven decimals, and no negative zero. */
export const roundedPlace = ({ latitude, longitude }: GeoPoint): GeoPoint => ({
  latitude: Math.round(latitude * decimals) / decimals + 0,
  longitude: Math.round(longitude * decimals) / decimals + 0,
});
