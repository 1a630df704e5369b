import type { JsonValue } from '@outpost/domain/kernel/json';
import type { HistoryRow } from '@outpost/domain/sync/protocol';

/** Returns the rows that changed a field, newest first, each with the value that it set. */
export const valuesOfField = (
  name: string,
  rows: readonly HistoryRow[],
): readonly { readonly row: HistoryRow; readonly value: JsonValue }[] =>
  rows.flatMap((row) => {
    const pair = row.changed[name];
    return pair === undefined ? [] : [{ row, value: pair[1] }];
  });
