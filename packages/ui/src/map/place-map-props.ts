import type { ReactNode, Ref } from 'react';
import type { MapArea, MapCounted, MapPoints, TileFile } from './map-model.ts';
import type { MapRound } from './map-round.ts';
import type { PlaceCard } from './place-card.tsx';
import type { PlaceListProps } from './place-list.tsx';

/** The properties of a list beside a map. */
export type PlaceMapProps = Pick<PlaceListProps, 'rowAt' | 'openId'> & {
  readonly onVisibleRange: (start: number, end: number) => void;
  readonly label: string;
  /** The word for several records: "accounts". */
  readonly many: string;
  /** The number of records in the list. */
  readonly count: number;
  /** Which records `count` counts. It lags behind `area` and `isWithoutPlace` until the new list is counted. */
  readonly counted: MapCounted;
  /** The number of rows: with a shown round, the records of the list that are no stops of it. */
  readonly rowCount: number;
  readonly round: MapRound;
  /** The number of records that the list would have without the area; undefined where there is no area. */
  readonly total: number | undefined;
  /** The order by distance from the middle of the circle; undefined where the list can't have it. */
  readonly nearest?: { readonly isOn: boolean; readonly onChange: (isOn: boolean) => void } | undefined;
  /** The number of records of the list that have no place. */
  readonly withoutPlace: number;
  readonly isWithoutPlace: boolean;
  readonly onWithoutPlace: (isShown: boolean) => void;
  /** The sum of the list: "Revenue $871,200". */
  readonly sum: { readonly label: string; readonly value: string } | undefined;
  readonly points: MapPoints | undefined;
  /** Whether the map leaves out places, because it shows a limited number. */
  readonly more: boolean;
  readonly others: MapPoints;
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onOpen: (id: string, index?: number) => void;
  readonly area: MapArea | undefined;
  readonly onArea: (area: MapArea | undefined) => void;
  readonly files: readonly TileFile[] | undefined;
  readonly card: PlaceCard | undefined;
  /** Narrows the list to the surroundings of the selected record. */
  readonly onNear: (() => void) | undefined;
  /** The sentence that names the map of this device and its date. */
  readonly mapWords: string;
  readonly attribution: string;
  /** Drawn in place of a list without records. */
  readonly empty: ReactNode;
  readonly apiRef?: Ref<{ readonly focus: () => void }>;
};
