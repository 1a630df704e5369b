import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { Button } from '@outpost/ui/parts/button';
import { StateBlock } from '@outpost/ui/states/state-block';
import { manyOf } from '../records/entity-shape.ts';
import { usePastEntity } from '../records/use-entity.ts';

/**
 * Shown for a list that uses a field which the organisation has retired, or which this device has not received (K-3). Records
 * without the filter would be misleading.
 */
export function MissingField({
  entity,
  field,
  onShowAll,
}: {
  readonly entity: Entity;
  readonly field: string;
  readonly onShowAll: () => void;
}) {
  const label = usePastEntity(entity.name).fields[field]?.label;
  return (
    <StateBlock
      icon="forms"
      title={label === undefined ? 'This list asks for a field that is not here' : `The field ${label} is retired`}
      actions={<Button onClick={onShowAll}>Show all {manyOf(entity)}</Button>}
    >
      {label === undefined
        ? `No field of ${manyOf(entity)} is called “${field}”. It may come with the next sync.`
        : 'This list filters by it. Its values are kept with their records; an administrator can bring it back.'}
    </StateBlock>
  );
}
