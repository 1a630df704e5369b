import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrivalMinutes,
  minutesPerStop,
  mostStops,
  nextNearest,
  roundMinutes,
  shortestOrder,
  wayMetres,
} from './round.ts';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
/** Places on the equator: the numbers are thousandths of a degree, about 111 metres each. */
const onLine = (...thousandths: readonly number[]) => thousandths.map((one) => at(0, one / 1_000));
const aPlace = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});
const aTown = fc.record({
  latitude: fc.double({ min: 48.1, max: 48.3, noNaN: true }),
  longitude: fc.double({ min: 16.2, max: 16.5, noNaN: true }),
});
const stops = fc.oneof(
  fc.array(aPlace, { maxLength: mostStops }),
  fc.array(aTown, { maxLength: mostStops }),
  fc.array(fc.constantFrom(...onLine(0, 1, 2, 2, 5, 9)), { maxLength: 12 }), // places that are equal
);

describe('the shortest order of a round', () => {
  it('is never longer than the given order, and keeps all stops', () => {
    fc.assert(
      fc.property(stops, fc.boolean(), (places, isFirstFixed) => {
        const order = shortestOrder(places, isFirstFixed);
        expect(order.toSorted((a, b) => a - b)).toEqual([...places.keys()]);
        const after = wayMetres(order.map((index) => places[index] ?? at(0, 0)));
        expect(after).toBeLessThanOrEqual(wayMetres(places) + 1e-3);
        if (isFirstFixed && places.length > 0) expect(order[0]).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('of a few stops on a line goes from one end to the other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 9 }), (along) => {
        const order = shortestOrder(onLine(...along)).map((index) => along[index] ?? 0);
        const sorted = along.toSorted((a, b) => a - b);
        expect([sorted, sorted.toReversed()]).toContainEqual(order);
      }),
    );
  });

  it('removes a crossing, and keeps the first stop where it is asked to', () => {
    const places = onLine(5, 0, 9, 1);
    expect(shortestOrder(places)).toEqual([2, 0, 3, 1]);
    expect(shortestOrder(places, true)[0]).toBe(0);
    expect(shortestOrder(onLine(0, 1, 2))).toEqual([0, 1, 2]); // nothing is shorter
    expect(shortestOrder([])).toEqual([]);
  });
});

describe('the times of a round', () => {
  it('are the way at the stated speed and the time at each stop, rounded up to 5 minutes', () => {
    const tenKilometres = 89.932; // thousandths of a degree
    const places = onLine(0, tenKilometres, tenKilometres);
    expect(Math.round(wayMetres(places))).toBe(10_000);
    expect(arrivalMinutes(places)).toEqual([0, 45, 60]); // 10 km take 30 minutes
    expect(roundMinutes(places)).toBe(75);
    expect(arrivalMinutes(onLine(0, 1))).toEqual([0, 20]); // 111 metres take 20 seconds
    expect(roundMinutes([])).toBe(0);
  });

  it('never overlap: each stop begins after the one before it has ended', () => {
    fc.assert(
      fc.property(stops, (places) => {
        const arrivals = arrivalMinutes(places);
        for (const [index, minute] of arrivals.entries())
          if (index > 0) expect(minute - (arrivals[index - 1] ?? 0)).toBeGreaterThanOrEqual(minutesPerStop);
      }),
    );
  });
});

describe('the nearest places to add to a round', () => {
  it('follow each other: the second is the nearest to the first', () => {
    const places = onLine(10, 4, 20, 13);
    expect(nextNearest(places, { from: at(0, 0.011), count: 2, isFree: () => true })).toEqual([0, 3]);
    expect(nextNearest(places, { from: at(0, 0.011), count: 2, isFree: (index) => index !== 0 })).toEqual([3, 2]);
    expect(nextNearest(places, { from: at(0, 0), count: 9, isFree: (index) => index < 2 })).toEqual([1, 0]);
    expect(nextNearest([], { from: at(0, 0), count: 2, isFree: () => true })).toEqual([]);
  });
});
