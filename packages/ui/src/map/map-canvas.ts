import type { FeatureCollection } from 'geojson';
import type { GeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import type { GeoBox } from '@outpost/domain/kernel/geo/grid-key';
import { boxOfArea, boxOfPlaces } from '@outpost/domain/kernel/geo/outline';
import { wrappedLongitude } from '@outpost/domain/kernel/geo/place-vector';
import { addProtocol, type GeoJSONSource, Map as MapLibre, type MapMouseEvent, Marker, removeProtocol, ScaleControl, setWorkerUrl } from 'maplibre-gl'; // prettier-ignore
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { type Corners, cornerAt, movedCorner, splitEdge, withoutCorner } from './drawn-corners.ts';
import { areaFeatures, drawingFeatures, pointFeatures, pointsOutside, roundFeatures } from './map-features.ts';
import { indexOfId, type MapArea, type MapPoints, type MapTool, noPoints } from './map-model.ts';
import { mapColours, mapStyle } from './map-style.ts';
import type { TileReader } from './tile-reader.ts';

/** The events of a map, for the component around it. */
export type MapEvents = {
  /** A record's place was pressed, or a spot without one. */
  readonly onPick: (id: string | undefined) => void;
  /** A spot was pressed while a tool was chosen. */
  readonly onSpot: (spot: GeoPoint) => void;
  /** The area was changed by its handles. */
  readonly onArea: (area: MapArea) => void;
  /** Called with the spot of the selected record in the box of the map; undefined where it is out of sight. */
  readonly onSelectedAt: (at: SpotInBox | undefined) => void;
  /** The map moved; `isAtRest`: it has come to its end. */
  readonly onMoved?: (isAtRest: boolean) => void;
};

/** A spot in the box of a map, and the width of the box, in pixels. */
export type SpotInBox = { readonly x: number; readonly y: number; readonly width: number };

export type MapSetup = {
  /** Unique on the page. */
  readonly id: string;
  readonly scheme: 'light' | 'dark';
  readonly unit: 'metric' | 'imperial';
  readonly readers: readonly { readonly reader: TileReader; readonly maxZoom: number }[];
  readonly isStill: boolean;
  readonly events: MapEvents;
};

/** The layers whose places can be pressed. */
const placeLayers = ['points', 'clusters', 'others', 'round-stops'];

/** The pixels between the shown places and the edge of the map. */
const fitPadding = 56;
/** The closest zoom at which places are shown together: a single place needs its surroundings. */
const fitMaxZoom = 13;

/**
 * A map on a canvas. Makes the map immediately; throws where the device has no WebGL. Changes of its content are kept
 * until the style is loaded.
 */
export class MapCanvas {
  readonly #map: MapLibre;
  readonly #setup: MapSetup;
  readonly #protocol: string;
  readonly #pin: Marker;
  #points: MapPoints = noPoints;
  #others: MapPoints = noPoints;
  /** The stops of the round, and the places of the list that are no stops. */
  #round: MapPoints = noPoints;
  #free: MapPoints = noPoints;
  #area: MapArea | undefined;
  #drawing: Corners = [];
  #tool: MapTool = 'select';
  #selected: string | undefined;
  #isLoaded = false;
  #scheme: 'light' | 'dark';

  constructor(box: HTMLElement, setup: MapSetup) {
    this.#setup = setup;
    this.#scheme = setup.scheme;
    this.#protocol = `tiles${setup.id.replaceAll(/[^a-z0-9]/giu, '').toLowerCase()}`;
    setWorkerUrl(workerUrl);
    addProtocol(this.#protocol, async ({ url }) => {
      const [id = '', z = '', x = '', y = ''] = url.slice(this.#protocol.length + 3).split('/');
      const found = setup.readers.find(({ reader }) => encodeURIComponent(reader.file.id) === id);
      return { data: (await found?.reader.tile(Number(z), Number(x), Number(y))) ?? new ArrayBuffer(0) };
    });
    try {
      this.#map = new MapLibre({
        container: box,
        style: this.#style(),
        center: [0, 25],
        zoom: 1,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        reduceMotion: setup.isStill,
        fadeDuration: setup.isStill ? 0 : 160,
        maxZoom: 19,
      });
    } catch (cause) {
      removeProtocol(this.#protocol);
      throw cause;
    }
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#map.addControl(new ScaleControl({ unit: setup.unit, maxWidth: 80 }), 'bottom-right');
    this.#pin = new Marker({ element: pinElement(box.ownerDocument), anchor: 'bottom' });
    box.setAttribute('aria-busy', 'true'); // until all of it is drawn
    this.#listen();
  }

  #style() {
    const files = this.#setup.readers.map(({ reader: { file }, maxZoom }) => ({ id: file.id, isArea: file.isArea, maxZoom })); // prettier-ignore
    return mapStyle(files, mapColours(this.#scheme), this.#protocol);
  }

  #listen(): void {
    const map = this.#map;
    map.on('style.load', () => {
      this.#isLoaded = true;
      this.#draw();
    });
    map.on('click', (event) => void this.#press(event));
    map.on('move', () => {
      this.#tellSelected();
      this.#setup.events.onMoved?.(false);
    });
    map.on('movestart', () => map.getContainer().setAttribute('aria-busy', 'true'));
    map.on('moveend', () => this.#setup.events.onMoved?.(true));
    map.on('idle', () => map.getContainer().setAttribute('aria-busy', 'false'));
    map.on('resize', () => this.#tellSelected());
    map.on('mousemove', (event) => {
      const isHandle = this.#handleAt(event) !== undefined;
      const isPlace = this.#tool === 'select' && this.#hits(event, placeLayers).length > 0;
      map.getCanvas().style.cursor = isHandle
        ? 'move'
        : isPlace
          ? 'pointer'
          : this.#tool === 'select'
            ? ''
            : 'crosshair';
    });
    map.on('mousedown', (event) => this.#dragHandle(event));
    map.on('contextmenu', (event) => this.#removeCorner(event));
  }

  #hits(event: MapMouseEvent, layers: string[]) {
    return this.#isLoaded ? this.#map.queryRenderedFeatures(event.point, { layers }) : [];
  }

  async #press(event: MapMouseEvent): Promise<void> {
    const { events } = this.#setup;
    if (this.#tool !== 'select') {
      events.onSpot(cornerAt(event.lngLat));
      return;
    }
    const [hit] = this.#hits(event, placeLayers);
    if (!hit) {
      events.onPick(undefined);
      return;
    }
    const cluster: unknown = hit.properties['cluster_id'];
    if (typeof cluster === 'number') {
      const source = this.#map.getSource<GeoJSONSource>('records');
      const zoom = await source?.getClusterExpansionZoom(cluster);
      if (zoom !== undefined) this.#map.easeTo({ center: event.lngLat, zoom: zoom + 0.2 });
      return;
    }
    const at: unknown = hit.properties['at'];
    const { id } = hit.layer;
    const points = id === 'others' ? this.#others : id === 'round-stops' ? this.#round : this.#free;
    if (typeof at === 'number') events.onPick(points.ids[at]);
  }

  #handleAt(event: MapMouseEvent): { readonly part: unknown; readonly index: number } | undefined {
    const [hit] = this.#drawing.length > 0 ? [] : this.#hits(event, ['corners', 'middles']);
    const index: unknown = hit?.properties['index'];
    return hit && typeof index === 'number' ? { part: hit.properties['part'], index } : undefined;
  }

  /** Moves a corner, a middle (which becomes a corner) or the centre of a circle with the pointer. */
  #dragHandle(event: MapMouseEvent): void {
    const handle = this.#handleAt(event);
    const area = this.#area;
    if (!handle || !area || event.originalEvent.button !== 0) return;
    event.preventDefault(); // the map stays where it is
    const from = 'corners' in area && handle.part === 'middle' ? { corners: [...splitEdge(area.corners, handle.index, cornerAt(event.lngLat))] } : area; // prettier-ignore
    const index = handle.part === 'middle' ? handle.index + 1 : handle.index;
    let moved: MapArea = from;
    const move = ({ lngLat }: MapMouseEvent) => {
      const at = cornerAt(lngLat);
      if ('metres' in from) moved = { ...from, ...at };
      else if ('corners' in from) moved = { corners: [...movedCorner(from.corners, index, at)] };
      this.#setData('area', areaFeatures(moved));
    };
    this.#map.on('mousemove', move);
    this.#map.once('mouseup', () => {
      this.#map.off('mousemove', move);
      if (moved !== area) this.#setup.events.onArea(moved);
    });
  }

  #removeCorner(event: MapMouseEvent): void {
    const handle = this.#handleAt(event);
    const area = this.#area;
    if (handle?.part !== 'corner' || !area || !('corners' in area)) return;
    event.preventDefault();
    const corners = withoutCorner(area.corners, handle.index);
    if (corners !== area.corners) this.#setup.events.onArea({ corners: [...corners] });
  }

  #setData(source: 'records' | 'others' | 'round' | 'area', data: FeatureCollection): void {
    if (this.#isLoaded) void this.#map.getSource<GeoJSONSource>(source)?.setData(data);
  }

  #draw(): void {
    this.#setData('records', pointFeatures(this.#free));
    this.#setData('others', pointFeatures(this.#others));
    this.#setData('round', roundFeatures(this.#round));
    this.#drawArea();
    this.#placePin();
  }

  #drawArea(): void {
    this.#setData('area', this.#drawing.length > 0 ? drawingFeatures(this.#drawing) : areaFeatures(this.#area));
  }

  #selectedPlace(): [number, number] | undefined {
    for (const points of [this.#round, this.#points, this.#others]) {
      const at = indexOfId(points, this.#selected);
      if (at >= 0) return [points.degrees[2 * at + 1] ?? 0, points.degrees[2 * at] ?? 0];
    }
    return undefined;
  }

  #placePin(): void {
    const place = this.#selectedPlace();
    if (place) this.#pin.setLngLat(place).addTo(this.#map);
    else this.#pin.remove();
    this.#tellSelected();
  }

  #tellSelected(): void {
    const place = this.#selectedPlace();
    const at = place && this.#map.project(place);
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const isInSight = at !== undefined && at.x >= 0 && at.y >= 0 && at.x <= clientWidth && at.y <= clientHeight;
    this.#setup.events.onSelectedAt(
      isInSight ? { x: Math.round(at.x), y: Math.round(at.y), width: clientWidth } : undefined,
    );
  }

  /**
   * Shows these places: those of the list, others outside of its area as dots, and the stops of a round in their order. A
   * stop is drawn once, although the list may have it, too.
   */
  setPoints(points: MapPoints, others: MapPoints, round: MapPoints): void {
    [this.#points, this.#others, this.#round] = [points, pointsOutside(others, round), round];
    this.#free = pointsOutside(points, round);
    this.#draw();
  }

  setArea(area: MapArea | undefined): void {
    this.#area = area;
    this.#drawArea();
  }

  /** Sets the tool and the corners drawn so far. */
  setTool(tool: MapTool, drawing: Corners): void {
    [this.#tool, this.#drawing] = [tool, drawing];
    if (tool === 'select') this.#map.doubleClickZoom.enable();
    else this.#map.doubleClickZoom.disable();
    this.#drawArea();
  }

  /** Marks a record's place, and moves the map where it is out of sight. */
  select(id: string | undefined): void {
    this.#selected = id;
    this.#placePin();
    const place = this.#selectedPlace();
    if (place && !this.#map.getBounds().contains(place)) this.#map.easeTo({ center: place });
  }

  setScheme(scheme: 'light' | 'dark'): void {
    if (scheme === this.#scheme) return;
    this.#scheme = scheme;
    this.#isLoaded = false;
    this.#map.getContainer().setAttribute('aria-busy', 'true');
    this.#map.setStyle(this.#style(), { diff: false });
  }

  /**
   * Shows the area, or all places of the list where there is no area. `isFirst`: the map jumps there without a
   * movement.
   */
  fit(isFirst = false): void {
    const box = this.#area ? boxOfArea(this.#area) : boxOfPlaces([...this.#free.degrees, ...this.#round.degrees]);
    if (!box) return;
    const east = box.east < box.west ? box.east + 360 : box.east;
    this.#map.fitBounds([box.west, Math.max(-85, box.south), east, Math.min(85, box.north)], {
      padding: fitPadding,
      maxZoom: fitMaxZoom,
      ...(isFirst ? { duration: 0 } : {}),
    });
  }

  zoom(by: 1 | -1): void {
    if (by > 0) this.#map.zoomIn();
    else this.#map.zoomOut();
  }

  /**
   * Brings a place to the middle of the map. With `zoom` the map jumps there at this zoom; without it the map moves
   * there.
   */
  centre({ latitude, longitude }: GeoPoint, zoom?: number): void {
    const center: [number, number] = [longitude, latitude];
    if (zoom === undefined) this.#map.easeTo({ center });
    else this.#map.jumpTo({ center, zoom });
  }

  /** The place in the middle of the map. */
  get middle(): GeoPoint {
    return cornerAt(this.#map.getCenter());
  }

  /** The box that the map shows. */
  get box(): GeoBox {
    const bounds = this.#map.getBounds();
    const [west, east] = [bounds.getWest(), bounds.getEast()];
    const isAround = east - west >= 360;
    return {
      west: isAround ? -180 : wrappedLongitude(west),
      east: isAround ? 180 : wrappedLongitude(east),
      south: Math.max(-90, bounds.getSouth()),
      north: Math.min(90, bounds.getNorth()),
    };
  }

  focus(): void {
    this.#map.getCanvas().focus();
  }

  /** The element that takes the map's keys. */
  get canvas(): HTMLCanvasElement {
    return this.#map.getCanvas();
  }

  remove(): void {
    this.#map.remove();
    removeProtocol(this.#protocol);
  }
}

const svg = 'http://www.w3.org/2000/svg';

/** Returns the pin of the selected record. The list says which one it is. */
function pinElement(document: Document): HTMLElement {
  const box = document.createElement('div');
  box.className = 'outpost-map-pin';
  box.setAttribute('aria-hidden', 'true');
  const picture = document.createElementNS(svg, 'svg');
  picture.setAttribute('viewBox', '0 0 28 36');
  picture.setAttribute('width', '28');
  picture.setAttribute('height', '36');
  for (const [name, attributes] of [
    ['path', { d: 'M14 35C5 24 1 20 1 13a13 13 0 0 1 26 0c0 7-4 11-13 22Z', class: 'outpost-map-pin-body' }],
    ['circle', { cx: '14', cy: '13', r: '4.5', class: 'outpost-map-pin-eye' }],
  ] as const) {
    const part = document.createElementNS(svg, name);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    picture.append(part);
  }
  box.append(picture);
  return box;
}
