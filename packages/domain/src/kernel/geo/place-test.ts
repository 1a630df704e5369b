import { z } from 'zod';
import type { JsonValue } from '../json.ts';
import { type GeoPoint, geoPointSchema, latitudeSchema, longitudeSchema } from './geo-point.ts';
import { type GeoBox, type KeyRange, rangesOfBox } from './grid-key.ts';
import {
  type Vector,
  chordSquared,
  chordSquaredOf,
  cross,
  dot,
  earthRadiusMetres,
  furthestMetres,
  placeOf,
  plus,
  wrappedLongitude,
  unit,
  vectorOf,
} from './place-vector.ts';

/** Chosen: more corners than a person draws. A test of one place costs about 50 ns for each. */
export const mostCorners = 100;

/** The value of `near`: a place and the metres around it along the ground. */
export const circleSchema = z.strictObject({
  latitude: latitudeSchema,
  longitude: longitudeSchema,
  metres: z.number().min(1).max(furthestMetres),
});
export type Circle = z.output<typeof circleSchema>;

/** The value of `in-area`: a box between two latitudes and longitudes, or the corners of a drawn area in their order. */
export const areaSchema = z.union([
  z
    .strictObject({ west: longitudeSchema, south: latitudeSchema, east: longitudeSchema, north: latitudeSchema })
    .refine(({ south, north }) => south <= north, 'the south of a box lies below its north'),
  z.strictObject({ corners: z.array(geoPointSchema).min(3).max(mostCorners) }),
]);
export type GeoArea = z.output<typeof areaSchema>;

/**
 * A side of a plane through the middle of the earth: the places whose direction has a positive product with it.
 */
type Side = Vector;

/**
 * An exact test of a place, only in multiplications, additions and divisions: both engines and JavaScript calculate the same
 * bits. `circle`: no further than a straight line from the centre. `box`: `heights` are the least and greatest z. The place lies
 * on the positive sides or on the border of both meridians, or of one of them (`isWide`: the box is wider than 180 degrees).
 * Without meridians the box reaches around the earth. `ring`: on the positive side of `front`, and on the plane with the axes
 * `along` and `up` an odd number of edges lies to one side.
 */
export type ExactTest =
  | { readonly kind: 'circle'; readonly centre: Vector; readonly chordSquared: number }
  | {
      readonly kind: 'box';
      readonly heights: readonly [number, number];
      readonly meridians?: readonly [Side, Side];
      readonly isWide: boolean;
    }
  | {
      readonly kind: 'ring';
      readonly front: Side;
      readonly along: Vector;
      readonly up: Vector;
      readonly corners: readonly Corner[];
    };

/** A corner of a ring: its height on the plane, and the line of the edge to the next corner: `slope` times the height, plus `start`. */
export type Corner = { readonly height: number; readonly slope: number; readonly start: number };

/** A test of a place as the engines need it: ranges of grid keys that contain every passing place, and the exact test. */
export type PlaceTest = { readonly ranges: readonly KeyRange[]; readonly exact: ExactTest };

/** Returns a test, or a sentence that describes a valid value. */
export type PlaceTestRead = PlaceTest | { readonly wrong: string };

/** A margin in degrees around the box of a shape, greater than every error of calculation. A tenth of a millimetre. */
const margin = 1e-9;

/** Reads the value of `near`. */
export function readCircle(value: JsonValue): PlaceTestRead {
  const parsed = circleSchema.safeParse(value);
  if (!parsed.success)
    return {
      wrong: 'must be a place and the metres around it: {"latitude": 47.61, "longitude": -122.33, "metres": 5000}',
    };
  return circleTest(parsed.data);
}

/** Reads the value of `in-area`. */
export function readArea(value: JsonValue): PlaceTestRead {
  const parsed = areaSchema.safeParse(value);
  if (!parsed.success)
    return {
      wrong: `must be a box, {"west": 16.2, "south": 48.1, "east": 16.6, "north": 48.3}, or 3 to ${mostCorners} corners, {"corners": [{"latitude": 48.1, "longitude": 16.2}, …]}`,
    };
  if (!('corners' in parsed.data)) return boxTest(parsed.data);
  const ring = ringTest(parsed.data.corners);
  return (
    ring ?? {
      wrong: 'must be an area with an inside, and no corner further than 80 degrees from its middle; ask with a box',
    }
  );
}

/** Returns the test for places no further than this from a place. */
export function circleTest({ latitude, longitude, metres }: Circle): PlaceTest {
  const ranges = rangesOfBox(boxOfCircle({ latitude, longitude, metres }));
  return {
    ranges,
    exact: { kind: 'circle', centre: vectorOf({ latitude, longitude }), chordSquared: chordSquaredOf(metres) },
  };
}

/** Returns a box around all places no further than this from a place. */
export function boxOfCircle({ latitude, longitude, metres }: Circle): GeoBox {
  const angle = metres / earthRadiusMetres;
  const reach = (angle * 180) / Math.PI + margin;
  const [south, north] = [latitude - reach, latitude + reach];
  if (south <= -90 || north >= 90)
    return { west: -180, east: 180, south: Math.max(-90, south), north: Math.min(90, north) };
  const width = (Math.asin(Math.min(1, Math.sin(angle) / Math.cos((latitude * Math.PI) / 180))) * 180) / Math.PI;
  return aroundEarth({ south, north, west: longitude - width - margin, east: longitude + width + margin });
}

/** Turns the ends of a box into longitudes. A box at least 360 degrees wide reaches around the earth. */
const aroundEarth = ({ west, east, south, north }: GeoBox): GeoBox =>
  east - west >= 360
    ? { west: -180, east: 180, south, north }
    : { west: wrappedLongitude(west), east: wrappedLongitude(east), south, north };

