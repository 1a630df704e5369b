import type { CallOutput } from '../../../bridge/contract.ts';
import { boardFieldOf } from '../../board/board-fields.ts';
import { useSummary } from '../../queries/record-queries.ts';
import type { ListedRecords } from './view-kind.ts';

/** Asks for the counts and sums of a list by board column. The board, its bar and its print ask the same question, which is read once. */
export function useColumnSummary({ entity, where, search, group }: ListedRecords): ReturnType<typeof useSummary> {
  const by = boardFieldOf(entity, group);
  return useSummary({
    entity: entity.name,
    ...(where === undefined ? {} : { where }),
    ...(search === undefined ? {} : { search }),
    ...(by ? { groupBy: by.name } : {}),
    sums: entity.worth === undefined ? [] : [entity.worth],
  });
}

/** Returns the counts and sums of a list by board column; undefined until they are read. */
export const useColumnSums = (list: ListedRecords): CallOutput<'records.summary'> | undefined =>
  useColumnSummary(list).data;
