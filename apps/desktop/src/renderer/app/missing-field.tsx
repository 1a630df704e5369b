import type { Entity } from '@outpost/domain/kernel/entity';
import { Button } from '@outpost/ui/button';
import { StateBlock } from '@outpost/ui/state-block';
import { manyOf } from '../records/entity-shape.ts';
import { usePastEntity } from '../records/use-entity.ts';
import type { ListPageProps } from './list-page.tsx';

/** K-3: a list that asks for a field which the organisation has retired, or which this device has not received: shown instead of records that nobody asked for. */
export function MissingField({
  entity,
  field,
  onSearch,
}: {
  readonly entity: Entity;
  readonly field: string;
  readonly onSearch: ListPageProps['onSearch'];
}) {
  const label = usePastEntity(entity.name).fields[field]?.label;
  return (
    <StateBlock
      icon="forms"
      title={label === undefined ? 'This list asks for a field that is not here' : `The field ${label} is retired`}
      actions={
        <Button onClick={() => onSearch({ view: undefined, where: undefined, sort: undefined }, 'push')}>
          Show all {manyOf(entity)}
        </Button>
      }
    >
      {label === undefined
        ? `No field of ${manyOf(entity)} is called “${field}”. It may come with the next sync.`
        : 'This list filters by it. Its values are kept with their records; an administrator can bring it back.'}
    </StateBlock>
  );
}
