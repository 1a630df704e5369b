import type { CollectionTables } from './tables/collection-tables.ts';
import { inTransaction } from './files/transaction.ts';

/** Chosen: a call holds the writer for some 50 ms at most. */
const batchSize = 2_000;

/**
 * Removes tombstones that were written at or before `until` (RxDB's clock, ms). Returns whether all are gone; call again otherwise.
 * Throws StorageFault.
 */
export function removeTombstones(tables: CollectionTables, until: number): boolean {
  return inTransaction(tables.writer, 'removing tombstones', () => {
    tables.willWrite();
    let left = batchSize;
    for (const table of tables.all) {
      if (left === 0) return { keep: true, value: false };
      const rows = tables.writer
        .prepare<[number, number], { readonly seq: number; readonly id: string }>(
          `select seq, id from ${table.name} where deleted = 1 and lwt <= ? order by lwt limit ?`,
        )
        .all(until, left);
      for (const { seq, id } of rows) {
        table.delete(seq);
        tables.release(id);
      }
      left -= rows.length;
    }
    return { keep: true, value: left > 0 };
  });
}
