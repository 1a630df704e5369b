import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GeoPoint } from './geo-point.ts';
import { type GeoBox, gridKeyOf, gridSize, rangesOfBox } from './grid-key.ts';

const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});
const isFound = (box: GeoBox, at: GeoPoint) => {
  const key = gridKeyOf(at);
  return rangesOfBox(box).some(([from, to]) => key >= from && key <= to);
};

describe('[K-2] the grid key of a place', () => {
  it('is a whole number that a double contains exactly', () => {
    fc.assert(
      fc.property(place, (at) => {
        const key = gridKeyOf(at);
        expect([Number.isSafeInteger(key), key >= 0, key < gridSize]).toEqual([true, true, true]);
      }),
    );
  });

  it('interleaves the bits of longitude and latitude', () => {
    expect(gridKeyOf({ latitude: -90, longitude: -180 })).toBe(0);
    expect(gridKeyOf({ latitude: -90, longitude: 0 })).toBe(2 ** 50);
    expect(gridKeyOf({ latitude: 0, longitude: -180 })).toBe(2 ** 51);
    expect(gridKeyOf({ latitude: 90, longitude: 179.999_999_9 })).toBe(2 ** 52 - 1);
  });

  it('is the same on both sides of the 180th meridian', () => {
    expect(gridKeyOf({ latitude: 5, longitude: 180 })).toBe(gridKeyOf({ latitude: 5, longitude: -180 }));
  });

  it('lies in a range of every box that contains the place, and the ranges are few, ascending and apart', () => {
    fc.assert(
      fc.property(
        place,
        fc.double({ min: 0, max: 90, noNaN: true }),
        fc.double({ min: 0, max: 179, noNaN: true }),
        (at, up, right) => {
          const box = {
            west: at.longitude,
            east: at.longitude + right > 180 ? at.longitude + right - 360 : at.longitude + right,
            south: at.latitude,
            north: Math.min(90, at.latitude + up),
          };
          const ranges = rangesOfBox(box);
          expect([isFound(box, at), isFound(box, { latitude: box.north, longitude: box.east })]).toEqual([true, true]);
          expect(ranges.length).toBeLessThanOrEqual(32);
          for (const [index, [from, to]] of ranges.entries()) {
            expect(from).toBeLessThanOrEqual(to);
            expect(from).toBeGreaterThan((ranges[index - 1]?.[1] ?? -2) + 1);
          }
        },
      ),
    );
  });

  it('of a place far from a small box is in none of its ranges', () => {
    const vienna = { west: 16.3, south: 48.1, east: 16.5, north: 48.3 };
    expect(isFound(vienna, { latitude: 48.2, longitude: 16.4 })).toBe(true);
    for (const longitude of [15.9, 17, -163.6, 196.4 - 360])
      expect(isFound(vienna, { latitude: 48.2, longitude })).toBe(false);
  });

  it('of a box around the earth are all keys', () => {
    expect(rangesOfBox({ west: -180, south: -90, east: 180, north: 90 })).toEqual([[0, gridSize - 1]]);
  });
});
