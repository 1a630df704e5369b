import type { Bridge, ShownRecord } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import type { LongList, RowRange } from '../queries/use-windows.ts';

/** The most rows of one question (`listQuerySchema`). */
const mostRowsAsked = 1_000;

/** Reads ranges of rows of several lists. Returns the function that finds a row by its list and its index. */
export async function readListRows(
  bridge: Bridge,
  lists: readonly (LongList & { readonly sight: readonly RowRange[] })[],
): Promise<(key: string, index: number) => ShownRecord | undefined> {
  const read = new Map<string, ShownRecord>();
  for (const { key, query, sight } of lists) {
    for (const { start, end } of sight) {
      for (let offset = start; offset < end; offset += mostRowsAsked) {
        // One after the other: the device answers them in one thread, and a person's other questions go between them.
        const limit = Math.min(mostRowsAsked, end - offset);
        const { rows } = await ask(bridge, 'records.list', { ...query, limit, offset });
        for (const [place, row] of rows.entries()) read.set(`${key}/${offset + place}`, row);
      }
    }
  }
  return (key, index) => read.get(`${key}/${index}`);
}
