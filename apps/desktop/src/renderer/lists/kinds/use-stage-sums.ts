import type { CallOutput } from '../../../bridge/contract.ts';
import { useSummary } from '../../queries/record-queries.ts';
import { stageFieldOf } from '../../records/entity-shape.ts';
import type { ListedRecords } from './view-kind.ts';

/** Returns the counts and sums of a list by stage. The board and the sums in its bar ask the same question, which is read once. */
export function useStageSums({ entity, where, search }: ListedRecords): CallOutput<'records.summary'> | undefined {
  const stage = stageFieldOf(entity);
  return useSummary({
    entity: entity.name,
    ...(where === undefined ? {} : { where }),
    ...(search === undefined ? {} : { search }),
    ...(stage ? { groupBy: stage.name } : {}),
    sums: entity.worth === undefined ? [] : [entity.worth],
  }).data;
}
