import { listWindows } from '@outpost/domain/kernel/query/lists/list-windows';
import type { ListQuery } from '@outpost/domain/kernel/questions/list-query';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';

/** A window of a list, by default of records, with the names that they refer to. */
export type RowWindow<Row = ShownRecord> = { readonly rows: readonly Row[]; readonly refs: RefNames };
export type AskList = (query: ListQuery) => Promise<Result<CallOutput<'records.list'>>>;

/** Yields the records of a list, window by window, each with the names that it refers to (`listWindows`). */
export const exportedRows = (
  list: AskList,
  question: Omit<ListQuery, 'limit' | 'offset' | 'after'>,
): AsyncGenerator<Result<RowWindow>, void, void> => listWindows(list, question);
