import { PlacePickerContext, type PlacePickerProps } from '@outpost/ui/fields/place-picking';
import { loadable, LoadBoundary } from '@outpost/ui/loading/loadable';
import type { ReactNode } from 'react';

const PlacePickerDialog = loadable(async () => (await import('./place-picker-dialog.tsx')).PlacePickerDialog);

/** The dialog, loaded when it is opened: the map's library is large. */
const PlacePicker = (props: PlacePickerProps) => (
  <LoadBoundary>
    <PlacePickerDialog {...props} />
  </LoadBoundary>
);

/** Lets the editors below pick places on a map. */
export const PlacePicking = ({ children }: { readonly children: ReactNode }) => (
  <PlacePickerContext value={PlacePicker}>{children}</PlacePickerContext>
);
