import { listWindows } from '@outpost/domain/kernel/query/lists/list-windows';
import type { ListQuery } from '@outpost/domain/kernel/questions/list-query';
import type { exportableBy } from '@outpost/domain/kernel/access/export-rights';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';

/** A window of a list, by default of records, with the names that they refer to. */
export type RowWindow<Row = ShownRecord> = { readonly rows: readonly Row[]; readonly refs: RefNames };
/** Asks for a window of a list, with the names and the referred fields that its rows show. */
export type AskList = (query: ListQuery) => Promise<Result<CallOutput<'records.list'>>>;

/**
 * Yields the records of a list, window by window, each with the names that it refers to (`listWindows`). Records that the person may
 * not export are left out.
 */
export async function* exportedRows(
  list: AskList,
  question: Omit<ListQuery, 'limit' | 'offset' | 'after'>,
  which: ReturnType<typeof exportableBy>,
): AsyncGenerator<Result<RowWindow>, void, void> {
  for await (const window of listWindows(list, question))
    yield window.ok && which !== 'all' ? accept({ ...window.value, rows: window.value.rows.filter(which) }) : window;
}
