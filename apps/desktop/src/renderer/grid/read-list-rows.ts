import type { Bridge, RefNames, ShownRecord } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import type { LongList, RowRange } from '../queries/use-windows.ts';

/** The most rows of one question (`listQuerySchema`). */
const mostRowsAsked = 1_000;

/** Rows of several lists. `refs`: the names of the records to which they refer. */
type ReadRows = {
  readonly rowAt: (key: string, index: number) => ShownRecord | undefined;
  readonly refs: RefNames;
};

/** Reads ranges of rows of several lists. Finds a row by its list and its index. */
export async function readListRows(
  bridge: Bridge,
  lists: readonly (LongList & { readonly sight: readonly RowRange[] })[],
): Promise<ReadRows> {
  const read = new Map<string, ShownRecord>();
  const names: RefNames[] = [];
  for (const { key, query, sight } of lists) {
    for (const { start, end } of sight) {
      for (let offset = start; offset < end; offset += mostRowsAsked) {
        // One after the other: the device answers them in one thread, and a person's other questions go between them.
        const limit = Math.min(mostRowsAsked, end - offset);
        const { rows, refs } = await ask(bridge, 'records.list', { ...query, limit, offset });
        for (const [place, row] of rows.entries()) read.set(`${key}/${offset + place}`, row);
        names.push(refs);
      }
    }
  }
  // Object.assign of many maps loses their type
  return { rowAt: (key, index) => read.get(`${key}/${index}`), refs: Object.assign({}, ...names) as RefNames };
}
