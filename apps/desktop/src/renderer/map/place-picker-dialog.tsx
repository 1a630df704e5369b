import type { PlacePickerProps } from '@outpost/ui/fields/place-picking';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { PickMap } from '@outpost/ui/map/pick-map';
import { Dialog } from '../window/dialog.tsx';
import { mapSources, mapWords } from './map-words.ts';
import { useMapFiles } from './use-map-files.ts';

/** A dialog with the device's map, in which a person picks the place of a field. */
export function PlacePickerDialog({ label, value, onPick, onClose }: PlacePickerProps) {
  const formats = useFormats();
  const maps = useMapFiles();
  return (
    <Dialog title={`Pick ${label} on the map`} size={640} isForReading onClose={onClose}>
      <PickMap
        label={label}
        value={value}
        onPick={onPick}
        onCancel={onClose}
        files={maps?.files}
        mapWords={maps ? mapWords(maps.known, formats) : ''}
        attribution={maps ? mapSources(maps.known) : ''}
      />
    </Dialog>
  );
}
