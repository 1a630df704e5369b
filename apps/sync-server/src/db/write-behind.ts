import type { Row, Transaction } from './database.ts';

const writes = /^(?:insert|update|delete|merge)\b/;
export type WriteBehind = {
  readonly tx: Transaction;
  readonly keptUp: (ahead: number) => Promise<void>;
  readonly written: () => Promise<void>;
};

const answersRows = /\breturning\b/;

/**
 * Wraps a transaction so that its writes are sent without waiting for each answer. Postgres executes them in order, and
 * later reads see them. `written` waits for all and throws the first error. Call it before the transaction ends.
 * `keptUp` waits until at most `ahead` writes are outstanding.
 */
export function writeBehind(tx: Transaction): WriteBehind {
  const under: Promise<unknown>[] = [];
  return {
    async keptUp(ahead) {
      await under.at(-ahead - 1);
    },
    tx: {
      ...(tx.columnKeys ? { columnKeys: tx.columnKeys } : {}),
      query<R extends Row = Row>(statement: string, parameters?: readonly unknown[]): Promise<readonly R[]> {
        const asked = tx.query<R>(statement, parameters);
        if (!writes.test(statement) || answersRows.test(statement)) return asked;
        asked.catch(() => undefined); // `written` reports the error
        under.push(asked);
        return Promise.resolve([]);
      },
    },
    async written() {
      await Promise.all(under);
    },
  };
}
