import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';

/** The colours of a map. Those of records and areas are the roles of the theme. */
export type MapColours = {
  readonly sea: string;
  readonly land: string;
  readonly park: string;
  readonly road: string;
  readonly building: string;
  readonly edge: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly surface: string;
  readonly raised: string;
  readonly controlLine: string;
  readonly accentFill: string;
  readonly onAccent: string;
};

const theme = {
  light: { sea: '#d8e4ea', land: '#f3f1eb', park: '#e3ebdd', road: '#ffffff', building: '#e8e4db', edge: '#d9d4c8', ink: '#1f1d1a', ink2: '#57534c', ink3: '#6b675f', surface: '#ffffff', raised: '#ffffff', controlLine: '#8c877e', accentFill: '#2f5fd6', onAccent: '#ffffff' },
  dark: { sea: '#17222a', land: '#211f1d', park: '#20281f', road: '#34312d', building: '#2a2825', edge: '#3a3732', ink: '#edebe6', ink2: '#b5b0a7', ink3: '#979288', surface: '#1c1b19', raised: '#232120', controlLine: '#7b766d', accentFill: '#3a66db', onAccent: '#ffffff' },
} as const satisfies Readonly<Record<'light' | 'dark', MapColours>>; // prettier-ignore

/** Returns the colours of a theme. The canvas of a map cannot read CSS variables. */
export const mapColours = (scheme: 'light' | 'dark'): MapColours => theme[scheme];

/** The font of the app. MapLibre draws its letters on this device, because the style names no address for fonts. */
const regular = ['Inter Variable'];

type Made = LayerSpecification;
type OfFile = { readonly id: string; readonly isArea: boolean };

/** Ground, water and lines of one file. The names of layers and kinds are those of Protomaps' base maps, version 4. */
function ground({ id, isArea }: OfFile, colours: MapColours): readonly Made[] {
  const layer = (name: string, of: string) => ({ id: `${id} ${name}`, source: id, 'source-layer': of });
  const world: readonly Made[] = [
    { ...layer('land', 'earth'), type: 'fill', paint: { 'fill-color': colours.land, 'fill-antialias': true } },
  ];
  const borders: readonly Made[] = [
    {
      ...layer('borders', 'boundaries'),
      type: 'line',
      paint: {
        'line-color': colours.edge,
        'line-width': ['match', ['get', 'kind'], 'country', 1.5, 1],
        'line-dasharray': [3, 2],
      },
    },
  ];
  if (!isArea) return [...world, ...borders];
  const road = (kinds: readonly string[], width: number, name: string): readonly Made[] => {
    const filter: ExpressionSpecification = ['in', ['get', 'kind'], ['literal', [...kinds]]];
    const grows = (extra: number): ExpressionSpecification =>
      ['interpolate', ['exponential', 1.6], ['zoom'], 6, width / 6 + extra, 14, width + extra, 18, width * 4 + extra]; // prettier-ignore
    const look = { 'line-cap': 'round', 'line-join': 'round' } as const;
    return [
      { ...layer(`${name} edge`, 'roads'), type: 'line', filter, layout: look, paint: { 'line-color': colours.edge, 'line-width': grows(1.5) } },
      { ...layer(name, 'roads'), type: 'line', filter, layout: look, paint: { 'line-color': colours.road, 'line-width': grows(0) } },
    ]; // prettier-ignore
  };
  return [
    ...world,
    { ...layer('green', 'landuse'), type: 'fill', filter: ['in', ['get', 'kind'], ['literal', ['park', 'forest', 'wood', 'nature_reserve', 'grass', 'cemetery', 'golf_course', 'meadow']]], paint: { 'fill-color': colours.park } },
    { ...layer('water', 'water'), type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colours.sea } },
    { ...layer('rivers', 'water'), type: 'line', filter: ['==', ['geometry-type'], 'LineString'], paint: { 'line-color': colours.sea, 'line-width': 1.5 } },
    { ...layer('buildings', 'buildings'), type: 'fill', minzoom: 13, paint: { 'fill-color': colours.building } },
    ...road(['minor_road', 'other', 'path'], 2.5, 'lanes'),
    ...road(['major_road', 'medium_road'], 4.5, 'roads'),
    ...road(['highway'], 7, 'highways'),
    ...borders,
  ]; // prettier-ignore
}

/** The names of places and roads of one file. */
function names({ id, isArea }: OfFile, colours: MapColours): readonly Made[] {
  const halo = { 'text-halo-color': colours.land, 'text-halo-width': 1.5 } as const;
  const places: Made = {
    id: `${id} places`,
    source: id,
    'source-layer': 'places',
    type: 'symbol',
    // A town of the world's map is named from its own zoom on, because its smallest tiles are enlarged.
    filter: ['<=', ['coalesce', ['get', 'min_zoom'], 0], ['zoom']],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': regular,
      'text-size': ['match', ['get', 'kind'], 'country', 13, 'region', 12, 11],
      'text-max-width': 8,
      'symbol-sort-key': ['-', ['coalesce', ['get', 'rank'], ['get', 'population'], 0]],
    },
    paint: { 'text-color': ['match', ['get', 'kind'], 'locality', colours.ink2, colours.ink3], ...halo },
  };
  if (!isArea) return [places];
  const roads: Made = {
    id: `${id} road names`,
    source: id,
    'source-layer': 'roads',
    type: 'symbol',
    minzoom: 13,
    layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': regular, 'text-size': 11 },
    paint: { 'text-color': colours.ink2, ...halo },
  };
  return [roads, places];
}

