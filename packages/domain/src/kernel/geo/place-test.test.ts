import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GeoPoint } from './geo-point.ts';
import type { JsonValue } from '../json.ts';
import { gridKeyOf } from './grid-key.ts';
import { oracleInArea, oracleNear } from '../../testing/oracles/oracle-places.ts';
import { metresBetween, placeOf, wrappedLongitude, vectorOf } from './place-vector.ts';
import { type GeoArea, type Circle, type PlaceTest, mostCorners, passes, readArea, readCircle } from './place-test.ts';

const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 179.999, noNaN: true }),
});
const testOf = (read: ReturnType<typeof readArea>): PlaceTest => {
  if ('wrong' in read) throw new Error(read.wrong);
  return read;
};
const isNear = (at: GeoPoint, circle: Circle) => passes(testOf(readCircle(circle)).exact, vectorOf(at));
const isIn = (at: GeoPoint, area: GeoArea) => passes(testOf(readArea(area)).exact, vectorOf(at));
const isInRanges = ({ ranges }: PlaceTest, at: GeoPoint) => {
  const key = gridKeyOf(at);
  return ranges.some(([from, to]) => key >= from && key <= to);
};
const square = (latitude: number, longitude: number, half: number) => ({
  corners: [
    [-half, -half],
    [-half, half],
    [half, half],
    [half, -half],
  ].map(([up = 0, right = 0]) => ({ latitude: latitude + up, longitude: wrappedLongitude(longitude + right) })),
});

/** Thousandths, so that shapes are not thinner than the precision of a double. */
const share = fc.integer({ min: -1_000, max: 1_000 }).map((thousandths) => thousandths / 1_000);

const oslo = { latitude: 59.9127, longitude: 10.7461 };
const bergen = { latitude: 60.3929, longitude: 5.3242 };

