import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { ReactNode } from 'react';
import { useChosenAreas } from '../records/use-chosen-areas.ts';

/**
 * Returns the sums of a list, after a note on its scope. The list and its sums leave out the areas that this computer
 * does not keep, and the note says so (T-30). Without such areas, only the sums are shown.
 */
export function useScopedSummary(entity: Entity, summary: ReactNode): ReactNode {
  const formats = useFormats();
  const areas = useChosenAreas(entity);
  if (areas.length === 0) return summary;
  return (
    <>
      <span title="You have chosen these areas in Settings of packs. Other records are not on your computers.">
        {`${entity.label.many} of ${formats.plural(areas.length, 'area', 'areas')}`}
      </span>{' '}
      {summary}
    </>
  );
}
