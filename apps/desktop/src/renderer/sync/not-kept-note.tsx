import { useFormats } from '@outpost/ui/formats/formats-context';
import { PageNote } from '@outpost/ui/states/page-note';
import { useEntitiesNotKept } from '../records/use-kinds-not-kept.ts';

/**
 * names, above lists and sums of several kinds, the kinds that this device does not keep. Draws nothing if it
 * keeps all.
 */
export function NotKeptNote() {
  const formats = useFormats();
  const kinds = useEntitiesNotKept();
  if (kinds.length === 0) return null;
  const names = formats.list(kinds.map(({ label }) => label.many));
  return (
    <PageNote icon="lock">
      Not kept on this device: {names}. This page does not include them. Open their list to ask the server.
    </PageNote>
  );
}
