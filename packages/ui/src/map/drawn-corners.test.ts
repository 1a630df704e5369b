import { mostCorners } from '@outpost/domain/kernel/geo/place-test';
import { describe, expect, it } from 'vitest';
import { cornerAt, middlesOf, movedCorner, splitEdge, withCorner, withoutCorner } from './drawn-corners.ts';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
const triangle = [at(0, 0), at(0, 10), at(10, 0)];

describe('the corners of a drawn area', () => {
  it('are added at the end, a double press once, up to the limit', () => {
    expect(withCorner(triangle, at(5, 5))).toEqual([...triangle, at(5, 5)]);
    expect(withCorner(triangle, at(10, 0))).toBe(triangle);
    const full = Array.from({ length: mostCorners }, (_, n) => at(n / 10, 0));
    expect(withCorner(full, at(80, 0))).toBe(full);
  });

  it('are moved, added in the middle of an edge, and removed down to three', () => {
    expect(movedCorner(triangle, 1, at(1, 9))[1]).toEqual(at(1, 9));
    expect(splitEdge(triangle, 0, at(0, 5))).toEqual([at(0, 0), at(0, 5), at(0, 10), at(10, 0)]);
    expect(withoutCorner(triangle, 0)).toBe(triangle);
    expect(withoutCorner(splitEdge(triangle, 2, at(5, 0)), 3)).toEqual(triangle);
  });

  it('have a middle on each edge, along the shortest way', () => {
    expect(middlesOf(triangle)[0]).toEqual(at(0, 5));
    expect(middlesOf([at(0, 179), at(0, -179), at(10, 180)])[0]).toEqual(at(0, 180));
  });

  it('are places of the earth wherever the map was pressed', () => {
    expect(cornerAt({ lng: 190, lat: 95 })).toEqual(at(90, -170));
  });
});
