import type { Db } from 'pg-boss';
import type { Database, Row, Transaction } from '../../db/database.ts';

/** pg-boss groups statements of its upkeep as a transaction of their own. They run in one of ours here. */
const ownTransaction = /^\s*BEGIN;|COMMIT;?\s*$/gi;

/** Returns pg-boss's view of an open transaction: its jobs commit together with our own rows. */
export const bossTransaction = (tx: Transaction): Db => ({
  executeSql: async (text, values = []) => ({ rows: await run(tx, text, values) }),
});

/** Returns pg-boss's view of the store, as the app's role. Each call is one transaction. */
export const bossDatabase = (database: Database): Db => ({
  executeSql: async (text, values = []) => ({
    rows: await database.transaction('write', (tx) => run(tx, text, values)),
  }),
});

/** The rows are typed as pg-boss types them. */
async function run(tx: Transaction, text: string, values: readonly unknown[]): Promise<Row[]> {
  const statements = values.length > 0 ? [text] : statementsOf(text);
  let rows: readonly Row[] = [];
  for (const statement of statements) rows = await tx.query(statement, values);
  return [...rows];
}

/** Postgres takes one statement at a time from us. pg-boss separates its own by a semicolon at the end of a line. */
const statementsOf = (text: string): readonly string[] =>
  text
    .replace(ownTransaction, '')
    .split(/;\s*(?:\n|$)/)
    .filter((statement) => statement.trim() !== '');
