import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { oneOf } from '../records/entity-shape.ts';
import { mayCreate } from '../records/may.ts';
import type { NewRecordWish } from '../records/creating/new-record-dialog.tsx';
import { useNewRecord } from '../records/creating/new-record.tsx';
import { pipelineAsked } from '../records/stages/pipeline-filter.ts';
import { usePrincipal } from '../session/session-context.tsx';

/** Returns the values that a new record has from its list: the pipeline to which the list is narrowed. */
function fieldsOfList(entity: Entity, where: Filter | undefined): Pick<NewRecordWish, 'fields'> {
  const pipeline = pipelineAsked(entity, where);
  return entity.pipelines === undefined || pipeline === undefined ? {} : { fields: { [entity.pipelines]: pipeline } };
}

/** Returns the act that adds a record to a list. Undefined if the person may not add one. */
export function useAddToList(
  entity: Entity,
  where: Filter | undefined,
): { readonly label: string; readonly run: () => void } | undefined {
  const principal = usePrincipal();
  const newRecord = useNewRecord();
  if (!mayCreate(principal, entity)) return undefined;
  return {
    label: `New ${oneOf(entity)}`,
    run: () => newRecord({ entity: entity.name, ...fieldsOfList(entity, where) }),
  };
}
