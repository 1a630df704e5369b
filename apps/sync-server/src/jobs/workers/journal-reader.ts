import { type Database, inTenant, type Transaction } from '../../db/database.ts';

/** The part of a journal row that a reader needs: its subject without its content. */
export type ReadRow = {
  readonly n: number;
  readonly record: string | null;
  readonly entity: string | null;
  readonly kind: string;
};

export type JournalReading = {
  readonly orgId: string;
  /** The reader's name, which identifies its cursor. */
  readonly reader: string;
  readonly limit: number;
};

/**
 * Gives `work` the next rows of the tenant's journal, in order, from the reader's own cursor. The cursor moves in the same
 * transaction, so the writes of `work` and the move commit together. Two servers with the same reader take turns. Returns whether
 * there may be more rows.
 */
export function consumeJournal(
  database: Database,
  reading: JournalReading,
  work: (tx: Transaction, rows: readonly ReadRow[]) => Promise<void>,
): Promise<boolean> {
  const { orgId, reader, limit } = reading;
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query('insert into store.reader_cursor (org_id, reader, n) values ($1, $2, 0) on conflict do nothing', [
      orgId,
      reader,
    ]);
    const [cursor] = await tx.query<{ n: number }>(
      'select n from store.reader_cursor where org_id = $1 and reader = $2 for update',
      [orgId, reader],
    );
    const rows = await tx.query<ReadRow>(
      'select n, record, entity, kind from store.journal where org_id = $1 and n > $2 order by n limit $3',
      [orgId, cursor?.n ?? 0, limit],
    );
    const last = rows.at(-1);
    if (!last) return false;
    await work(tx, rows);
    await tx.query('update store.reader_cursor set n = $3 where org_id = $1 and reader = $2', [orgId, reader, last.n]);
    return rows.length === limit;
  });
}
