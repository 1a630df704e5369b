import type { ListQuery } from '@outpost/domain/kernel/questions/list-query';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';

/** Chosen: the largest window that a list answers. */
const windowRows = 1_000;

/** A window of a list, by default of records, with the names that they refer to. */
export type RowWindow<Row = ShownRecord> = { readonly rows: readonly Row[]; readonly refs: RefNames };
export type AskList = (query: ListQuery) => Promise<Result<CallOutput<'records.list'>>>;

/**
 * Yields the records of a list, window by window, each with the names that it refers to. Holds one window in memory. The last
 * yielded value is a refusal where a window is refused. Each window is read when it is requested: a record that moves within
 * the list meanwhile can be missing or be there twice.
 */
export async function* exportedRows(
  list: AskList,
  question: Omit<ListQuery, 'limit' | 'offset' | 'after'>,
): AsyncGenerator<Result<RowWindow>, void, void> {
  let after: string | null = null;
  do {
    const answer: Result<CallOutput<'records.list'>> = await list({
      ...question,
      limit: windowRows,
      ...(after === null ? {} : { after }),
    });
    yield answer;
    if (!answer.ok) return;
    after = answer.value.next;
  } while (after !== null);
}
