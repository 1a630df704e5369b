import type { CallOutput } from '../../../bridge/contract.ts';
import { boardFieldOf } from '../../board/board-fields.ts';
import { useSummary } from '../../queries/record-queries.ts';
import type { ListedRecords } from './view-kind.ts';

/** Returns the counts and sums of a list by board column. The board and the sums in its bar ask the same question, which is read once. */
export function useColumnSums({
  entity,
  where,
  search,
  group,
}: ListedRecords): CallOutput<'records.summary'> | undefined {
  const by = boardFieldOf(entity, group);
  return useSummary({
    entity: entity.name,
    ...(where === undefined ? {} : { where }),
    ...(search === undefined ? {} : { search }),
    ...(by ? { groupBy: by.name } : {}),
    sums: entity.worth === undefined ? [] : [entity.worth],
  }).data;
}
