import type { GeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import { type ComponentType, createContext, useContext } from 'react';

/** The properties of a dialog in which a person picks a place. */
export type PlacePickerProps = {
  /** The label of the field that gets the place. */
  readonly label: string;
  /** The place at which the map begins. */
  readonly value: GeoPoint | null;
  /** Called with the picked place. The caller closes the dialog. */
  readonly onPick: (place: GeoPoint) => void;
  readonly onClose: () => void;
};

/** The app's dialog with a map. Without a dialog people type places. */
export const PlacePickerContext = createContext<ComponentType<PlacePickerProps> | undefined>(undefined);

/** Returns the dialog with a map; nothing where the app has none. */
export const usePlacePicker = (): ComponentType<PlacePickerProps> | undefined => useContext(PlacePickerContext);
