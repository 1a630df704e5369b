import type { Feature, FeatureCollection, Geometry } from 'geojson';
import { boxOutline, circleOutline, ringOutline, wayOutline } from '@outpost/domain/kernel/geo/outline';
import { type Corners, middlesOf } from './drawn-corners.ts';
import type { MapArea, MapPoints } from './map-model.ts';

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });
const featureOf = (geometry: Geometry, properties: Readonly<Record<string, string | number>> = {}): Feature => ({
  type: 'Feature',
  geometry,
  properties,
});

/** Returns places as features. `at` is the place's index: it finds the record's id again. */
export function pointFeatures({ ids, degrees }: MapPoints): FeatureCollection {
  const features = ids.map((_id, at) =>
    featureOf({ type: 'Point', coordinates: [degrees[2 * at + 1] ?? 0, degrees[2 * at] ?? 0] }, { at }),
  );
  return collection(features);
}

/** Returns the points of `all` that are not in `inside`. */
export function pointsOutside(all: MapPoints, inside: MapPoints): MapPoints {
  if (inside.ids.length === 0) return all;
  const known = new Set(inside.ids);
  const ids: string[] = [];
  const degrees: number[] = [];
  for (const [at, id] of all.ids.entries()) {
    if (known.has(id)) continue;
    ids.push(id);
    degrees.push(all.degrees[2 * at] ?? 0, all.degrees[2 * at + 1] ?? 0);
  }
  return { ids, degrees };
}

/** Returns the stops of a round with their numbers, and the line through them, as features. `at`: the stop's index. */
export function roundFeatures({ ids, degrees }: MapPoints): FeatureCollection {
  const places = ids.map((_id, at) => ({ latitude: degrees[2 * at] ?? 0, longitude: degrees[2 * at + 1] ?? 0 }));
  const line = wayOutline(places).map(([x, y]) => [x, y]);
  const stops = places.map(({ latitude, longitude }, at) =>
    featureOf({ type: 'Point', coordinates: [longitude, latitude] }, { at, number: String(at + 1) }),
  );
  return collection([
    ...(line.length > 1 ? [featureOf({ type: 'LineString', coordinates: line })] : []),
    ...stops.toReversed(), // of two stops in one house the earlier number is on top
  ]);
}

const handles = (corners: Corners, part: 'corner' | 'middle'): readonly Feature[] =>
  corners.map(({ latitude, longitude }, index) =>
    featureOf({ type: 'Point', coordinates: [longitude, latitude] }, { part, index }),
  );

/** Returns an area with the handles of its corners, as features. */
export function areaFeatures(area: MapArea | undefined): FeatureCollection {
  if (area === undefined) return collection([]);
  const polygon = (line: readonly (readonly [number, number])[]): Feature =>
    featureOf({ type: 'Polygon', coordinates: [line.map(([x, y]) => [x, y])] });
  if ('metres' in area) return collection([polygon(circleOutline(area)), ...handles([area], 'corner')]);
  if (!('corners' in area)) return collection([polygon(boxOutline(area))]);
  const { corners } = area;
  return collection([
    polygon(ringOutline(corners)),
    ...handles(middlesOf(corners), 'middle'),
    ...handles(corners, 'corner'),
  ]);
}

/** Returns the line of an area that is being drawn, with its corners. */
export function drawingFeatures(corners: Corners): FeatureCollection {
  const line = wayOutline(corners).map(([x, y]) => [x, y]);
  return collection([
    ...(line.length > 1 ? [featureOf({ type: 'LineString', coordinates: line })] : []),
    ...handles(corners, 'corner'),
  ]);
}