/** Returns the layers of the records and the drawn area, over the ground. */
function records(colours: MapColours): readonly Made[] {
  const isCluster: ExpressionSpecification = ['has', 'point_count'];
  return [
    { id: 'area-fill', type: 'fill', source: 'area', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colours.accentFill, 'fill-opacity': 0.1 } },
    { id: 'area-line', type: 'line', source: 'area', filter: ['!=', ['geometry-type'], 'Point'], layout: { 'line-join': 'round' }, paint: { 'line-color': colours.accentFill, 'line-width': 2 } },
    { id: 'others', type: 'circle', source: 'others', paint: { 'circle-radius': 4, 'circle-color': colours.ink3, 'circle-stroke-color': colours.surface, 'circle-stroke-width': 1.5 } },
    { id: 'points', type: 'circle', source: 'records', filter: ['!', isCluster], paint: { 'circle-radius': 9, 'circle-color': colours.raised, 'circle-stroke-color': colours.controlLine, 'circle-stroke-width': 1.5 } },
    { id: 'point-dots', type: 'circle', source: 'records', filter: ['!', isCluster], paint: { 'circle-radius': 3.5, 'circle-color': colours.ink2 } },
    { id: 'clusters', type: 'circle', source: 'records', filter: isCluster, paint: { 'circle-radius': ['step', ['get', 'point_count'], 13, 10, 15, 100, 18, 1_000, 22], 'circle-color': colours.raised, 'circle-stroke-color': colours.controlLine, 'circle-stroke-width': 1.5 } },
    { id: 'cluster-counts', type: 'symbol', source: 'records', filter: isCluster, layout: { 'text-field': ['get', 'point_count_abbreviated'], 'text-font': regular, 'text-size': 11, 'text-allow-overlap': true }, paint: { 'text-color': colours.ink } },
    { id: 'round-line', type: 'line', source: 'round', filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-join': 'round' }, paint: { 'line-color': colours.ink, 'line-width': 1.5, 'line-dasharray': [2, 2] } },
    { id: 'round-stops', type: 'circle', source: 'round', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 10, 'circle-color': colours.accentFill, 'circle-stroke-color': colours.surface, 'circle-stroke-width': 1.5 } },
    { id: 'round-numbers', type: 'symbol', source: 'round', filter: ['==', ['geometry-type'], 'Point'], layout: { 'text-field': ['get', 'number'], 'text-font': regular, 'text-size': 11, 'text-allow-overlap': true }, paint: { 'text-color': colours.onAccent } },
    { id: 'middles', type: 'circle', source: 'area', filter: ['==', ['get', 'part'], 'middle'], paint: { 'circle-radius': 3.5, 'circle-color': colours.surface, 'circle-stroke-color': colours.accentFill, 'circle-stroke-width': 1.5 } },
    { id: 'corners', type: 'circle', source: 'area', filter: ['==', ['get', 'part'], 'corner'], paint: { 'circle-radius': 5.5, 'circle-color': colours.surface, 'circle-stroke-color': colours.accentFill, 'circle-stroke-width': 2 } },
  ]; // prettier-ignore
}

const nothing = { type: 'FeatureCollection', features: [] } as const;

/** Returns the style of a map: its files, the records and the area. `scheme`: the protocol by which tiles are read. */
export function mapStyle(
  files: readonly (OfFile & { readonly maxZoom: number })[],
  colours: MapColours,
  protocol: string,
): StyleSpecification {
  // prettier-ignore
  return {
    version: 8,
    sources: {
      ...Object.fromEntries(
        files.map(({ id, maxZoom }) => [
          id,
          { type: 'vector' as const, tiles: [`${protocol}://${encodeURIComponent(id)}/{z}/{x}/{y}`], maxzoom: maxZoom },
        ]),
      ),
      area: { type: 'geojson', data: { ...nothing, features: [] } },
      others: { type: 'geojson', data: { ...nothing, features: [] } },
      round: { type: 'geojson', data: { ...nothing, features: [] } },
      // From zoom 15 on places are not grouped. Two customers in one house are told apart in the list.
      records: { type: 'geojson', data: { ...nothing, features: [] }, cluster: true, clusterRadius: 34, clusterMaxZoom: 14 },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
      ...files.flatMap((file) => ground(file, colours)),
      ...files.flatMap((file) => names(file, colours)),
      ...records(colours),
    ],
  };
}
