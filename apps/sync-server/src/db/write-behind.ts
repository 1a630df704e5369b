import type { Row, Transaction } from './database.ts';

const writes = /^(?:insert|update|delete|merge)\b/;
export type WriteBehind = {
  readonly tx: Transaction;
  readonly keptUp: (ahead: number) => Promise<void>;
  readonly written: () => Promise<void>;
};

const answersRows = /\breturning\b/;

/**
 * A transaction whose writes are not waited for one by one: they go out as they are asked for, Postgres does them in that order, and
 * whatever reads among them sees them. `written` waits for all, and must be called before the transaction ends; it throws what failed first.
 * `keptUp` waits until Postgres has no more than so many of them before it.
 */
export function writeBehind(tx: Transaction): WriteBehind {
  const under: Promise<unknown>[] = [];
  return {
    async keptUp(ahead) {
      await under.at(-ahead - 1);
    },
    tx: {
      query<R extends Row = Row>(statement: string, parameters?: readonly unknown[]): Promise<readonly R[]> {
        const asked = tx.query<R>(statement, parameters);
        if (!writes.test(statement) || answersRows.test(statement)) return asked;
        asked.catch(() => undefined); // `written` tells
        under.push(asked);
        return Promise.resolve([]);
      },
    },
    async written() {
      await Promise.all(under);
    },
  };
}
