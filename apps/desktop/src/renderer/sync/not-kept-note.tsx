import { useFormats } from '@outpost/ui/formats/formats-context';
import { PageNote } from '@outpost/ui/states/page-note';
import { useCatalogue } from '../records/use-entity.ts';
import { useEntitiesNotKept, useKindsPartlyKept } from '../records/use-kinds-not-kept.ts';

/**
 * A-6: names, above lists and sums of several kinds, the kinds that this device does not keep. Draws nothing if it
 * keeps all. Of some kinds only the records that were not changed for some months are missing.
 */
export function NotKeptNote() {
  const formats = useFormats();
  const { entities } = useCatalogue();
  const kinds = useEntitiesNotKept().map(({ label }) => label.many);
  const parts = useKindsPartlyKept().flatMap(({ kind, since }) => {
    const entity = entities.get(kind);
    return entity ? [`${entity.label.many} before ${formats.date(`${since}-01`)}`] : [];
  });
  const lacking = [...kinds, ...parts];
  if (lacking.length === 0) return null;
  return (
    <PageNote icon="lock">
      Not kept on this device: {formats.list(lacking)}. This page does not include them. Open their list to ask the
      server.
    </PageNote>
  );
}
