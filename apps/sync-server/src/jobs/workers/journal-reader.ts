import { type Database, inTenant, type Transaction } from '../../db/database.ts';

/** The part of a journal row that a reader needs: its subject. `payload`: its content as JSON text, where the reading asks for it; only of rows that changed a record. */
export type ReadRow = {
  readonly n: number;
  readonly record: string | null;
  readonly entity: string | null;
  readonly kind: string;
  readonly payload?: string | null;
};

/** `T`: what is read besides the rows; undefined where nothing is. */
export type JournalReading<T = undefined> = {
  readonly orgId: string;
  /** The reader's name, which identifies its cursor. */
  readonly reader: string;
  readonly limit: number;
  /** Reads no row beyond this number: a reader whose effects can't be taken back waits for durable rows (S-1c). Absent: all rows. */
  readonly upTo?: (tx: Transaction) => Promise<number>;
  /** Reads what the work needs besides the rows, behind the lock of the cursor and in the same round trip. Without `upTo` it is read behind the rows, too: never older than them. */
  readonly beside?: (tx: Transaction) => Promise<T>;
  /** Reads the contents of the rows, too. */
  readonly payloads?: true;
  /** Called where the reader has no cursor yet: then nothing is read. Absent: its cursor begins at the first row. */
  readonly absent?: () => void;
};

/**
 * Gives `work` the next rows of the tenant's journal, in order, from the reader's own cursor. The cursor moves in the same
 * transaction, so the writes of `work` and the move commit together. Two servers with the same reader take turns. Returns whether
 * there may be more rows.
 */
export function consumeJournal<T = undefined>(
  database: Database,
  reading: JournalReading<T>,
  work: (tx: Transaction, rows: readonly ReadRow[], beside: T) => Promise<void>,
): Promise<boolean> {
  const { orgId, reader, limit, upTo, beside, absent, payloads } = reading;
  const columns = `n, record, entity, kind${payloads ? `, case when kind in ('created', 'changed') then payload end as payload` : ''}`;
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const made =
      absent === undefined
        ? tx.query('insert into store.reader_cursor (org_id, reader, n) values ($1, $2, 0) on conflict do nothing', [
            orgId,
            reader,
          ])
        : undefined;
    const held = tx.query('select n from store.reader_cursor where org_id = $1 and reader = $2 for update', [
      orgId,
      reader,
    ]);
    const read = (most: number | null) =>
      tx.query<ReadRow>(
        `select ${columns} from store.journal
         where org_id = $1 and n > (select n from store.reader_cursor where org_id = $1 and reader = $2) and ($4::bigint is null or n <= $4) order by n limit $3`,
        [orgId, reader, limit, most],
      );
    // One round trip: Postgres reads the rows once the cursor is locked. The newest readable row must be known before.
    const [[cursor], most, , readAtOnce, besides] = await Promise.all([held, upTo?.(tx), made, upTo ? undefined : read(null), beside?.(tx)]); // prettier-ignore
    if (cursor === undefined) {
      absent?.();
      return false;
    }
    const rows = readAtOnce ?? (await read(most ?? null));
    const last = rows.at(-1);
    if (!last) return false;
    // The cursor's move is sent together with the first statements of the work.
    const move = tx.query('update store.reader_cursor set n = $3 where org_id = $1 and reader = $2', [
      orgId,
      reader,
      last.n,
    ]);
    await Promise.all([move, work(tx, rows, besides as T)]); // undefined only without `beside`
    return rows.length === limit;
  });
}

type Beginning = {
  readonly orgId: string;
  readonly reader: string;
  /** ISO 8601 UTC. Absent: now. */ readonly after?: string;
};

/** Gives a reader that has no place yet its place: behind the rows of before a moment. What follows from older ones is not its work. */
export const beginReader = (database: Database, { orgId, reader, after }: Beginning): Promise<unknown> =>
  inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      `insert into store.reader_cursor (org_id, reader, n)
       select $1, $2, coalesce(max(n), 0) from store.journal where org_id = $1 and ($3::text is null or at < $3)
       on conflict do nothing`,
      [orgId, reader, after ?? null],
    ),
  );
