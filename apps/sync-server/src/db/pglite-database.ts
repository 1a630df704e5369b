import type { Database, Row, Transaction } from './database.ts';
import type { CommandRole } from './open-as-role.ts';

type LiteTransaction = {
  readonly query: (statement: string, parameters?: unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;
};

/**
 * The part of a PGlite (`@electric-sql/pglite`) that is needed: Postgres in the process, with one connection and one transaction
 * at a time.
 */
export type Lite = {
  readonly transaction: <T>(work: (tx: LiteTransaction) => Promise<T>) => Promise<T | undefined>;
  readonly listen: (
    channel: string,
    callback: (payload: string) => void,
  ) => Promise<(...ignored: never[]) => Promise<void>>;
  readonly close: () => Promise<void>;
};

/**
 * Returns the store on a migrated PGlite. Its only connection is the superuser's, so each transaction sets the app's role, or
 * another one. Row security works as on a real Postgres.
 */
export function pgliteDatabase(lite: Lite, role: CommandRole = 'outpost_app'): Database {
  const transaction = async <T>(mode: 'write' | 'snapshot', work: (tx: Transaction) => Promise<T>): Promise<T> => {
    let answer: { readonly value: T } | undefined;
    await lite.transaction(async (tx) => {
      if (mode === 'snapshot') await tx.query('set transaction isolation level repeatable read, read only');
      await tx.query(`set local role ${role}`);
      const { unanswered, ...open } = transactionOn(tx);
      answer = { value: await work(open) };
      await Promise.all(unanswered); // PGlite would commit before them
    });
    if (!answer) throw new Error('PGlite ended a transaction without running it');
    return answer.value;
  };
  return {
    transaction,
    read: (statements) =>
      transaction('snapshot', (tx) => Promise.all(statements.map(({ sql, parameters }) => tx.query(sql, parameters)))),
    async listen(channel, listener) {
      const stop = await lite.listen(channel, listener.notice);
      return () => stop();
    },
    close: () => lite.close(),
  };
}

function transactionOn(tx: LiteTransaction): Transaction & { readonly unanswered: ReadonlySet<Promise<unknown>> } {
  const unanswered = new Set<Promise<unknown>>();
  return {
    unanswered,
    async query<R extends Row = Row>(statement: string, parameters: readonly unknown[] = []) {
      const asked = tx.query(statement, [...parameters]);
      unanswered.add(asked);
      const result = await asked;
      unanswered.delete(asked); // one that failed stays: it undoes the transaction, whoever waited for it
      return result.rows as readonly R[]; // the statement lists the columns of R
    },
  };
}