function boxTest({ west, south, east, north }: GeoBox): PlaceTest {
  const sine = (latitude: number) => vectorOf({ latitude, longitude: 0 })[2];
  const ranges = rangesOfBox({ west, south, east, north });
  const heights = [sine(south), sine(north)] as const;
  if (east - west >= 360) return { ranges, exact: { kind: 'box', heights, isWide: true } };
  const [fromWest, fromEast] = [vectorOf({ latitude: 0, longitude: west }), vectorOf({ latitude: 0, longitude: east })];
  const meridians = [[-fromWest[1], fromWest[0], 0] as const, [fromEast[1], -fromEast[0], 0] as const] as const;
  const width = east >= west ? east - west : east - west + 360;
  return { ranges, exact: { kind: 'box', heights, meridians, isWide: width > 180 } };
}

/** The cosine of 80 degrees: a plane on which the area is drawn from the earth's middle must not lie too flat. */
const leastFront = Math.cos((80 * Math.PI) / 180);

/**
 * Returns the test for an area with these corners, whose edges are the shortest ways between them. The ring closes itself.
 * Nothing where it is too large or has no inside.
 *
 * The area is drawn on a plane that touches the earth in its middle (the gnomonic projection, on which shortest ways are straight
 * lines). On it the usual rule counts the edges to one side of the place.
 */
function ringTest(corners: readonly GeoPoint[]): PlaceTest | undefined {
  const vectors = corners.map(vectorOf);
  const middle = unit(vectors.reduce<Vector>((sum, vector) => plus(sum, vector), [0, 0, 0]));
  if (middle === undefined || vectors.some((vector) => dot(vector, middle) < leastFront)) return undefined;
  // Two axes on the plane. The first is any direction that is not the middle's own.
  const other: Vector = Math.abs(middle[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
  const along = unit(cross(other, middle));
  if (along === undefined) return undefined;
  const up = cross(middle, along);
  const flat = vectors.map((vector) => {
    const front = dot(vector, middle);
    return { u: dot(vector, along) / front, v: dot(vector, up) / front };
  });
  if (flat.every(({ v }) => v === flat[0]?.v)) return undefined;
  const made = flat.map(({ u, v }, index): Corner => {
    const next = flat[(index + 1) % flat.length] ?? { u, v };
    if (next.v === v) return { height: v, slope: 0, start: 0 }; // never counted: both ends are equally high
    const slope = (next.u - u) / (next.v - v);
    return { height: v, slope, start: u - slope * v };
  });
  const ranges = rangesOfBox(boxOfRing(vectors, middle));
  return { ranges, exact: { kind: 'ring', front: middle, along, up, corners: made } };
}

/** Returns a box around an area whose edges are the shortest ways between its corners. */
function boxOfRing(vectors: readonly Vector[], middle: Vector): GeoBox {
  let [south, north] = [90, -90];
  let [west, east, longitude] = [Infinity, -Infinity, 0];
  const include = (vector: Vector) => {
    const { latitude } = placeOf(vector);
    [south, north] = [Math.min(south, latitude), Math.max(north, latitude)];
  };
  const first = placeOf(vectors[0] ?? middle).longitude;
  longitude = first;
  [west, east] = [first, first];
  for (const [index, from] of vectors.entries()) {
    const to = vectors[(index + 1) % vectors.length] ?? from;
    include(from);
    const normal = unit(cross(from, to));
    if (normal) {
      // The highest and lowest place of the whole circle, where they are on this edge.
      for (const sign of [1, -1]) {
        const top = unit(plus([0, 0, sign], normal, -sign * normal[2]));
        if (top && dot(cross(from, top), normal) >= 0 && dot(cross(top, to), normal) >= 0) include(top);
      }
    }
    longitude += wrappedLongitude(placeOf(to).longitude - placeOf(from).longitude);
    [west, east] = [Math.min(west, longitude), Math.max(east, longitude)];
  }
  const goesAroundPole = Math.abs(longitude - first) > 180;
  if (goesAroundPole) {
    const isNorth = middle[2] > 0;
    return {
      west: -180,
      east: 180,
      south: isNorth ? Math.max(-90, south - margin) : -90,
      north: isNorth ? 90 : Math.min(90, north + margin),
    };
  }
  return aroundEarth({
    west: west - margin,
    east: east + margin,
    south: Math.max(-90, south - margin),
    north: Math.min(90, north + margin),
  });
}

/** Whether a place passes a test. The same calculation as the SQL of both engines, in the same order. */
export function passes(test: ExactTest, place: Vector): boolean {
  switch (test.kind) {
    case 'circle':
      return chordSquared(place, test.centre) <= test.chordSquared;
    case 'box': {
      const [least, most] = test.heights;
      if (place[2] < least || place[2] > most) return false;
      if (!test.meridians) return true;
      const [west, east] = test.meridians.map((side) => dot(side, place) >= 0);
      return test.isWide ? west === true || east === true : west === true && east === true;
    }
    case 'ring': {
      const front = dot(test.front, place);
      if (!(front > 0)) return false;
      const [u, v] = [dot(test.along, place) / front, dot(test.up, place) / front];
      let edges = 0;
      for (const [index, { height, slope, start }] of test.corners.entries()) {
        const next = test.corners[(index + 1) % test.corners.length]?.height ?? height;
        if (height > v !== next > v && u < slope * v + start) edges += 1;
      }
      return edges % 2 === 1;
    }
  }
}
