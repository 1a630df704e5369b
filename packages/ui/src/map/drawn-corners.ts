import { type GeoPoint, roundedPlace } from '@outpost/domain/kernel/geo/geo-point';
import { mostCorners } from '@outpost/domain/kernel/geo/place-test';
import { placeOf, plus, wrappedLongitude, vectorOf } from '@outpost/domain/kernel/geo/place-vector';

export type Corners = readonly GeoPoint[];

/** Whether another corner fits. */
export const mayAddCorner = (corners: Corners): boolean => corners.length < mostCorners;

/** Returns a place of the map as a corner: its longitude may go on beyond 180. */
export const cornerAt = ({ lng, lat }: { readonly lng: number; readonly lat: number }): GeoPoint =>
  roundedPlace({ latitude: Math.max(-90, Math.min(90, lat)), longitude: wrappedLongitude(lng) });

/** Returns the corners with one more at their end, unless it is where the last one is: a double press makes one corner. */
export function withCorner(corners: Corners, corner: GeoPoint): Corners {
  const last = corners.at(-1);
  const isSame = last?.latitude === corner.latitude && last.longitude === corner.longitude;
  return isSame || !mayAddCorner(corners) ? corners : [...corners, corner];
}

/** Returns the middle of each edge: between a corner and the next, the last and the first. */
export const middlesOf = (corners: Corners): Corners =>
  corners.map((corner, index) => {
    const next = corners[(index + 1) % corners.length] ?? corner;
    return roundedPlace(placeOf(plus(vectorOf(corner), vectorOf(next))));
  });

/** Returns the corners with one moved. */
export const movedCorner = (corners: Corners, index: number, to: GeoPoint): Corners =>
  index in corners ? corners.with(index, to) : corners;

/** Returns the corners with a new one on the edge behind this corner. */
export const splitEdge = (corners: Corners, index: number, at: GeoPoint): Corners =>
  mayAddCorner(corners) ? corners.toSpliced(index + 1, 0, at) : corners;

/** Returns the corners without one. An area keeps three. */
export const withoutCorner = (corners: Corners, index: number): Corners =>
  corners.length > 3 ? corners.toSpliced(index, 1) : corners;
