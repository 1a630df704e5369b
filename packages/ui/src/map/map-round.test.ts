import { mostStops } from '@outpost/domain/kernel/geo/round';
import { describe, expect, it } from 'vitest';
import { roundFeatures } from './map-features.ts';
import { movedStop, nearestToRound, shorterStops } from './map-round.ts';
import type { MapPoints } from './map-model.ts';

/** Places on the equator, at these thousandths of a degree. */
const pointsAt = (...along: readonly number[]): MapPoints => ({
  ids: along.map((one) => `at ${one}`),
  degrees: along.flatMap((one) => [0, one / 1_000]),
});

describe('the stops of a round', () => {
  it('are moved among each other', () => {
    expect(movedStop(pointsAt(1, 2, 3), 'at 3', 0)).toEqual(['at 3', 'at 1', 'at 2']);
    expect(movedStop(pointsAt(1, 2, 3), 'at 1', 1)).toEqual(['at 2', 'at 1', 'at 3']);
  });

  it('get a shorter order, with the metres that it saves', () => {
    const shorter = shorterStops(pointsAt(0, 20, 10), true);
    expect(shorter.ids).toEqual(['at 0', 'at 10', 'at 20']);
    expect(Math.round(shorter.savedMetres)).toBe(1_112); // 10 thousandths of a degree less
    expect(shorterStops(pointsAt(0, 10, 20), false)).toEqual({ ids: ['at 0', 'at 10', 'at 20'], savedMetres: 0 });
  });

  it('go on to the nearest places of the list, one after the other, as long as they fit', () => {
    const list = pointsAt(9, 0, 4, 30, 12);
    expect(nearestToRound(list, pointsAt(0, 10))).toEqual(['at 9', 'at 12']);
    expect(nearestToRound(list, pointsAt())).toEqual([]);
    const almostFull = pointsAt(...Array.from({ length: mostStops - 1 }, (_, one) => 100 + one));
    expect(nearestToRound(list, almostFull)).toEqual(['at 30']);
    expect(nearestToRound(list, { ids: [...almostFull.ids, 'last'], degrees: [...almostFull.degrees, 0, 0] })).toEqual(
      [],
    );
  });

  it('are drawn with their numbers and a line in their order', () => {
    const { features } = roundFeatures(pointsAt(0, 10, 5));
    const way = features[0]?.geometry;
    const along = way?.type === 'LineString' ? way.coordinates.map(([x = 0]) => Math.round(x * 1_000)) : [];
    expect(along).toEqual([0, 10, 5]);
    expect(features.slice(1).map(({ properties }) => properties)).toEqual([
      { at: 2, number: '3' },
      { at: 1, number: '2' },
      { at: 0, number: '1' },
    ]);
    expect(roundFeatures(pointsAt(7)).features).toHaveLength(1); // one stop has no line
    expect(roundFeatures(pointsAt()).features).toEqual([]);
  });
});
