import { PlacePickerContext, type PlacePickerProps } from '@outpost/ui/fields/place-picking';
import { lazy, type ReactNode, Suspense } from 'react';

const PlacePickerDialog = lazy(async () => ({
  default: (await import('./place-picker-dialog.tsx')).PlacePickerDialog,
}));

/** The dialog, loaded when it is opened: the map's library is large. */
const PlacePicker = (props: PlacePickerProps) => (
  <Suspense>
    <PlacePickerDialog {...props} />
  </Suspense>
);

/** Lets the editors below pick places on a map. */
export const PlacePicking = ({ children }: { readonly children: ReactNode }) => (
  <PlacePickerContext value={PlacePicker}>{children}</PlacePickerContext>
);
