import type Database from 'better-sqlite3';
import { toStorageFault } from './storage-fault.ts';

/** The result of a transaction's work: whether to commit or roll back, and the value to return in both cases. */
export type TransactionEnding<T> = { readonly keep: boolean; readonly value: T };

type Edges = Readonly<Record<'begin' | 'commit' | 'rollback', Database.Statement<[]>>>;

const edgesOf = new WeakMap<Database.Database, Edges>();

function edges(writer: Database.Database): Edges {
  let known = edgesOf.get(writer);
  if (known === undefined) {
    known = {
      begin: writer.prepare('begin immediate'),
      commit: writer.prepare('commit'),
      rollback: writer.prepare('rollback'),
    };
    edgesOf.set(writer, known);
  }
  return known;
}

/**
 * Runs `work` in one transaction. When it returns with `keep`, the writes are on disk (`synchronous=FULL`). A failure rolls back
 * and is thrown as a fault that names the action. Transactions do not nest.
 */
export function inTransaction<T>(writer: Database.Database, doing: string, work: () => TransactionEnding<T>): T {
  try {
    const { begin, commit, rollback } = edges(writer);
    begin.run();
    const { keep, value } = work();
    (keep ? commit : rollback).run();
    return value;
  } catch (error) {
    // After some failures, such as a full disk, SQLite has already rolled back by itself.
    if (writer.open && writer.inTransaction) edges(writer).rollback.run();
    throw toStorageFault(error, doing);
  }
}