describe('[K-2] a circle', () => {
  it('has the distance of two towns that is known', () => {
    expect(Math.round(metresBetween(oslo, bergen) / 1_000)).toBe(305);
    expect(metresBetween(oslo, oslo)).toBe(0);
  });

  it('contains a place that is exactly as far, and none that is a millimetre further', () => {
    const far = metresBetween(oslo, bergen);
    expect(isNear(bergen, { ...oslo, metres: far + 0.001 })).toBe(true);
    expect(isNear(bergen, { ...oslo, metres: far - 0.001 })).toBe(false);
  });

  it('agrees with the haversine formula, and its ranges contain every place of it', () => {
    fc.assert(
      fc.property(place, place, fc.double({ min: 1, max: 20_000_000, noNaN: true }), (at, centre, metres) => {
        const circle = { ...centre, metres };
        fc.pre(Math.abs(metresBetween(at, centre) - metres) > 0.01);
        const inside = isNear(at, circle);
        expect(inside).toBe(oracleNear(at, circle));
        if (inside) expect(isInRanges(testOf(readCircle(circle)), at)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reaches over the 180th meridian and over a pole', () => {
    expect(isNear({ latitude: -17, longitude: -179.9 }, { latitude: -17, longitude: 179.9, metres: 22_000 })).toBe(
      true,
    );
    expect(isNear({ latitude: 89.9, longitude: 180 }, { latitude: 89.9, longitude: 0, metres: 23_000 })).toBe(true);
    const pole = testOf(readCircle({ latitude: 89.9, longitude: 0, metres: 23_000 }));
    expect(isInRanges(pole, { latitude: 89.9, longitude: 180 })).toBe(true);
    const south = testOf(readCircle({ latitude: -89.9, longitude: 0, metres: 23_000 }));
    expect(isInRanges(south, { latitude: -89.9, longitude: -180 })).toBe(true);
  });
});

describe('[K-2] an area', () => {
  it('is a box by degrees, also over the 180th meridian and wider than half of the earth', () => {
    const fiji = { west: 176, south: -20, east: -178, north: -15 };
    expect([179, -179, 175, -177, 0].map((longitude) => isIn({ latitude: -17, longitude }, fiji))).toEqual([true, true, false, false, false]); // prettier-ignore
    const wide = { west: -170, south: -60, east: 100, north: 70 };
    expect([-171, -169, 0, 99, 101].map((longitude) => isIn({ latitude: 1, longitude }, wide))).toEqual([false, true, true, true, false]); // prettier-ignore
    expect(isIn({ latitude: 71, longitude: 0 }, wide)).toBe(false);
    const half = { west: 0, south: -10, east: 179.95, north: 10 };
    expect([179.94, 179.97].map((longitude) => isIn({ latitude: 1, longitude }, half))).toEqual([true, false]);
  });

  it('has an inside that its corners surround, in either direction of drawing', () => {
    const drawn = square(48.2, 16.4, 0.1);
    for (const corners of [drawn.corners, drawn.corners.toReversed()]) {
      expect(isIn({ latitude: 48.2, longitude: 16.4 }, { corners })).toBe(true);
      expect(isIn({ latitude: 48.2, longitude: 16.6 }, { corners })).toBe(false);
      expect(isIn({ latitude: -48.2, longitude: -163.6 }, { corners })).toBe(false); // on the other side of the earth
    }
  });

  it('lies over the 180th meridian and around a pole', () => {
    expect(isIn({ latitude: 0.1, longitude: -179.9 }, square(0, 179.8, 0.5))).toBe(true);
    const cap = { corners: [0, 90, 180, -90].map((longitude) => ({ latitude: 80, longitude })) };
    expect(isIn({ latitude: 90, longitude: 0 }, cap)).toBe(true);
    expect(isIn({ latitude: 85, longitude: 45 }, cap)).toBe(true);
    expect(isInRanges(testOf(readArea(cap)), { latitude: 89.5, longitude: 45 })).toBe(true);
    expect(isIn({ latitude: 79, longitude: 45 }, cap)).toBe(false);
  });

  it('has edges along the shortest ways, which bend towards the pole', () => {
    const corners = [
      { latitude: 50, longitude: -60 },
      { latitude: 50, longitude: 60 },
      { latitude: 20, longitude: 0 },
    ];
    expect(isIn({ latitude: 65, longitude: 0 }, { corners })).toBe(true);
    expect(isInRanges(testOf(readArea({ corners })), { latitude: 65, longitude: 0 })).toBe(true);
  });

  it('agrees with the number of turns around the place, and its ranges contain every place of it', () => {
    let inside = 0;
    fc.assert(
      fc.property(
        place,
        fc.array(fc.tuple(share, share), { minLength: 3, maxLength: 12 }),
        fc.constantFrom(0.01, 1, 30),
        fc.tuple(share, share),
        (middle, offsets, reach, offset) => {
          const moved = ([up, right]: readonly [number, number]) => ({
            latitude: Math.max(-90, Math.min(90, middle.latitude + up * reach)),
            longitude: wrappedLongitude(middle.longitude + right * reach),
          });
          const corners = offsets.map(moved);
          const read = readArea({ corners });
          fc.pre(!('wrong' in read));
          const at = moved([offset[0] + 0.000_371, offset[1] + 0.000_127]); // on no edge
          fc.pre(Math.abs(at.latitude) < 90);
          const found = passes(testOf(read).exact, vectorOf(at));
          expect(found).toBe(oracleInArea(at, { corners }));
          if (!found) return;
          inside += 1;
          expect(isInRanges(testOf(read), at)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(inside).toBeGreaterThan(100);
  });

  it('is refused without an inside, with too few or too many corners, or larger than a view of the earth', () => {
    const wrong = (value: JsonValue) => 'wrong' in readArea(value);
    expect(wrong({ corners: square(0, 0, 1).corners })).toBe(false);
    expect(wrong({ corners: square(0, 0, 1).corners.slice(0, 2) })).toBe(true);
    expect(wrong({ corners: Array.from({ length: mostCorners + 1 }, () => oslo) })).toBe(true);
    expect(wrong({ corners: [oslo, oslo, oslo] })).toBe(true);
    expect(wrong(square(0, 0, 89))).toBe(true);
    expect(wrong({ west: 1, south: 3, east: 2, north: 2 })).toBe(true);
    expect(wrong({ corners: [oslo, bergen, { latitude: 91, longitude: 0 }] })).toBe(true);
    expect('wrong' in readCircle({ ...oslo, metres: 0 })).toBe(true);
    expect('wrong' in readCircle({ ...oslo, metres: 30_000_000 })).toBe(true);
  });
});

describe('[K-2] a direction', () => {
  it('leads back to its place', () => {
    fc.assert(
      fc.property(place, (at) => {
        expect(metresBetween(placeOf(vectorOf(at)), at)).toBeLessThan(1e-6);
      }),
    );
  });

  it('has no part that is too small for a product on the server', () => {
    expect(vectorOf({ latitude: 1e-300, longitude: 1e-300 })).toEqual([1, 0, 0]);
  });
});
