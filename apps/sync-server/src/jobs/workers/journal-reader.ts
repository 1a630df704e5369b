import type { Statement } from '@outpost/domain/kernel/query/query-engine';
import { type Database, inTenant, type Transaction, unawaited } from '../../db/database.ts';

/** The part of a journal row that a reader needs: its subject. `payload`: its content as JSON text, where the reading asks for it. */
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
  /**
   * The same as an expression in SQL over the tenant (`$1`), so that the rows are read at once. Its own parameters begin at `$4`.
   */
  readonly until?: Statement;
  /** Reads what the work needs besides the rows, behind the lock of the cursor and in the same round trip. Without `upTo` it is read behind the rows, too: never older than them. */
  readonly beside?: (tx: Transaction) => Promise<T>;
  /** Reads the contents of the rows, too: of those that changed a record, or of all. */
  readonly payloads?: 'changes' | 'all';
  /** Called where the reader has no cursor yet: then nothing is read. Absent: its cursor begins at the first row. */
  readonly absent?: () => void;
};

const contents = {
  changes: `, case when kind in ('created', 'changed') then payload end as payload`,
  all: ', payload',
} as const;
const unlimited: Statement = { sql: '9223372036854775807', parameters: [] };

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
  const { orgId, reader, limit, upTo, until, beside, absent, payloads } = reading;
  const columns = `n, record, entity, kind${payloads === undefined ? '' : contents[payloads]}`;
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
    const read = ({ sql, parameters }: Statement) =>
      tx.query<ReadRow>(
        `select ${columns} from store.journal
         where org_id = $1 and n > (select n from store.reader_cursor where org_id = $1 and reader = $2) and n <= ${sql} order by n limit $3`,
        [orgId, reader, limit, ...parameters],
      );
    // One round trip: Postgres reads the rows once the cursor is locked. The newest readable row must be known before.
    const [[cursor], most, , readAtOnce, besides] = await Promise.all([held, upTo?.(tx), made, upTo ? undefined : read(until ?? unlimited), beside?.(tx)]); // prettier-ignore
    if (cursor === undefined) {
      absent?.();
      return false;
    }
    const rows = readAtOnce ?? (await read({ sql: '$4::bigint', parameters: [most ?? 0] }));
    const last = rows.at(-1);
    if (!last) return false;
    // The cursor's move is sent together with the first statements of the work, or with the commit.
    unawaited(tx.query('update store.reader_cursor set n = $3 where org_id = $1 and reader = $2', [orgId, reader, last.n])); // prettier-ignore
    await work(tx, rows, besides as T); // undefined only without `beside`
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
