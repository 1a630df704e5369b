import type { GeoArea, Circle } from '@outpost/domain/kernel/geo/place-test';
import type { RecordWords } from '../grid/list/record-words.tsx';

/** The places of records: `ids[n]` is at latitude `degrees[2n]`, longitude `degrees[2n + 1]`. */
export type MapPoints = { readonly ids: readonly string[]; readonly degrees: readonly number[] };

export const noPoints: MapPoints = { ids: [], degrees: [] };

/** A PMTiles file. `isArea`: a large map of an area, drawn over the map of the world. */
export type TileFile = {
  readonly id: string;
  readonly isArea: boolean;
  readonly readBytes: (offset: number, length: number) => Promise<ArrayBuffer>;
};

/** Which records the count over a map's list counts. */
export type MapCounted = 'with-place' | 'in-area' | 'without-place';

/** The area that narrows a list: a circle around a place, a box, or drawn corners. */
export type MapArea = Circle | GeoArea;

/** The effect of a press on the map: select, draw the corners of an area, or set the middle of a circle. */
export type MapTool = 'select' | 'area' | 'circle';

/** One record of the list beside a map. */
export type PlaceRow = RecordWords & { readonly id: string };

/** The functions of a map for the screen around it. */
export type MapApi = {
  /** Shows all places, or the area where there is one. */
  readonly fit: () => void;
  readonly focus: () => void;
};

/** Returns the index of a record's place; −1 where it has none. */
export const indexOfId = ({ ids }: MapPoints, id: string | undefined): number =>
  id === undefined ? -1 : ids.indexOf(id);
