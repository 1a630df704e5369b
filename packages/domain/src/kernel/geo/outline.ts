import type { GeoPoint } from './geo-point.ts';
import type { GeoBox } from './grid-key.ts';
import { boxOfCircle, type GeoArea, type Circle } from './place-test.ts';
import {
  type Vector,
  dot,
  earthRadiusMetres,
  placeOf,
  plus,
  wrappedLongitude,
  unit,
  vectorOf,
  cross,
} from './place-vector.ts';

/** A position as GeoJSON writes it: longitude before latitude. Longitudes of a line go on beyond 180 where it crosses that meridian. */
export type Position = [longitude: number, latitude: number];

/** Chosen: a step of an edge in degrees along the ground. On a map of any scale it looks like a curve. */
const stepDegrees = 1;
const circleSteps = 96;

/**
 * Returns the positions with longitudes that continue one another: none jumps by more than 180 degrees. `near`: a
 * longitude within 180 degrees of the first one.
 */
function continued(places: readonly GeoPoint[], near = places[0]?.longitude ?? 0): Position[] {
  const line: Position[] = [];
  for (const { latitude, longitude } of places) {
    const last = line.at(-1)?.[0] ?? near;
    line.push([last + wrappedLongitude(longitude - last), latitude]);
  }
  return line;
}

/** Returns the places of the shortest way from one place to another, without its end. */
function wayBetween(from: GeoPoint, to: GeoPoint): readonly GeoPoint[] {
  const [a, b] = [vectorOf(from), vectorOf(to)];
  const angle = Math.acos(Math.max(-1, Math.min(1, dot(a, b))));
  const steps = Math.max(1, Math.ceil((angle * 180) / Math.PI / stepDegrees));
  return Array.from({ length: steps }, (_empty, step) => {
    const share = step / steps;
    if (step === 0) return from;
    const [left, right] = [Math.sin((1 - share) * angle), Math.sin(share * angle)];
    return placeOf([left * a[0] + right * b[0], left * a[1] + right * b[1], left * a[2] + right * b[2]]);
  });
}

/** Returns the closed outline of an area with these corners, along the shortest ways between them. */
export function ringOutline(corners: readonly GeoPoint[]): readonly Position[] {
  const [first] = corners;
  if (!first) return [];
  const places = corners.flatMap((corner, index) => wayBetween(corner, corners[index + 1] ?? first));
  return continued([...places, first]);
}

/** Returns the way between places, not closed. */
export function wayOutline(places: readonly GeoPoint[]): readonly Position[] {
  const last = places.at(-1);
  const inner = places.slice(0, -1).flatMap((place, index) => wayBetween(place, places[index + 1] ?? place));
  return continued(last ? [...inner, last] : inner);
}

/** Returns the closed outline of a circle on the ground. */
export function circleOutline({ latitude, longitude, metres }: Circle): readonly Position[] {
  const centre = vectorOf({ latitude, longitude });
  const other: Vector = Math.abs(centre[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
  const across = unit(cross(other, centre));
  if (!across) return [];
  const up = cross(centre, across);
  const angle = metres / earthRadiusMetres;
  const places = Array.from({ length: circleSteps + 1 }, (_empty, step) => {
    const turn = (step / circleSteps) * 2 * Math.PI;
    const side = plus([across[0] * Math.cos(turn), across[1] * Math.cos(turn), across[2] * Math.cos(turn)], up, Math.sin(turn)); // prettier-ignore
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return placeOf(plus([centre[0] * c, centre[1] * c, centre[2] * c], side, s));
  });
  return continued(places, longitude);
}

/** Returns the closed outline of a box: along its parallels and meridians. */
export function boxOutline({ west, south, east, north }: GeoBox): readonly Position[] {
  const right = east < west ? east + 360 : east;
  return [[west, south], [right, south], [right, north], [west, north], [west, south]]; // prettier-ignore
}

/** Returns the box around a circle or an area, for a map that shows it whole. */
export function boxOfArea(area: Circle | GeoArea): GeoBox {
  if ('metres' in area) return boxOfCircle(area);
  if (!('corners' in area)) return area;
  return boxOfPositions(ringOutline(area.corners));
}

function boxOfPositions(line: readonly Position[]): GeoBox {
  const [longitudes, latitudes] = [line.map(([longitude]) => longitude), line.map(([, latitude]) => latitude)];
  return {
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
  };
}

/**
 * Returns the smallest box around places: `degrees` are latitudes and longitudes in turn. It crosses the 180th meridian where it
 * is narrower that way; then its east is greater than 180. Undefined without places.
 */
export function boxOfPlaces(degrees: readonly number[]): GeoBox | undefined {
  if (degrees.length === 0) return undefined;
  let [south, north] = [90, -90];
  const longitudes: number[] = [];
  for (let at = 0; at < degrees.length; at += 2) {
    const latitude = degrees[at] ?? 0;
    [south, north] = [Math.min(south, latitude), Math.max(north, latitude)];
    longitudes.push(degrees[at + 1] ?? 0);
  }
  longitudes.sort((a, b) => a - b);
  // The widest gap between neighbours lies outside of the box.
  let [gap, after] = [(longitudes[0] ?? 0) + 360 - (longitudes.at(-1) ?? 0), 0];
  for (const [index, longitude] of longitudes.entries()) {
    const width = longitude - (longitudes[index - 1] ?? longitude);
    if (width > gap) [gap, after] = [width, index];
  }
  const west = longitudes[after] ?? 0;
  return { west, east: west + 360 - gap, south, north };
}
