import { describe, expect, it } from 'vitest';
import { boxOfArea, boxOfPlaces, boxOutline, circleOutline, ringOutline } from './outline.ts';
import { metresBetween } from './place-vector.ts';

describe('the outline of an area', () => {
  it('of a circle lies everywhere at its distance, and closes', () => {
    const circle = { latitude: 60, longitude: 179.9, metres: 50_000 };
    const line = circleOutline(circle);
    const [[x = 0, y = 0] = [], [lastX = 9, lastY = 9] = []] = [line[0], line.at(-1)];
    expect(Math.hypot(x - lastX, y - lastY)).toBeLessThan(1e-6);
    for (const [longitude, latitude] of line)
      expect(metresBetween({ latitude, longitude }, circle)).toBeCloseTo(50_000, 3);
    expect(line.every(([longitude]) => Math.abs(longitude - 179.9) < 1)).toBe(true); // goes on beyond the meridian
  });

  it('of corners bends as the shortest way does, and continues over the 180th meridian', () => {
    const line = ringOutline([
      { latitude: 50, longitude: 170 },
      { latitude: 50, longitude: -170 },
      { latitude: 30, longitude: 180 },
    ]);
    expect(Math.max(...line.map(([, latitude]) => latitude))).toBeGreaterThan(50.3);
    expect(line.every(([longitude]) => longitude > 169.999 && longitude < 190.001)).toBe(true);
    expect(line.at(-1)).toEqual([expect.closeTo(170, 9), 50]);
  });

  it('of a box over the 180th meridian is as wide as the box', () => {
    expect(boxOutline({ west: 176, south: -20, east: -178, north: -15 })[1]).toEqual([182, -20]);
  });
});

describe('the box around places', () => {
  it('is the smallest one, also over the 180th meridian', () => {
    expect(boxOfPlaces([])).toBe(undefined);
    expect(boxOfPlaces([48, 16, 47, 17])).toEqual({ west: 16, east: 17, south: 47, north: 48 });
    expect(boxOfPlaces([-17, 179, -18, -179])).toEqual({ west: 179, east: 181, south: -18, north: -17 });
    expect(boxOfPlaces([5, 6])).toEqual({ west: 6, east: 6, south: 5, north: 5 });
  });

  it('of an area contains its outline', () => {
    const area = { corners: [[50, -60], [50, 60], [20, 0]].map(([latitude = 0, longitude = 0]) => ({ latitude, longitude })) }; // prettier-ignore
    expect(boxOfArea(area).north).toBeGreaterThan(65);
  });
});
